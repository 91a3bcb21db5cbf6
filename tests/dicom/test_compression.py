"""Compressed DICOM: read by decoders of others, number by number, and framed as PS3.5 A.4 says."""

import io
import struct
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames

from sr_core.decode import decode
from sr_core.dicom.compression import COMPRESSIONS
from sr_core.dicom.writer import encode_dicom
from sr_core.errors import EncodeError
from sr_core.image.resize import resize_image

from ..support.derived_dicom import errors_of, parse
from ..support.dicom_file import CR, CT, DX, dicom_bytes, dicom_dataset, ramp

NOISE = np.random.default_rng(0)
SOURCES = {
    "8 bit": dicom_dataset(NOISE.integers(0, 256, (11, 13), np.uint8), CR),
    "12 bit": dicom_dataset(NOISE.integers(0, 4096, (11, 13), np.uint16), DX, BitsStored=12, HighBit=11),
    "16 bit": dicom_dataset(NOISE.integers(0, 65536, (11, 13), np.uint16), CR),
    "signed": dicom_dataset(NOISE.integers(-1000, 3000, (11, 13), np.int16), CT, BitsStored=13, HighBit=12),
    "signed, 16 bit": dicom_dataset(NOISE.integers(-30000, 30000, (11, 13), np.int16), CT),
    "colour": dicom_dataset(NOISE.integers(0, 256, (11, 13, 3), np.uint8), "1.2.840.10008.5.1.4.1.1.7"),
}
COMPRESSED = [name for name, how in COMPRESSIONS.items() if how.encode is not None]


def write(source: Dataset, compression: str) -> bytes:
    """A result whose values are all those of the source, so that nothing is rounded."""
    data = dicom_bytes(source)
    image = decode(data, "a.dcm")
    larger = replace(image, pixels=image.pixels.repeat(2, 0).repeat(2, 1), scale=2)
    return encode_dicom(larger, data, method="bicubic", compression=compression)


def stream(written: bytes) -> bytes:
    """The stream of the only frame."""
    (found,) = generate_frames(parse(written).PixelData, number_of_frames=1)
    return found


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("compression", COMPRESSED)
def test_our_own_reader_finds_the_values_of_the_uncompressed_file(name: str, compression: str) -> None:
    plain, packed = (decode(write(SOURCES[name], how), "a.dcm") for how in ("none", compression))
    np.testing.assert_array_equal(packed.pixels, plain.pixels)
    assert packed.dicom is not None
    assert plain.dicom is not None
    assert (packed.dicom.bits_stored, packed.dicom.signed) == (plain.dicom.bits_stored, plain.dicom.signed)


@pytest.mark.parametrize("name", SOURCES)
def test_jpeg_ls_is_read_by_a_decoder_of_others(name: str) -> None:
    """libjpeg of Thomas Richter, which shares nothing with the encoder, CharLS."""
    libjpeg = pytest.importorskip("libjpeg", reason="needs pylibjpeg-libjpeg; install requirements-dev.txt")
    expected = parse(write(SOURCES[name], "none")).pixel_array
    found = libjpeg.decode(stream(write(SOURCES[name], "jpeg-ls")))
    np.testing.assert_array_equal(found.astype(expected.dtype), expected)


@pytest.mark.parametrize("name", [name for name in SOURCES if "signed" not in name])
def test_jpeg_2000_is_read_by_a_decoder_of_others(name: str) -> None:
    """Pillow, with an OpenJPEG of its own."""
    expected = parse(write(SOURCES[name], "none")).pixel_array
    found = np.asarray(Image.open(io.BytesIO(stream(write(SOURCES[name], "jpeg-2000")))))
    shift = 16 - parse(write(SOURCES[name], "none")).BitsStored if found.dtype == np.uint16 else 0
    np.testing.assert_array_equal(found >> shift, expected)


@pytest.mark.parametrize("name", SOURCES)
def test_jpeg_2000_is_read_by_pydicom(name: str) -> None:
    plain, packed = (parse(write(SOURCES[name], how)) for how in ("none", "jpeg-2000"))
    np.testing.assert_array_equal(packed.pixel_array, plain.pixel_array)


@pytest.mark.parametrize("name", SOURCES)
def test_streams_say_their_bits_and_sign(name: str) -> None:
    written = write(SOURCES[name], "jpeg-2000")
    found, data = parse(written), stream(written)
    assert data.startswith(b"\xff\x4f\xff\x51")  # a codestream, without the boxes of a file
    assert data[42] == (0x80 * found.PixelRepresentation) | (found.BitsStored - 1)  # Ssiz, ISO 15444-1 A.5.1
    jpeg_ls = stream(write(SOURCES[name], "jpeg-ls"))
    assert jpeg_ls.startswith(b"\xff\xd8\xff\xf7")  # nothing stands before the frame header
    assert jpeg_ls[6] == found.BitsAllocated


@pytest.mark.parametrize("compression", COMPRESSED)
def test_pixels_are_encapsulated(compression: str) -> None:
    written = write(SOURCES["12 bit"], compression)
    found = parse(written)
    assert found.file_meta.TransferSyntaxUID == COMPRESSIONS[compression].syntax
    assert (found["PixelData"].VR, found["PixelData"].is_undefined_length) == ("OB", True)
    # A Basic Offset Table of one frame, one fragment of even length, and the end (PS3.5 A.4).
    body = found.PixelData
    assert struct.unpack_from("<HHIIHH", body) == (0xFFFE, 0xE000, 4, 0, 0xFFFE, 0xE000)
    (length,) = struct.unpack_from("<I", body, 16)
    assert (length % 2, len(body)) == (0, 20 + length)
    assert written.endswith(struct.pack("<HHI", 0xFFFE, 0xE0DD, 0))


@pytest.mark.parametrize("compression", COMPRESSED)
@pytest.mark.parametrize("name", ["12 bit", "signed"])
def test_the_header_is_that_of_the_uncompressed_file(name: str, compression: str) -> None:
    plain, packed = (parse(write(SOURCES[name], how)) for how in ("none", compression))
    new = {"SOPInstanceUID", "SeriesInstanceUID", "PixelData", "InstanceCreationTime", "ContentTime", "SeriesTime"}
    differ = {element.keyword for element in plain if element != packed.get(element.tag)}
    assert {keyword for keyword in differ if not keyword.endswith(("UID", "Sequence", "Time"))} <= new
    assert "LossyImageCompression" not in packed or packed.LossyImageCompression == "00"


@pytest.mark.parametrize("compression", COMPRESSED)
def test_a_compressed_file_is_smaller(compression: str) -> None:
    data = dicom_bytes(dicom_dataset(ramp(128, 128), CR, BitsStored=12, HighBit=11))
    image = decode(data, "a.dcm")
    larger = replace(resize_image(image, 512, 512), scale=4)
    sizes = [len(encode_dicom(larger, data, method="m", compression=how)) for how in ("none", compression)]
    assert sizes[1] < sizes[0] / 2


@pytest.mark.parametrize("compression", COMPRESSED)
def test_a_validator_finds_no_error(compression: str, tmp_path) -> None:
    assert errors_of(write(SOURCES["12 bit"], compression), tmp_path) == errors_of(
        write(SOURCES["12 bit"], "none"), tmp_path
    )


def test_an_unknown_compression_is_refused() -> None:
    with pytest.raises(EncodeError, match="unknown compression 'zip'; known: none, jpeg-ls, jpeg-2000"):
        write(SOURCES["8 bit"], "zip")
