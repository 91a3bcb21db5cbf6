"""Regions: by hand, and against plain numpy slices."""

import numpy as np
import pytest

from sr_core.errors import EngineError
from sr_core.image.regions import Region, delta, pixels_of, profile, read_region
from sr_core.types import DecodedImage


def celsius(values: np.ndarray) -> DecodedImage:
    return DecodedImage(np.asarray(values, np.float32)[..., None], unit="degC")


RAMP = celsius(np.arange(80.0).reshape(8, 10))
"""Row r, column c holds 10 r + c."""


def test_spot_is_the_pixel_it_lies_in() -> None:
    found = read_region(RAMP, Region("spot", 0.35, 0.5, 0.35, 0.5))
    assert (found.mean, found.pixels, found.min_at) == (43.0, 1, (4, 3))


def test_spot_on_the_far_corner_is_the_last_pixel() -> None:
    assert read_region(RAMP, Region("spot", 1, 1, 1, 1)).mean == 79.0


def test_box_equals_the_slice() -> None:
    found, part = read_region(RAMP, Region("box", 0.2, 0.25, 0.6, 0.75)), RAMP.pixels[2:6, 2:6, 0]
    assert found.mean == pytest.approx(part.mean())
    assert (found.min, found.max, found.std) == (part.min(), part.max(), pytest.approx(part.std()))
    assert (found.min_at, found.max_at, found.pixels) == ((2, 2), (5, 5), 16)


def test_box_may_be_drawn_from_any_corner() -> None:
    assert read_region(RAMP, Region("box", 0.6, 0.75, 0.2, 0.25)) == read_region(
        RAMP, Region("box", 0.2, 0.25, 0.6, 0.75)
    )


def test_whole_box_covers_every_pixel() -> None:
    assert read_region(RAMP, Region("box", 0, 0, 1, 1)).pixels == 80


def test_two_boxes_that_touch_share_no_pixel() -> None:
    halves = [Region("box", 0, 0, 0.37, 1), Region("box", 0.37, 0, 1, 1)]
    assert sum(read_region(RAMP, half).pixels for half in halves) == 80


def test_ellipse_holds_the_pixels_with_their_centre_inside() -> None:
    rows, cols, mask = pixels_of(celsius(np.zeros((7, 9))), Region("ellipse", 2 / 9, 1 / 7, 7 / 9, 6 / 7))
    found = np.zeros((7, 9), bool)
    found[rows, cols] = mask
    assert found.tolist() == [[(r - 3) ** 2 + (c - 4) ** 2 <= 2.5**2 for c in range(9)] for r in range(7)]


def test_ellipse_area_is_pi_r_squared() -> None:
    found = read_region(celsius(np.zeros((300, 400))), Region("ellipse", 0.1, 0.1, 0.9, 0.9))
    assert found.pixels == pytest.approx(np.pi * 120 * 160, rel=0.002)


@pytest.mark.parametrize("kind", ["box", "ellipse"])
def test_region_smaller_than_a_pixel_is_that_pixel(kind: str) -> None:
    assert read_region(RAMP, Region(kind, 0.31, 0.51, 0.32, 0.52)).mean == 43.0


@pytest.mark.parametrize("scale", [2, 4])
def test_a_region_of_whole_pixels_has_one_mean_at_every_scale(scale: int) -> None:
    large = celsius(RAMP.pixels[..., 0].repeat(scale, 0).repeat(scale, 1))
    box = Region("box", 0.1, 0.125, 0.7, 0.875)
    assert read_region(large, box).mean == pytest.approx(read_region(RAMP, box).mean)


def test_missing_values_are_left_out() -> None:
    found = read_region(celsius([[np.nan, 3.0], [5.0, np.nan]]), Region("box", 0, 0, 1, 1))
    assert (found.mean, found.pixels, found.min_at, found.max_at) == (4.0, 2, (0, 1), (1, 0))


def test_nothing_measured_is_nan_without_a_place() -> None:
    found = read_region(celsius([[np.nan]]), Region("box", 0, 0, 1, 1))
    assert np.isnan(found.mean)
    assert (found.pixels, found.min_at) == (0, None)


def test_delta_is_the_first_minus_the_second() -> None:
    left, right = (read_region(RAMP, Region("box", x, 0, x + 0.5, 1)) for x in (0.0, 0.5))
    assert delta(right, left).mean == pytest.approx(5.0)
    assert (delta(left, right).min, delta(left, right).max) == (-5.0, -5.0)


def test_line_covers_the_pixels_it_runs_through() -> None:
    rows, cols, mask = pixels_of(RAMP, Region("line", 0.05, 0.5, 0.55, 0.5))
    assert (rows, cols) == (slice(4, 5), slice(0, 6))
    assert mask.all()


def test_slanting_line_is_one_pixel_wide() -> None:
    assert read_region(celsius(np.eye(10)), Region("line", 0.05, 0.05, 0.95, 0.95)).mean == 1.0


def test_profile_of_a_plane_is_straight() -> None:
    found = profile(RAMP, Region("line", 0.05, 0.0625, 0.95, 0.9375))
    np.testing.assert_allclose(found.values, np.linspace(0, 79, len(found.values)), atol=1e-9)
    assert found.distance[-1] == pytest.approx(np.hypot(9, 7))


def test_profile_distances_agree_between_scales() -> None:
    line = Region("line", 0.1, 0.2, 0.9, 0.7)
    large = celsius(RAMP.pixels[..., 0].repeat(2, 0).repeat(2, 1))
    assert profile(large, line, scale=2).distance[-1] == pytest.approx(profile(RAMP, line).distance[-1])


def test_profile_is_nan_beside_missing_values() -> None:
    values = np.full((3, 9), 20.0)
    values[:, 4] = np.nan
    found = profile(celsius(values), Region("line", 0, 0.5, 1, 0.5))
    assert 0 < np.isnan(found.values).sum() < 5


def test_profile_of_a_point_is_constant() -> None:
    found = profile(RAMP, Region("line", 0.35, 0.5, 0.35, 0.5))
    assert found.distance.tolist() == [0.0, 0.0]


def test_profile_needs_a_line() -> None:
    with pytest.raises(EngineError, match="runs along a line"):
        profile(RAMP, Region("box", 0, 0, 1, 1))


@pytest.mark.parametrize("kind", ["spot", "box", "ellipse", "line"])
def test_enlargement_is_read_over_the_area_of_the_inputs_pixels(kind: str) -> None:
    blocks = np.kron(RAMP.pixels[..., 0], np.ones((2, 2))) + np.tile([[-1.0, 1.0], [1.0, -1.0]], (8, 10))
    region = Region(kind, 0.13, 0.2, 0.71, 0.9)
    found, given = read_region(celsius(blocks), region, scale=2), read_region(RAMP, region)
    assert found.mean == pytest.approx(given.mean, abs=1e-6)
    assert (found.pixels, found.max) == (given.pixels * 4, given.max + 1)


@pytest.mark.parametrize("corners", [(0.2, 0.1, 0.5, 0.9), (0.5, 0.9, 0.2, 0.1)], ids=["drawn down", "drawn up"])
def test_part_around_a_region_is_in_whole_pixels(corners: tuple[float, float, float, float]) -> None:
    image = DecodedImage(np.zeros((21, 40, 3), np.uint8))
    part = Region("box", *corners).part(image)
    assert (part.left, part.top, part.width, part.height) == (8, 2, 12, 17)  # 0.1 and 0.9 of 21 are 2.1 and 18.9
