"""DICOM files through the front door: values, hints, and one sentence for what cannot be read."""

import csv
import logging
import struct
import tracemalloc
import warnings
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
)

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.raster import MAX_PIXELS
from sr_core.types import DecodedImage

from ..support.data import DATA
from ..support.dicom_file import CT, PATIENT, PATIENT_ID, dicom_bytes, dicom_dataset, ramp

SYNTAXES = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian)


def values(data: bytes, **options: int) -> np.ndarray:
    return decode(data, "scan.dcm", **options).pixels[..., 0]


def test_ct_becomes_hounsfield_units_at_full_depth() -> None:
    image = decode(dicom_bytes(dicom_dataset(ramp(), CT)), "ct.dcm")
    assert (image.unit, image.pixels.dtype) == ("HU", np.float32)
    np.testing.assert_array_equal(image.pixels[..., 0], ramp().astype(np.float32) - 1024)


def test_radiograph_keeps_stored_values_in_an_unspecified_unit() -> None:
    image = decode(dicom_bytes(dicom_dataset(ramp(), WindowCenter="2000", WindowWidth="100")), "cr.dcm")
    assert image.unit == "US"
    np.testing.assert_array_equal(image.pixels[..., 0], ramp())


@pytest.mark.parametrize("dtype", ["<u2", "<i2", "u1", "i1"])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_uncompressed_syntax_and_type_gives_the_stored_values(syntax: str, dtype: str) -> None:
    limits = np.iinfo(np.dtype(dtype))
    stored = ramp(11, 13, dtype, limits.min, limits.max)
    np.testing.assert_array_equal(values(dicom_bytes(dicom_dataset(stored), syntax)), stored)


def test_bits_above_the_stored_ones_are_removed() -> None:
    stored = ramp(high=1023)
    overlaid = stored | 0xF000
    data = dicom_bytes(dicom_dataset(overlaid, BitsStored=10, HighBit=9))
    np.testing.assert_array_equal(values(data), stored)


def test_high_bit_above_bits_stored_shifts() -> None:
    data = dicom_bytes(dicom_dataset(ramp() << 4, BitsStored=12, HighBit=15))
    np.testing.assert_array_equal(values(data), ramp())


def test_signed_values_of_twelve_bits_are_extended() -> None:
    stored = ramp(dtype="<i2", low=-2048, high=2047)
    packed = (stored.astype(np.int32) & 0xFFF).astype("<u2")
    data = dicom_bytes(dicom_dataset(packed, PixelRepresentation=1, BitsStored=12, HighBit=11))
    np.testing.assert_array_equal(values(data), stored)


@pytest.mark.parametrize("frame", [0, 2])
def test_only_the_asked_frame_is_returned(frame: int) -> None:
    stored = np.stack([ramp(high=1000) + n for n in range(3)])
    image = decode(dicom_bytes(dicom_dataset(stored)), "cine.dcm", frame=frame)
    assert image.dicom is not None
    assert (image.dicom.frame, image.dicom.frames) == (frame, 3)
    np.testing.assert_array_equal(image.pixels[..., 0], stored[frame])


def test_a_frame_beyond_the_last_is_one_sentence() -> None:
    with pytest.raises(DecodeError, match="expected a frame of 1 to 1, got 2"):
        decode(dicom_bytes(dicom_dataset(ramp())), "cr.dcm", frame=1)


def test_frames_of_one_bit_need_not_begin_at_a_byte() -> None:
    bits = np.random.default_rng(0).integers(0, 2, (3, 5, 7))
    ds = dicom_dataset(np.zeros((3, 5, 7), np.uint8), BitsAllocated=1, BitsStored=1, HighBit=0)
    ds.PixelData = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    np.testing.assert_array_equal(values(dicom_bytes(ds), frame=1), bits[1])


@pytest.mark.parametrize("frame", [0, 1, 2])
def test_bits_in_big_endian_words_are_in_order(frame: int) -> None:
    bits = np.random.default_rng(0).integers(0, 2, (3, 5, 7))
    ds = dicom_dataset(np.zeros((3, 5, 7), np.uint8), BitsAllocated=1, BitsStored=1, HighBit=0)
    packed = np.packbits(bits.reshape(-1), bitorder="little")
    ds.PixelData = packed.view("<u2").astype(">u2").tobytes()
    ds["PixelData"].VR = "OW"
    np.testing.assert_array_equal(values(dicom_bytes(ds, ExplicitVRBigEndian), frame=frame), bits[frame])


