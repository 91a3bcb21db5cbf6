import math

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from sr_core.errors import MetricError
from sr_core.image.regions import Region
from sr_core.metrics.edge_profile import edge_profile
from sr_core.types import DecodedImage

ACROSS = Region("line", 0.05, 0.5, 0.95, 0.5)


def rows_of(values: np.ndarray) -> DecodedImage:
    """16-bit picture whose every row is `values` in 8-bit grey levels."""
    return DecodedImage(np.tile(np.round(values * 257).astype(np.uint16), (20, 1))[..., None])


def test_ramp_rises_over_eight_tenths_of_its_width() -> None:
    ramp = 50 + 100 * np.clip((np.arange(100) - 40) / 20, 0, 1)
    assert edge_profile(rows_of(ramp), ACROSS).rise == pytest.approx(16, abs=0.1)


@pytest.mark.parametrize("sigma", [1.5, 3.0])
def test_blurred_step_rises_over_2_563_sigma(sigma: float) -> None:
    step = gaussian_filter1d(np.where(np.arange(120) < 60, 40.0, 200.0), sigma)
    # Bilinear sampling is a convolution with a triangle, whose variance is 1/6.
    assert edge_profile(rows_of(step), ACROSS).rise == pytest.approx(2.563 * math.sqrt(sigma**2 + 1 / 6), abs=0.05)


def test_falling_edge_and_vertical_line_are_the_same() -> None:
    ramp = 50 + 100 * np.clip((np.arange(100) - 40) / 20, 0, 1)
    falling = edge_profile(rows_of(ramp[::-1]), ACROSS).rise
    turned = rows_of(ramp)
    upright = DecodedImage(np.ascontiguousarray(turned.pixels.transpose(1, 0, 2)))
    assert falling == pytest.approx(16, abs=0.1)
    assert edge_profile(upright, Region("line", 0.5, 0.05, 0.5, 0.95)).rise == pytest.approx(16, abs=0.1)


def test_overshoot_is_in_per_cent_of_the_step() -> None:
    values = np.where(np.arange(100) < 50, 50.0, 150.0)
    values[51] = 162
    assert edge_profile(rows_of(values), ACROSS).overshoot == pytest.approx(12, abs=0.1)


def test_flat_picture_has_no_edge() -> None:
    found = edge_profile(rows_of(np.full(60, 90.0)), ACROSS)
    assert math.isnan(found.rise)
    np.testing.assert_allclose(found.values, 90, atol=1e-4)


def test_profile_reads_pixel_centres() -> None:
    found = edge_profile(rows_of(np.arange(40.0)), Region("line", 10.5 / 40, 0.5, 20.5 / 40, 0.5))
    np.testing.assert_allclose(found.values[::4], np.arange(10, 21), atol=1e-4)


@pytest.mark.parametrize(
    ("region", "message"),
    [(Region("box", 0, 0, 1, 1), "found a box"), (Region("line", 0.5, 0.5, 0.51, 0.5), "at least 3 pixels")],
)
def test_edge_profile_rejects(region: Region, message: str) -> None:
    with pytest.raises(MetricError, match=message):
        edge_profile(rows_of(np.arange(60.0)), region)
