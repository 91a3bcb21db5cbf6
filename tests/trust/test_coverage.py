"""The guarantee over pictures, checked by drawing pictures."""

import numpy as np
import pytest

from sr_core.errors import MetricError
from sr_core.trust.coverage import FEWEST, PROMISED_PICTURES, conformal_factor, largest_error, share_inside
from sr_core.types import DecodedImage


def drawn(random: np.random.Generator) -> np.ndarray:
    """Errors over estimates of a picture: pictures differ from each other far more than pixels do."""
    return np.abs(random.normal(0, np.exp(random.normal(0, 0.7)), 200))


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize("pictures", [FEWEST, 20])
def test_nine_of_ten_new_pictures_reach_the_level(pictures: int, level: float) -> None:
    random = np.random.default_rng(pictures)
    reached = []
    for _ in range(1000):
        factor = conformal_factor([drawn(random) for _ in range(pictures)], level)
        reached.append(np.mean(drawn(random) <= factor) >= level)
    promised = np.ceil((pictures + 1) * PROMISED_PICTURES) / (pictures + 1)
    assert np.mean(reached) == pytest.approx(promised, abs=3 * np.sqrt(promised * (1 - promised) / 1000) + 1e-9)


def test_the_factor_is_that_of_the_picture_in_its_place() -> None:
    pictures = [np.linspace(0, number, 101) for number in range(1, 21)]
    assert conformal_factor(pictures, 0.9) == pytest.approx(19 * 0.9)
    assert conformal_factor(pictures[:9], 0.5) == pytest.approx(9 * 0.5)


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(MetricError, match="at least 9 calibration pictures, found 8"):
        conformal_factor([np.ones(5)] * 8, 0.9)


def test_a_pixel_is_off_by_its_worst_channel() -> None:
    sr = DecodedImage(np.array([[[10, 20, 30], [0, 0, 0]]], np.uint8))
    truth = DecodedImage(np.array([[[11, 15, 30], [0, 0, 255]]], np.uint8))
    assert largest_error(sr, truth).tolist() == [[5, 255]]
    assert share_inside(largest_error(sr, truth), np.full((1, 2), 5.0)) == 0.5
    with pytest.raises(MetricError, match="one size, depth"):
        largest_error(sr, DecodedImage(truth.pixels.astype(np.uint16)))


def test_pixels_without_a_value_are_not_counted() -> None:
    assert share_inside(np.array([1.0, np.nan, 3.0]), np.array([2.0, 2.0, 2.0])) == 0.5
    assert np.isnan(share_inside(np.array([np.nan]), np.array([1.0])))