@pytest.mark.parametrize(
    ("syntax", "encoder", "options"),
    [
        (JPEG2000Lossless, imagecodecs.jpeg2k_encode, {"reversible": True, "level": 0}),
        (JPEGLSLossless, imagecodecs.jpegls_encode, {}),
        (JPEGLosslessSV1, imagecodecs.jpeg_encode, {"lossless": True, "bitspersample": 12}),
        (HTJ2KLossless, imagecodecs.htj2k_encode, {"reversible": True}),
    ],
)
def test_compressed_frames_give_the_stored_values(syntax: str, encoder: object, options: dict[str, object]) -> None:
    frames = [np.ascontiguousarray(ramp(64, 48).astype(np.uint16) + n) for n in range(2)]
    ds = dicom_dataset(np.stack(frames))
    data = dicom_bytes(ds, syntax, frames=[bytes(encoder(f, **options)) for f in frames])  # type: ignore[operator]
    np.testing.assert_array_equal(values(data, frame=1), frames[1])


def test_jpeg_xl_gives_the_stored_values() -> None:
    stream = bytes(imagecodecs.jpegxl_encode(np.ascontiguousarray(ramp(64, 48).astype(np.uint16)), lossless=True))
    data = dicom_bytes(dicom_dataset(ramp(64, 48)), HTJ2KLossless, frames=[stream])
    image = decode(data.replace(HTJ2KLossless.encode(), b"1.2.840.10008.1.2.4.110"), "x.dcm")  # unknown to pydicom
    assert image.dicom is not None
    assert image.dicom.transfer_syntax == "JPEG XL Lossless"
    np.testing.assert_array_equal(image.pixels[..., 0], ramp(64, 48))


def test_padding_is_not_measured() -> None:
    stored = ramp(dtype="<i2", low=-2000, high=3000)
    image = decode(dicom_bytes(dicom_dataset(stored, PixelPaddingValue=-2000, PixelPaddingRangeLimit=-1500)), "ct.dcm")
    np.testing.assert_array_equal(np.isnan(image.pixels[..., 0]), stored <= -1500)


def test_modality_lut_is_applied() -> None:
    lut = Dataset()
    lut.LUTDescriptor, lut.ModalityLUTType = [4, 10, 16], "OD"
    lut.LUTData = np.array([100, 200, 400, 800], "<u2").tobytes()
    stored = np.array([[0, 10, 11], [12, 13, 99]], np.uint16)
    image = decode(dicom_bytes(dicom_dataset(stored, ModalityLUTSequence=Sequence([lut]))), "cr.dcm")
    assert image.unit == "OD"
    np.testing.assert_array_equal(image.pixels[..., 0], [[100, 100, 200], [400, 800, 800]])


def test_ybr_becomes_rgb_as_the_standards_formula_says() -> None:
    ybr = np.array([[[76, 85, 255], [150, 44, 21], [29, 255, 107]]], np.uint8)
    data = dicom_bytes(dicom_dataset(ybr, PhotometricInterpretation="YBR_FULL"))
    rgb = decode(data, "us.dcm").pixels
    np.testing.assert_allclose(rgb[0], [[254, 0, 0], [0, 255, 1], [0, 0, 254]], atol=1)


def test_palette_becomes_rgb() -> None:
    indices = np.arange(4, dtype=np.uint8).reshape(2, 2)
    palette = {"Red": [0, 255, 0, 9], "Green": [0, 0, 255, 8], "Blue": [1, 2, 3, 7]}
    attributes: dict[str, object] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for name, entries in palette.items():
        attributes[f"{name}PaletteColorLookupTableDescriptor"] = [4, 0, 8]
        attributes[f"{name}PaletteColorLookupTableData"] = bytes(entries)
    image = decode(dicom_bytes(dicom_dataset(indices, **attributes)), "us.dcm")
    np.testing.assert_array_equal(image.pixels.reshape(4, 3).T, list(palette.values()))


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_file_without_preamble_and_meta_header_is_read(syntax: str) -> None:
    data = dicom_bytes(dicom_dataset(ramp()), syntax)
    bare = data[132 + 12 + struct.unpack_from("<I", data, 140)[0] :]
    np.testing.assert_array_equal(values(bare), ramp())


