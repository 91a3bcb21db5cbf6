"""Calibration by a line of known length."""

from dataclasses import replace

import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.dicom.calibration import calibrate
from sr_core.errors import EngineError
from sr_core.image.measures import line_length
from sr_core.image.regions import Region
from sr_core.image.resize import resize_image
from sr_core.types import DecodedImage

from ..support.dicom_file import CT, dicom_bytes, dicom_dataset, ramp

BALL = Region("line", 0.2, 0.2, 0.4, 0.7)
BARE = DecodedImage(np.zeros((1001, 500, 1), np.uint8))
FILE = decode(dicom_bytes(dicom_dataset(ramp(40, 30), CT)), "a.dcm")  # 0.5 mm down, 0.75 mm across


@pytest.mark.parametrize("image", [BARE, FILE], ids=["without a spacing", "with one"])
def test_the_line_is_as_long_as_the_user_says(image: DecodedImage) -> None:
    spacing = calibrate(BALL, 25.0, image, height=image.height, width=image.width).of(image)
    assert line_length(BALL, image.height, image.width, spacing) == pytest.approx(25.0)
    assert spacing.kind == "calibrated by you"


def test_pixels_keep_the_proportions_of_the_file() -> None:
    spacing = calibrate(BALL, 25.0, FILE, height=40, width=30).of(FILE)
    assert spacing.column_mm / spacing.row_mm == pytest.approx(1.5)


def test_a_line_on_a_part_of_the_picture_counts_with_the_pixels_of_the_part() -> None:
    spacing = calibrate(Region("line", 0, 0, 1, 0), 10.0, BARE, height=100, width=200).of(BARE)
    assert spacing.row_mm == spacing.column_mm == pytest.approx(10 / 200)


@pytest.mark.parametrize(("height", "factor"), [(4004, 0.25), (250, 4.0), (1001, 1.0)])
def test_enlarged_and_shrunk_pictures_have_whole_factors(height: int, factor: float) -> None:
    found = calibrate(BALL, 25.0, BARE, height=1001, width=500)
    other = DecodedImage(np.zeros((height, 2 * height, 1), np.uint8))
    assert found.of(other).row_mm == pytest.approx(factor * found.of(BARE).row_mm)


def test_an_enlargement_of_a_file_with_a_spacing_is_counted_once() -> None:
    found = calibrate(BALL, 25.0, FILE, height=40, width=30)
    larger = replace(resize_image(FILE, 160, 120), scale=4)
    assert line_length(BALL, 160, 120, found.of(larger)) == pytest.approx(25.0)


@pytest.mark.parametrize("millimetres", [0.0, -1.0, float("inf"), float("nan")])
def test_an_impossible_length_is_refused(millimetres: float) -> None:
    with pytest.raises(EngineError, match="above 0 mm"):
        calibrate(BALL, millimetres, BARE, height=10, width=10)
