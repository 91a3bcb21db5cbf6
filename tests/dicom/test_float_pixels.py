"""Float and Double Float Pixel Data: the numbers of the file, in their unit."""

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from sr_core.decode import decode
from sr_core.dicom.display import default_display
from sr_core.dicom.writer import encode_dicom
from sr_core.engine.upscale import upscale
from sr_core.errors import DecodeError, EncodeError
from sr_core.types import DecodedImage

from ..support.dicom_file import code, dicom_bytes, dicom_dataset, with_bytes

PARAMETRIC_MAP = "1.2.840.10008.5.1.4.1.1.30"
VALUES = np.random.default_rng(0).normal(size=(2, 8, 6)).astype(np.float32)
SYNTAXES = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian)


def file_of(values: np.ndarray, syntax: str = ExplicitVRLittleEndian, **attributes: object) -> bytes:
    """A Parametric Map of float32 or float64, without the attributes that belong to integers."""
    ds = dicom_dataset(np.zeros(values.shape, np.uint16), PARAMETRIC_MAP, BitsStored=None, HighBit=None,
                       PixelRepresentation=None, **attributes)  # fmt: skip
    del ds.PixelData
    ds.BitsAllocated = 8 * values.dtype.itemsize
    keyword, vr = ("FloatPixelData", "OF") if values.dtype.itemsize == 4 else ("DoubleFloatPixelData", "OD")
    ordered = values.astype(values.dtype.newbyteorder(">" if syntax == ExplicitVRBigEndian else "<"))
    return dicom_bytes(with_bytes(ds, keyword, ordered.tobytes(), vr), syntax)


def read(
    values: np.ndarray, syntax: str = ExplicitVRLittleEndian, frame: int = 0, **attributes: object
) -> DecodedImage:
    return decode(file_of(values, syntax, **attributes), "map.dcm", frame=frame)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_floating_point_pixels_are_read(syntax: str, dtype: type) -> None:
    image = read(VALUES.astype(dtype), syntax, frame=1)
    assert (image.unit, image.pixels.dtype) == ("US", np.float32)
    np.testing.assert_array_equal(image.pixels[..., 0], VALUES[1])


def test_floating_point_pixels_are_rescaled() -> None:
    image = read(VALUES[0], RescaleSlope="2", RescaleIntercept="-1", RescaleType="HU")
    assert image.unit == "HU"
    np.testing.assert_allclose(image.pixels[..., 0], VALUES[0] * 2 - 1, atol=1e-6)


def test_floating_point_pixels_are_shown_from_the_smallest_to_the_largest() -> None:
    grey = default_display(read(VALUES[0])).pixels
    assert (grey.min(), grey.max()) == (0, 255)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_pixels_that_are_no_finite_numbers_are_not_measured(value: float) -> None:
    stored = VALUES[0].copy()
    stored[2, 3] = value
    image = read(stored)
    assert np.argwhere(np.isnan(image.pixels[..., 0])).tolist() == [[2, 3]]
    assert image.notes == ("Pixels whose values are not finite numbers are left empty.",)


@pytest.mark.parametrize(("dtype", "keyword"), [(np.float32, "Float"), (np.float64, "DoubleFloat")])
def test_floating_point_padding_is_not_measured(dtype: type, keyword: str) -> None:
    stored = VALUES[0].astype(dtype)
    stored[2, 3] = -99.5
    image = read(stored, **{f"{keyword}PixelPaddingValue": -99.5})
    assert np.argwhere(np.isnan(image.pixels[..., 0])).tolist() == [[2, 3]]


def test_numbers_beyond_single_precision_are_refused() -> None:
    with pytest.raises(DecodeError, match="expected numbers below 1e38"):
        read(np.full((4, 4), 1e300))


def test_floating_point_pixels_that_are_cut_short_are_refused() -> None:
    with pytest.raises(DecodeError, match="cut short"):
        read(VALUES[0], Rows=9)


def mapping(unit: str, slope: float = 1.0) -> Sequence:
    """A shared functional group that says what the values are."""
    item, shared = Dataset(), Dataset()
    item.RealWorldValueSlope, item.RealWorldValueIntercept = slope, 0.0
    item.MeasurementUnitsCodeSequence = Sequence([code(unit, "UCUM", unit)])
    shared.RealWorldValueMappingSequence = Sequence([item])
    return Sequence([shared])


def test_the_unit_of_a_mapping_is_said() -> None:
    image = read(VALUES[0], SharedFunctionalGroupsSequence=mapping("mm2/s"))
    assert (image.unit, image.notes) == ("US", ("The file gives the unit of its values as 'mm2/s'.",))


def test_hounsfield_units_of_a_mapping_are_hounsfield_units() -> None:
    assert read(VALUES[0], SharedFunctionalGroupsSequence=mapping("[hnsf'U]")).unit == "HU"


def test_the_unit_of_a_mapping_that_changes_values_is_not_that_of_the_pixels() -> None:
    image = read(VALUES[0], SharedFunctionalGroupsSequence=mapping("mm2/s", slope=2.0))
    assert image.unit == "US"
    assert image.notes == ("The file gives a Real World Value Mapping, which is not applied to its values.",)


def test_floating_point_pixels_become_no_derived_object() -> None:
    data = file_of(VALUES[0])
    result = upscale(decode(data, "map.dcm"), "bicubic", scale=2).image
    with pytest.raises(EncodeError, match="a DICOM result needs a source"):
        encode_dicom(result, data, method="bicubic")
