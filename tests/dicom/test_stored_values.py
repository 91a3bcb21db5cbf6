"""Values in the written file, read back by pydicom: none is clipped, each within half a stored step."""

import io
from dataclasses import replace

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from sr_core.decode import decode
from sr_core.dicom import writer
from sr_core.dicom.writer import dicom_bands, dicom_bands_problem, dicom_problem, encode_dicom
from sr_core.engine.upscale import upscale
from sr_core.errors import EncodeError
from sr_core.files.bands import Bands
from sr_core.files.sink import Memory
from sr_core.types import DecodedImage, Part, UpscaleOptions

from ..support.dicom_file import CR, CT, DX, MR, dicom_bytes, dicom_dataset

SECONDARY = "1.2.840.10008.5.1.4.1.1.7"


def edges(low: int, high: int, dtype: str = "<u2", side: int = 24) -> np.ndarray:
    """Squares of 4 pixels, low and high: bicubic overshoots at their edges."""
    y, x = np.mgrid[:side, :side]
    return np.where((y // 4 + x // 4) % 2, high, low).astype(dtype)


def modality_lut() -> Sequence:
    item = Dataset()
    item.LUTDescriptor, item.ModalityLUTType = [256, 0, 16], "OD"
    item.LUTData = (np.arange(256, dtype="<u2") * 11).tobytes()
    return Sequence([item])


def written_values(data: bytes) -> np.ndarray:
    ds = pydicom.dcmread(io.BytesIO(data))
    values = ds.pixel_array.astype(np.float64) * float(ds.get("RescaleSlope", 1)) + float(ds.get("RescaleIntercept", 0))
    if "PixelPaddingValue" in ds:
        values[ds.pixel_array == ds.PixelPaddingValue] = np.nan
    return values


SOURCES: dict[str, tuple[Dataset, float]] = {
    "8 bits": (dicom_dataset(edges(0, 255, "u1"), CR), 1),
    "8 bits of 16": (dicom_dataset(edges(0, 255), CR, BitsStored=8, HighBit=7), 1),
    "12 bits": (dicom_dataset(edges(0, 4095), CR, BitsStored=12, HighBit=11), 1),
    "MONOCHROME1": (
        dicom_dataset(edges(0, 4095), CR, BitsStored=12, HighBit=11, PhotometricInterpretation="MONOCHROME1"), 1
    ),
    "signed 8 bits": (dicom_dataset(edges(-128, 127, "i1"), CR), 1),
    "signed 12 bits": (dicom_dataset(edges(-2048, 2047, "<i2"), MR, BitsStored=12, HighBit=11), 1),
    "signed 16 bits, high": (dicom_dataset(edges(0, 32767, "<i2"), CR), 1),
    "signed 16 bits, low": (dicom_dataset(edges(-32768, 0, "<i2"), CR), 1),
    "16 bits, half used": (dicom_dataset(edges(0, 40000), CR), 1),
    "CT": (dicom_dataset(edges(0, 4095), CT, BitsStored=12, HighBit=11), 1),
    "CT of slope 2": (dicom_dataset(edges(0, 4095), CT, BitsStored=12, HighBit=11, RescaleSlope="2"), 2),
    "fractional slope": (dicom_dataset(edges(0, 1023), CR, RescaleSlope="0.37", RescaleIntercept="-10.5"), 0.37),
    "negative slope": (dicom_dataset(edges(0, 1023), CR, RescaleSlope="-1", RescaleIntercept="1023"), 1),
    "tiny slope": (dicom_dataset(edges(0, 40000), CR, RescaleSlope="5.612e-06", RescaleIntercept="0"), 5.612e-06),
    "Modality LUT": (dicom_dataset(edges(0, 255), CR, ModalityLUTSequence=modality_lut()), 1),
    "DX": (dicom_dataset(edges(0, 4095), DX, BitsStored=12, HighBit=11), 1),
    "padding of 0": (dicom_dataset(edges(0, 4095), CR, BitsStored=12, HighBit=11, PixelPaddingValue=0), 1),
    "padding of 4095": (dicom_dataset(edges(0, 4095), CR, BitsStored=12, HighBit=11, PixelPaddingValue=4095), 1),
    "padding range": (
        dicom_dataset(edges(0, 900), CR, PixelPaddingValue=0, PixelPaddingRangeLimit=200, BitsStored=10, HighBit=9), 1
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_every_value_shown_is_in_the_file(name: str) -> None:
    source, step = SOURCES[name]
    data = dicom_bytes(source)
    shown = upscale(decode(data, "in.dcm"), "bicubic", scale=2).image
    written = written_values(encode_dicom(shown, data, method="bicubic"))
    np.testing.assert_allclose(written, shown.pixels[..., 0], atol=0.51 * step, rtol=1e-6)


@pytest.mark.parametrize("name", SOURCES)
def test_a_written_file_is_read_as_it_was_shown(name: str) -> None:
    data = dicom_bytes(SOURCES[name][0])
    shown = upscale(decode(data, "in.dcm"), "bicubic", scale=2).image
    again = decode(encode_dicom(shown, data, method="bicubic"), "out.dcm")
    np.testing.assert_allclose(again.pixels, shown.pixels, rtol=1e-6, atol=1e-6)
    assert again.unit == shown.unit


@pytest.mark.parametrize("name", SOURCES)
def test_bits_agree_with_each_other(name: str) -> None:
    data = dicom_bytes(SOURCES[name][0])
    shown = upscale(decode(data, "in.dcm"), "bicubic", scale=2).image
    ds = pydicom.dcmread(io.BytesIO(encode_dicom(shown, data, method="bicubic")))
    stored = ds.pixel_array
    low, high = (
        (-(1 << ds.BitsStored - 1), 1 << ds.BitsStored - 1) if ds.PixelRepresentation else (0, 1 << ds.BitsStored)
    )
    assert ds.HighBit == ds.BitsStored - 1 < ds.BitsAllocated == 8 * stored.dtype.itemsize
    assert low <= stored.min() <= stored.max() < high


def in_bands(data: bytes, scale: int = 2) -> tuple[bytes, DecodedImage]:
    """The file of a bicubic result that is handed over in bands of 7 rows, and the result."""
    image, sink = decode(data, "in.dcm"), Memory()
    shown = upscale(image, "bicubic", scale=scale).image
    write = dicom_bands(image, data, scale, method="bicubic")
    rows = range(0, shown.height, 7)
    write(
        Bands(shown.height, (Part(y, 0, min(7, shown.height - y), shown.width).of(shown) for y in rows)),
        sink,
    )
    return sink.content(), shown


def said(ds: Dataset) -> dict[str, str]:
    """All that a file says but the UIDs, which are new in each."""
    return {str(element.tag): str(element.value) for element in ds.iterall() if element.VR not in ("UI", "SQ")}


@pytest.mark.parametrize("name", [name for name in SOURCES if name != "Modality LUT"])
def test_a_file_made_in_bands_is_that_of_the_whole(name: str) -> None:
    data = dicom_bytes(SOURCES[name][0])
    content, shown = in_bands(data)
    whole = encode_dicom(shown, data, method="bicubic")
    assert said(pydicom.dcmread(io.BytesIO(content))) == said(pydicom.dcmread(io.BytesIO(whole)))


@pytest.mark.parametrize(("low", "high", "padding", "kept"), [(1, 4095, 0, 1), (0, 4094, 4095, 4094), (9, 99, 7, 8)])
def test_a_result_does_not_overshoot_into_padding(low: int, high: int, padding: int, kept: int) -> None:
    stored = edges(low, high)
    stored[:6, :6] = padding
    ds = dicom_dataset(stored, CR, BitsStored=12, HighBit=11, PixelPaddingValue=padding)
    content, shown = in_bands(dicom_bytes(ds), scale=4)
    assert kept in (np.nanmin(shown.pixels), np.nanmax(shown.pixels))
    written = pydicom.dcmread(io.BytesIO(content))
    assert (written.PixelPaddingValue, written.BitsStored) == (padding, 12)
    assert np.count_nonzero(written.pixel_array == padding) == np.isnan(shown.pixels).sum() > 0


def test_padding_among_the_values_has_a_number_of_its_own_in_bands() -> None:
    stored = edges(0, 4095)
    stored[:6, :6] = 2000
    data = dicom_bytes(dicom_dataset(stored, CR, BitsStored=12, HighBit=11, PixelPaddingValue=2000))
    content, shown = in_bands(data)
    np.testing.assert_array_equal(written_values(content), shown.pixels[..., 0])
    assert np.isnan(shown.pixels).any()


def test_values_of_a_table_have_no_ends_to_write_them_in_bands() -> None:
    data = dicom_bytes(SOURCES["Modality LUT"][0])
    assert "found a Modality LUT table" in dicom_bands_problem(decode(data, "in.dcm"), data, 2)


def test_more_pixels_than_an_element_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_MOST_BYTES", 2_000_000)
    data = dicom_bytes(dicom_dataset(np.zeros((150, 150), "<u2"), CR))
    assert "at most 2 MB of pixels, this one needs 3" in dicom_bands_problem(decode(data, "in.dcm"), data, 8)


def test_figures_of_enforcing_are_those_of_the_file() -> None:
    data = dicom_bytes(SOURCES["12 bits"][0])
    image = decode(data, "in.dcm")
    result = upscale(image, "bicubic", scale=4, options=UpscaleOptions(keep_measured=0.5))
    again = decode(encode_dicom(result.image, data, method="bicubic"), "out.dcm")
    np.testing.assert_array_equal(again.pixels, result.image.pixels)
    assert result.correction is not None
    assert result.correction.mismatch_after <= 0.5


def enforced(image: DecodedImage) -> DecodedImage:
    """A result that goes beyond what the source's stored numbers can stand for, to agree with the input."""
    return upscale(image, "bicubic", scale=2, options=UpscaleOptions(keep_measured=1.0)).image


def test_a_dx_that_overshoots_stays_one() -> None:
    data = dicom_bytes(SOURCES["DX"][0])
    shown = upscale(decode(data, "in.dcm"), "bicubic", scale=2).image
    ds = pydicom.dcmread(io.BytesIO(encode_dicom(shown, data, method="bicubic")))
    assert ds.SOPClassUID == pydicom.dcmread(io.BytesIO(data)).SOPClassUID
    assert ds.pixel_array.min() == 0


def test_a_dx_that_is_made_to_agree_below_0_becomes_a_capture() -> None:
    data = dicom_bytes(SOURCES["DX"][0])
    shown = enforced(decode(data, "in.dcm"))
    ds = pydicom.dcmread(io.BytesIO(encode_dicom(shown, data, method="bicubic")))
    assert (ds.SOPClassUID, ds.RescaleSlope, ds.RescaleType) == (SECONDARY, 1, "US")
    assert ds.RescaleIntercept == shown.pixels.min()


def test_more_numbers_than_16_bits_hold_are_refused_before_writing() -> None:
    data = dicom_bytes(dicom_dataset(edges(0, 65535), CR))
    shown = enforced(decode(data, "in.dcm"))
    assert "holds 65,536 different numbers" in dicom_problem(shown, data)
    with pytest.raises(EncodeError, match="holds 65,536 different numbers"):
        encode_dicom(shown, data, method="bicubic")


def test_a_result_that_fits_has_no_problem() -> None:
    data = dicom_bytes(SOURCES["12 bits"][0])
    assert dicom_problem(upscale(decode(data, "in.dcm"), "bicubic", scale=2).image, data) == ""


def test_display_values_are_no_measured_values() -> None:
    data = dicom_bytes(SOURCES["12 bits"][0])
    shown = upscale(decode(data, "in.dcm", as_picture=True), "bicubic", scale=2).image
    with pytest.raises(EncodeError, match="needs measured values as in its source"):
        encode_dicom(shown, data, method="bicubic")


def test_values_of_floating_point_pixels_are_not_rounded_into_integers() -> None:
    data = dicom_bytes(SOURCES["12 bits"][0])
    shown = upscale(decode(data, "in.dcm"), "bicubic", scale=2).image
    assert shown.dicom is not None
    floats = DecodedImage(shown.pixels, unit="US", scale=2, dicom=replace(shown.dicom, slope=0.0))
    with pytest.raises(EncodeError, match="needs a source of whole numbers"):
        encode_dicom(floats, data, method="bicubic")


def test_a_mapping_of_the_sources_stored_numbers_is_left_out() -> None:
    mapping = Dataset()
    mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept = 2.0, 0.0
    ds = dicom_dataset(edges(0, 4095), CR, RealWorldValueMappingSequence=Sequence([mapping]), BitsStored=12, HighBit=11)
    data = dicom_bytes(ds)
    shown = upscale(decode(data, "in.dcm"), "bicubic", scale=2).image
    written = encode_dicom(shown, data, method="bicubic", keep_identity=True)
    assert "RealWorldValueMappingSequence" not in pydicom.dcmread(io.BytesIO(written))
