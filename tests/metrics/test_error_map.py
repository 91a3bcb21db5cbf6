"""Errors at their places, checked by loops over the pixels and by hand."""

import numpy as np
import pytest

import sr_core as sr
from sr_core.metrics.error_map import error_map


def celsius(values: np.ndarray) -> sr.DecodedImage:
    return sr.DecodedImage(values[..., None].astype(np.float32), unit="degC")


def grey(values: np.ndarray) -> sr.DecodedImage:
    return sr.DecodedImage(values[..., None].astype(np.uint8))


def test_small_map_has_a_cell_for_each_pixel() -> None:
    rng = np.random.default_rng(0)
    a, b = (rng.normal(30, 2, (12, 17)).astype(np.float32) for _ in range(2))
    found = error_map(celsius(a), celsius(b))
    assert found.block == 1
    np.testing.assert_array_equal(found.values, a - b)


def test_reduced_map_keeps_the_largest_error_of_each_cell_with_its_sign() -> None:
    rng = np.random.default_rng(1)
    a, b = (rng.integers(0, 256, (23, 31)) for _ in range(2))
    found = error_map(grey(a), grey(b), most=100)
    assert found.values.size <= 100
    error = a - b
    for x, y, value in found.cells():
        cell = error[y : y + found.block, x : x + found.block].ravel().tolist()
        assert abs(value) == max(map(abs, cell))
        assert value in cell


def test_missing_temperatures_stay_missing_only_where_a_cell_has_no_other() -> None:
    a, b = np.full((4, 4), 31.0), np.full((4, 4), 30.0)
    a[:2, :2] = np.nan
    a[2, 2] = np.nan
    found = error_map(celsius(a), celsius(b), most=4)
    assert np.isnan(found.values[0, 0])
    assert found.values[1, 1] == 1.0


def test_areas_cover_every_pixel_once_and_name_the_largest_error() -> None:
    a, b = np.zeros((10, 30)), np.zeros((10, 30))
    a[9, 29], b[0, 0] = 7, 9
    areas = error_map(grey(a), grey(b)).areas
    assert sum(area.width * area.height for area in areas) == 300
    assert (areas[0].largest, areas[-1].largest) == (-9, 7)
    assert areas[-1].mean == pytest.approx(7 / (areas[-1].width * areas[-1].height))


def test_error_map_refuses_pictures_of_two_sizes() -> None:
    with pytest.raises(sr.MetricError, match="needs two pictures of one size"):
        error_map(grey(np.zeros((4, 4))), grey(np.zeros((4, 5))))