def test_as_picture_is_what_a_viewer_shows() -> None:
    data = dicom_bytes(dicom_dataset(ramp(), WindowCenter="2048", WindowWidth="4096"))
    image = decode(data, "cr.dcm", as_picture=True)
    assert (image.unit, image.pixels.dtype, int(image.pixels[0, 0, 0])) == ("", np.uint8, 0)


def test_spacing_shrinks_with_the_scale() -> None:
    data = dicom_bytes(dicom_dataset(ramp(), CT))
    image = decode(data, "ct.dcm")
    larger = DecodedImage(np.repeat(np.repeat(image.pixels, 4, 0), 4, 1), unit="HU", scale=4, dicom=image.dicom)
    assert larger.spacing is not None
    assert (larger.spacing.row_mm, larger.spacing.column_mm) == (0.125, 0.1875)


def bomb(kind: str) -> bytes:
    if kind == "rows":
        return dicom_bytes(dicom_dataset(ramp(), Rows=65535, Columns=65535))
    if kind == "frames":
        return dicom_bytes(dicom_dataset(ramp(), NumberOfFrames="2000000000"))
    if kind == "slope":
        return dicom_bytes(dicom_dataset(ramp(), RescaleSlope="0", RescaleIntercept="0"))
    data = dicom_bytes(dicom_dataset(ramp()))
    pixels = data.index(b"\xe0\x7f\x10\x00")
    head, tail = data[:pixels], data[pixels:]
    sequence = b"\x40\x00\x75\x02SQ\0\0"
    if kind == "empty items":
        return head + sequence + b"\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\0\0\0\0" * 3_000_000 + tail
    if kind == "packed items":
        items = b"\xfe\xff\x00\xe0\0\0\0\0" * 1_000_000
        return head[: -0 or None] + b"\x28\x00\x10\x30SQ\0\0" + struct.pack("<I", len(items)) + items + tail
    if kind == "nesting":
        return head + (sequence + b"\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff") * 50_000 + tail
    deflated = dicom_bytes(dicom_dataset(ramp()), DeflatedExplicitVRLittleEndian)
    start = 144 + struct.unpack_from("<I", deflated, 140)[0]
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflated[:start] + b"".join(engine.compress(bytes(1 << 20)) for _ in range(220)) + engine.flush()


@pytest.mark.parametrize("kind", ["rows", "frames", "slope", "empty items", "packed items", "nesting"])
def test_a_bomb_is_refused_with_little_memory(kind: str) -> None:
    data = bomb(kind)
    tracemalloc.start()
    with pytest.raises(DecodeError):
        decode(data, "bomb.dcm")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * len(data) + 250e6


def test_a_deflate_bomb_is_refused() -> None:
    with pytest.raises(DecodeError, match="200 MB inside"):
        decode(bomb("deflate"), "bomb.dcm")


def test_a_stream_larger_than_the_header_says_is_refused_before_it_is_decoded() -> None:
    stream = bytes(imagecodecs.jpeg2k_encode(np.zeros((64, 64), np.uint8)))
    data = dicom_bytes(dicom_dataset(np.zeros((8, 8), np.uint8)), JPEG2000Lossless, frames=[stream])
    with pytest.raises(DecodeError, match="found 64 x 64 of 1 in the compressed stream"):
        decode(data, "x.dcm")


def test_pixel_limit_holds_for_dicom() -> None:
    side = int(MAX_PIXELS**0.5) + 1
    with pytest.raises(DecodeError, match="at most 64 megapixels"):
        decode(dicom_bytes(dicom_dataset(ramp(), Rows=side, Columns=side)), "x.dcm")


def test_unknown_compression_is_named() -> None:
    data = dicom_bytes(dicom_dataset(ramp()), "1.2.840.10008.1.2.4.100", frames=[b"1234"])
    with pytest.raises(DecodeError, match="found MPEG2 Main Profile / Main Level; convert the file"):
        decode(data, "x.dcm")


