"""Numbers of a DICOM header: read, absent, or refused."""

import io
import struct

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from sr_core.decode import decode
from sr_core.dicom.header_numbers import numbers
from sr_core.dicom.writer import encode_dicom
from sr_core.engine.upscale import upscale
from sr_core.errors import DecodeError
from sr_core.types import DecodedImage

from ..support.dicom_file import CR, CT, dicom_bytes, dicom_dataset, ramp, with_bytes

UNREADABLE = (
    b"abc ", b"NaN ", b"inf ", b"1e400 ", b"1,024.5 ", b"1.024,5 ", b"1,024,000 ", b"1\\2 ", b"1\\", b"- 1024",
    b"1_000 ", b"0x10", b"--1 ", b"1e", b"1,024 ", b"1024, ", b"10\x0024 ", b"1" * 2000,
)  # fmt: skip


def ct(keyword: str, value: bytes, vr: str = "", **attributes: object) -> Dataset:
    return with_bytes(dicom_dataset(ramp(), CT, **attributes), keyword, value, vr)


def read(ds: Dataset, syntax: str = ExplicitVRLittleEndian, frame: int = 0) -> DecodedImage:
    return decode(dicom_bytes(ds, syntax), "scan.dcm", frame=frame)


def derived(ds: Dataset, frame: int = 0) -> Dataset:
    data = dicom_bytes(ds)
    result = upscale(decode(data, "scan.dcm", frame=frame), "bicubic", scale=2).image
    return dcmread(io.BytesIO(encode_dicom(result, data, method="bicubic")))


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian])
@pytest.mark.parametrize("text", [b"-1024,0 ", b"-10,24E2"])
def test_a_decimal_comma_of_the_intercept_is_a_point(syntax: str, text: bytes) -> None:
    image = read(ct("RescaleIntercept", text), syntax)
    assert image.unit == "HU"
    np.testing.assert_array_equal(image.pixels[..., 0], ramp() - 1024.0)


def test_a_decimal_comma_of_the_slope_is_a_point() -> None:
    np.testing.assert_array_equal(read(ct("RescaleSlope", b"2,50")).pixels[..., 0], ramp() * 2.5 - 1024.0)


def test_a_decimal_comma_is_said() -> None:
    expected = "Rescale Slope is written with a decimal comma, '2,50'; it was read as '2.50'."
    assert read(ct("RescaleSlope", b"2,50")).notes == (expected,)


@pytest.mark.parametrize("keyword", ["RescaleSlope", "RescaleIntercept"])
@pytest.mark.parametrize("text", UNREADABLE)
def test_a_rescale_that_cannot_be_read_is_refused(keyword: str, text: bytes) -> None:
    with pytest.raises(DecodeError, match="expected a number as Rescale"):
        read(ct(keyword, text))


def test_thousands_are_decimals_where_other_numbers_prove_the_comma() -> None:
    plain = dicom_dataset(ramp(), CT, PixelSpacing=None, ImageOrientationPatient=None, ImagePositionPatient=None)
    ds = with_bytes(with_bytes(plain, "RescaleSlope", b"2,500 "), "RescaleIntercept", b"-1024,000 ")
    np.testing.assert_array_equal(read(ds).pixels[..., 0], ramp() * 2.5 - 1024.0)


def test_thousands_are_not_decimals_beside_a_decimal_point() -> None:
    ds = with_bytes(ct("RescaleSlope", b"2,500 "), "SliceThickness", b"2,5 ")
    with pytest.raises(DecodeError, match="found '2,500', whose comma may separate thousands or decimals"):
        read(with_bytes(ds, "PixelSpacing", b"0.5\\0.5 "))


@pytest.mark.parametrize("text", [b"-1024\0\0\0", b"  -1024 ", b"-1.024E+03", b"-1024. "])
def test_blanks_nulls_and_exponents_are_read(text: bytes) -> None:
    assert read(ct("RescaleIntercept", text)).pixels.min() == -1024


@pytest.mark.parametrize(
    ("value", "vr"), [(b"2 ", "LO"), (b"2 ", "UN"), (b"2 ", "IS"), (struct.pack("<d", 2.0), "FD"), (b"\2\0", "US")]
)
def test_a_number_of_another_type_is_read(value: bytes, vr: str) -> None:
    np.testing.assert_array_equal(read(ct("RescaleSlope", value, vr)).pixels[..., 0], ramp() * 2.0 - 1024.0)


@pytest.mark.parametrize(("value", "vr"), [(struct.pack("<d", np.nan), "FD"), (b"2 ", "OB")])
def test_a_number_that_its_type_cannot_hold_is_refused(value: bytes, vr: str) -> None:
    with pytest.raises(DecodeError, match="Rescale Slope"):
        read(ct("RescaleSlope", value, vr))


