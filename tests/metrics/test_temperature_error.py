"""Errors in degC against closed forms."""

import numpy as np
import pytest

from sr_core.errors import MetricError
from sr_core.metrics.temperature_error import temperature_error
from sr_core.types import DecodedImage


def celsius(values: np.ndarray, scale: int = 1) -> DecodedImage:
    return DecodedImage(values.astype(np.float32)[..., None], unit="degC", scale=scale)


FLAT = np.full((20, 30), 20.0)


def test_constant_offset_is_mae_rmse_and_bias() -> None:
    found = temperature_error(celsius(FLAT - 0.5), celsius(FLAT))
    assert found.mae_c == found.rmse_c == found.max_c == found.p999_c == pytest.approx(0.5)
    assert found.bias_c == pytest.approx(-0.5)
    assert found.peak_error_c == pytest.approx(-0.5)


def test_skin_and_edges_are_measured_apart() -> None:
    hr = FLAT.copy()
    hr[:, 15:] = 34.0
    sr = hr.copy()
    sr[:, 20:] += 0.2
    found = temperature_error(celsius(sr), celsius(hr))
    assert found.skin_mae_c == pytest.approx(0.2 * 9 / 14, abs=1e-5)  # a border of 1 is removed
    assert found.edge_mae_c == pytest.approx(0.0, abs=1e-5)


def test_without_skin_or_edges_there_is_no_figure() -> None:
    found = temperature_error(celsius(FLAT), celsius(FLAT))
    assert np.isnan(found.skin_mae_c)
    assert np.isnan(found.edge_mae_c)


def test_hot_spot_is_found_where_it_moved_to() -> None:
    hr, sr = FLAT.copy(), FLAT.copy()
    hr[4:7, 4:7] = 38.0
    sr[8:11, 7:10] = 37.0
    found = temperature_error(celsius(sr), celsius(hr))
    assert found.hot_spot_shift == pytest.approx(5.0)
    assert found.peak_error_c == pytest.approx(-1.0, abs=1e-4)


def test_missing_pixels_are_left_out() -> None:
    sr = FLAT + 0.1
    sr[5:8, 5:8] = np.nan
    assert temperature_error(celsius(sr), celsius(FLAT)).max_c == pytest.approx(0.1, abs=1e-5)


def test_border_of_the_scale_is_removed() -> None:
    sr = FLAT.copy()
    sr[:2] += 9.0
    assert temperature_error(celsius(sr, scale=2), celsius(FLAT)).max_c == 0.0


def test_ordinary_pictures_have_no_degrees() -> None:
    grey = DecodedImage(np.zeros((20, 30, 1), np.uint8))
    with pytest.raises(MetricError, match="holds no temperatures"):
        temperature_error(grey, celsius(FLAT))