def test_nothing_of_the_header_reaches_logs_warnings_or_messages(caplog: pytest.LogCaptureFixture) -> None:
    data = bytearray(dicom_bytes(dicom_dataset(ramp(), StudyDate=PATIENT, WindowCenter=None)))
    seen = []
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings():
        warnings.simplefilter("error")
        for at in range(140, len(data) - 8, 3):
            damaged = data[:at] + b"\xff\x00" + data[at + 2 :]
            try:
                decode(bytes(damaged), "x.dcm")
            except DecodeError as error:
                seen.append(str(error))
    text = " ".join(seen) + caplog.text
    assert seen
    assert PATIENT not in text
    assert PATIENT_ID not in text


@pytest.fixture(scope="module")
def dicom_folder() -> Path:
    """Folder of the DICOM test files; skips where it is absent."""
    if not (DATA / "dicom" / "manifest.csv").is_file():
        pytest.skip("the DICOM files are not here; set SR_DATA to the data folder")
    return DATA / "dicom"


def test_every_file_is_decoded_to_its_size_or_refused_in_a_sentence(dicom_folder: Path) -> None:
    with (dicom_folder / "manifest.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    refused = []
    for row in rows:
        path = DATA / row["file"]
        if not path.is_file():
            continue
        try:
            image = decode(path.read_bytes(), path.name)
        except DecodeError:
            refused.append((row["file"], row["decodes_with"]))
            continue
        assert image.dicom is not None
        assert (image.height, image.width, image.dicom.frames) == tuple(
            int(row[key]) for key in ("rows", "cols", "frames")
        ), row["file"]
    # What the manifest's libraries decode, we decode, except a slope of 0.
    assert [name for name, decodes in refused if decodes] == ["dicom/broken/rescale_zero_slope.dcm"]


def test_the_same_ct_in_six_compressions_has_the_same_values(dicom_folder: Path) -> None:
    files = sorted((dicom_folder / "ct_mr_us_nm").glob("CTImage.dcm_*"))
    files += sorted((dicom_folder / "odd").glob("CTImage.dcm_JPEGProcess10_12*"))
    found = {path.name.split("_")[1]: values(path.read_bytes()) for path in files}
    plain = found.pop("BigEndianExplicitTransferSyntax")
    for name in ("JPEGProcess14SV1TransferSyntax", "RLELosslessTransferSyntax"):
        np.testing.assert_array_equal(found.pop(name), plain)
    np.testing.assert_allclose(found.pop("JPEG2000TransferSyntax"), plain, atol=8)  # lossy
    for name in ("JPEGProcess2", "JPEGProcess10"):  # lossy, 12 bits of 13
        assert np.sqrt(np.mean((found.pop(name) - plain) ** 2)) < 10
    assert not found


@pytest.mark.parametrize("syntax", [JPEGBaseline8Bit, JPEG2000Lossless, JPEGLSLossless])
def test_a_stream_that_ends_early_is_refused(syntax: str) -> None:
    grey = np.random.default_rng(0).integers(0, 256, (64, 64)).astype(np.uint8)
    encoders = {
        JPEGBaseline8Bit: imagecodecs.jpeg_encode,
        JPEG2000Lossless: imagecodecs.jpeg2k_encode,
        JPEGLSLossless: imagecodecs.jpegls_encode,
    }
    stream = bytes(encoders[syntax](grey))
    data = dicom_bytes(dicom_dataset(grey), syntax, frames=[stream[: len(stream) * 3 // 4]])
    with pytest.raises(DecodeError, match="damaged or cut short"):
        decode(data, "x.dcm")


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    grey = np.zeros((64, 64), np.uint8)
    stream = bytes(imagecodecs.jpeg_encode(grey))
    scan = stream.index(b"\xff\xda")
    data = dicom_bytes(
        dicom_dataset(grey), JPEGBaseline8Bit, frames=[stream[:-2] + stream[scan:-2] * 200 + stream[-2:]]
    )
    with pytest.raises(DecodeError, match="damaged or cut short"):
        decode(data, "x.dcm")