def test_an_empty_rescale_counts_as_absent() -> None:
    image = read(with_bytes(ct("RescaleSlope", b""), "RescaleIntercept", b"  "))
    assert (image.unit, image.notes, image.pixels.max()) == ("US", (), 4095)


def test_half_a_rescale_has_no_unit_and_is_said() -> None:
    image = read(ct("RescaleIntercept", b""))
    assert image.unit == "US"
    assert image.notes == (
        "The file gives no Rescale Intercept, so 0 is used, and the unit of the values is not certain.",
    )


def test_a_colour_picture_needs_no_rescale() -> None:
    rgb = np.full((4, 4, 3), 7, np.uint8)
    assert read(with_bytes(dicom_dataset(rgb), "RescaleSlope", b"abc ")).channels == 3


@pytest.mark.parametrize(
    ("keyword", "value", "vr"),
    [
        ("BitsStored", b"ab", "CS"), ("HighBit", b"xx", "CS"), ("PixelRepresentation", b"\2\0", "US"),
        ("NumberOfFrames", b"1,0 ", "IS"), ("Rows", b"\x0c\0\x0c\0", "US"), ("BitsAllocated", b"1.5 ", "DS"),
        ("SamplesPerPixel", b"\1\0\1\0", "US"), ("PixelPaddingValue", b"abc ", "LO"), ("BitsStored", b"\0\0", "US"),
    ],
)  # fmt: skip
def test_a_layout_that_cannot_be_read_is_refused(keyword: str, value: bytes, vr: str) -> None:
    with pytest.raises(DecodeError):
        read(ct(keyword, value, vr))


def enhanced(slope: bytes = b"2 ", spacing: bytes = b"0.5\\0.25") -> Dataset:
    """Two frames; the second has its own rescale, both share a spacing."""
    shared, group = Dataset(), Dataset()
    shared.PixelMeasuresSequence = Sequence([with_bytes(Dataset(), "PixelSpacing", spacing)])
    rescale = with_bytes(with_bytes(Dataset(), "RescaleSlope", slope), "RescaleIntercept", b"10")
    rescale.RescaleType = "HU"
    group.PixelValueTransformationSequence = Sequence([rescale])
    ds = dicom_dataset(np.stack([ramp(), ramp()]), "1.2.840.10008.5.1.4.1.1.2.1")
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    ds.PerFrameFunctionalGroupsSequence = Sequence([Dataset(), group])
    return ds


def test_a_decimal_comma_of_a_frame_is_a_point() -> None:
    image = read(enhanced(slope=b"2,5 "), frame=1)
    np.testing.assert_array_equal(image.pixels[..., 0], ramp() * 2.5 + 10)


@pytest.mark.parametrize("broken", [{"slope": b"x "}, {"spacing": b"0.5\\x "}])
def test_a_number_of_a_frame_that_cannot_be_read_is_refused(broken: dict[str, bytes]) -> None:
    with pytest.raises(DecodeError, match="expected a number as"):
        read(enhanced(**broken), frame=1)


def test_a_frame_without_functional_groups_is_refused() -> None:
    ds = enhanced()
    del ds.PerFrameFunctionalGroupsSequence[1]
    with pytest.raises(DecodeError, match="functional groups for frame 2, found those of the first 1 only"):
        read(ds, frame=1)


def test_the_derived_file_of_a_comma_has_a_valid_number() -> None:
    made = derived(ct("RescaleIntercept", b"-1024,0 "))
    assert (float(made.RescaleIntercept), made.SOPClassUID) == (-1024.0, CT)


def test_the_derived_file_of_a_frame_with_a_comma_has_its_values() -> None:
    made = derived(enhanced(slope=b"2,5 ", spacing=b"0,5\\0,25"), frame=1)
    assert (float(made.RescaleSlope), made.RescaleType) == (2.5, "HU")
    assert (float(made.RescaleIntercept) - 10.0) % 2.5 == 0
    assert [float(mm) for mm in made.PixelSpacing] == [0.25, 0.125]


def test_the_derived_file_of_a_comma_in_the_position_moves_as_far() -> None:
    made = derived(ct("ImagePositionPatient", b"-100,5\\-50,0\\30,0 "))
    assert float(made.ImagePositionPatient[0]) == pytest.approx(-100.5 - 0.25 * 0.75)


def test_a_message_repeats_no_text_that_is_no_number() -> None:
    with pytest.raises(DecodeError, match="found what is no number;"):
        numbers(with_bytes(Dataset(), "RescaleSlope", b"Sentinel^Name "), "RescaleSlope")


def test_a_thousand_is_no_pixel_spacing() -> None:
    image = read(with_bytes(dicom_dataset(ramp(), CR), "PixelSpacing", b"1,125\\1,125 "))
    assert image.spacing is not None
    assert image.spacing.row_mm == 1.125
