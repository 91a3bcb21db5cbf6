"""Millimetres that a DICOM file gives, gives in vain, or does not give."""

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.types import DecodedImage

from ..support.dicom_file import CR, dicom_bytes, dicom_dataset, ramp, with_bytes


def read(ds: Dataset) -> DecodedImage:
    return decode(dicom_bytes(ds), "cr.dcm")


def radiograph(keyword: str, value: bytes) -> DecodedImage:
    """A radiograph whose Imager Pixel Spacing is 0.2 mm unless it is the one that is given."""
    return read(with_bytes(dicom_dataset(ramp(), CR), keyword, value))


@pytest.mark.parametrize("value", [b"0,143\\0,143 ", b"0,143\\0.143 ", b"0.143\0\\0.143"])
def test_pixel_spacing_goes_before_that_of_the_imager(value: bytes) -> None:
    image = radiograph("PixelSpacing", value)
    assert image.spacing is not None
    assert (image.spacing.row_mm, image.spacing.column_mm) == (0.143, 0.143)


@pytest.mark.parametrize("keyword", ["PixelSpacing", "ImagerPixelSpacing"])
@pytest.mark.parametrize("value", [b"0.1\\abc ", b"0.1\\", b"nan\\nan ", b"mm", b"0,1,1\\0.1 "])
def test_millimetres_that_cannot_be_read_are_refused(keyword: str, value: bytes) -> None:
    with pytest.raises(DecodeError, match="Pixel Spacing"):
        radiograph(keyword, value)


@pytest.mark.parametrize("value", [b"-0.1\\0.1 ", b"0\\0 ", b"0.1 ", b"0.1\\0.1\\0.1 "])
def test_a_spacing_that_cannot_be_does_not_make_way_for_another_one(value: bytes) -> None:
    image = radiograph("PixelSpacing", value)
    assert image.spacing is None
    assert image.notes == ("The file's Pixel Spacing is not two lengths above 0: lengths cannot be measured.",)


def test_an_empty_spacing_makes_way_for_that_of_the_imager() -> None:
    image = radiograph("PixelSpacing", b"")
    assert image.spacing is not None
    assert (image.spacing.row_mm, image.notes) == (0.2, ())


def ultrasound(delta: float, units: int = 3) -> DecodedImage:
    region = Dataset()
    region.PhysicalUnitsXDirection, region.PhysicalUnitsYDirection = units, 3
    region.PhysicalDeltaX, region.PhysicalDeltaY = delta, 0.02
    return read(dicom_dataset(np.zeros((4, 4, 3), np.uint8), SequenceOfUltrasoundRegions=Sequence([region]),
                              ImagerPixelSpacing=None))  # fmt: skip


def test_a_region_of_ultrasound_gives_millimetres() -> None:
    image = ultrasound(0.01)
    assert image.spacing is not None
    assert (image.spacing.row_mm, image.spacing.column_mm) == pytest.approx((0.2, 0.1))


def test_a_region_that_is_no_number_is_refused() -> None:
    with pytest.raises(DecodeError, match="Physical Delta X, found 'nan'"):
        ultrasound(float("nan"))


def test_a_region_in_other_units_gives_none() -> None:
    assert ultrasound(float("nan"), units=4).spacing is None


@pytest.mark.parametrize("value", [b"0.143\xa0\\0.143", b"\xc2\xa00.143\\0.143 "])
def test_a_non_breaking_space_is_a_space(value: bytes) -> None:
    image = radiograph("PixelSpacing", value)
    assert image.spacing is not None
    assert (image.spacing.row_mm, image.spacing.column_mm) == (0.143, 0.143)


def test_pixels_of_no_size_that_are_not_square_are_told() -> None:
    image = read(dicom_dataset(ramp(), ImagerPixelSpacing=None, PixelAspectRatio=[2, 1]))
    assert image.spacing is None
    assert any("not square (height to width 2 to 1)" in note for note in image.notes)


@pytest.mark.parametrize(
    "more",
    [{"PixelAspectRatio": [1, 1], "ImagerPixelSpacing": None}, {"PixelAspectRatio": [2, 1], "PixelSpacing": [1, 1]}],
)
def test_square_pixels_and_pixels_of_a_known_size_are_not(more: dict) -> None:
    assert not any("not square" in note for note in read(dicom_dataset(ramp(), **more)).notes)
