"""A part of a picture is enlarged as it is in the whole result."""

import dataclasses

import numpy as np
import pytest

from sr_core.engine.path import path_reach
from sr_core.engine.upscale import upscale
from sr_core.enlarge import Task, enlarge
from sr_core.types import DecodedImage, Degradation, Part, UpscaleOptions
from tests.support.pictures import smooth_picture

PHOTO = DecodedImage(smooth_picture(90, 110))
INNER, CORNER, BAND = Part(30, 40, 33, 41), Part(0, 80, 20, 30), Part(60, 0, 30, 110)
NETWORKS = {"edsr-lite-x4": 4, "srcnn-x2": 2, "swift-srgan-x4": 4}


def furthest(method: str, scale: int, image: DecodedImage, part: Part, **options: object) -> float:
    """Largest difference between the part and the same part of the whole result; NaN must be NaN in both."""
    chosen = UpscaleOptions(**options)
    whole = part.of(upscale(image, method, scale=scale, options=chosen).image, scale)
    own = upscale(image, method, scale=scale, options=chosen, part=part).image
    assert (own.pixels.shape, own.scale) == (whole.pixels.shape, scale)
    if image.alpha is not None:
        np.testing.assert_array_equal(own.alpha, whole.alpha)
    np.testing.assert_array_equal(np.isnan(own.pixels.astype(float)), np.isnan(whole.pixels.astype(float)))
    return float(np.nanmax(np.abs(own.pixels.astype(float) - whole.pixels)))


@pytest.mark.parametrize("part", [INNER, CORNER, BAND])
@pytest.mark.parametrize(("method", "scale"), NETWORKS.items())
def test_a_network_draws_a_part_as_in_the_whole(method: str, scale: int, part: Part) -> None:
    assert furthest(method, scale, PHOTO, part) <= 1


def test_a_path_draws_a_part_as_in_the_whole() -> None:
    small, corner = DecodedImage(smooth_picture(40, 52)), Part(0, 32, 10, 20)
    assert furthest("edsr-lite-x4+edsr-x2", 8, small, corner) <= 1


@pytest.mark.parametrize("part", [INNER, CORNER, BAND])
@pytest.mark.parametrize("method", ["bicubic", "lanczos"])
@pytest.mark.parametrize("scale", [2, 3, 4, 8])
def test_an_interpolation_gives_a_part_of_the_whole(method: str, scale: int, part: Part) -> None:
    # At 3 the weights are no binary fractions, and a half may be rounded either way.
    assert furthest(method, scale, PHOTO, part) <= (scale == 3)


def test_alpha_of_a_part_is_that_of_the_whole() -> None:
    alpha = smooth_picture(90, 110, seed=3)[..., 0]
    assert furthest("edsr-lite-x4", 4, dataclasses.replace(PHOTO, alpha=alpha), INNER) <= 1


def test_a_self_ensemble_of_a_part_is_that_of_the_whole() -> None:
    assert furthest("srcnn-x2", 2, PHOTO, INNER, self_ensemble=True) <= 1


@pytest.mark.parametrize("method", ["edsr-lite-x4", "thermal-lite-x4"])
def test_measured_values_of_a_part_keep_the_range_of_the_whole(method: str) -> None:
    celsius = 20 + smooth_picture(90, 110).astype(np.float32)[..., :1] / 16
    celsius[5, 5] = 300.0  # a hot point outside the part, which decides the range
    celsius[45, 50] = np.nan
    assert furthest(method, 4, DecodedImage(celsius, unit="degC"), INNER) < 0.01


def test_a_part_of_an_enlargement_is_that_of_the_whole() -> None:
    part = enlarge(PHOTO, Task("edsr-lite-x4", 4, part=INNER))
    whole = enlarge(PHOTO, Task("edsr-lite-x4", 4))
    for side in ("sr", "bicubic"):
        expected = INNER.of(whole.image(side), 4).pixels.astype(int)
        assert np.abs(part.image(side).pixels - expected).max() <= 1
    np.testing.assert_array_equal(part.lr.pixels, INNER.of(PHOTO).pixels)


def test_a_test_takes_the_part_as_a_picture_of_its_own() -> None:
    task = Task("srcnn-x2", 2, Degradation(scale=2), part=INNER)
    made = enlarge(PHOTO, task)
    alone = enlarge(INNER.of(PHOTO), dataclasses.replace(task, part=None))
    np.testing.assert_array_equal(made.result.image.pixels, alone.result.image.pixels)


def test_the_reach_of_a_path_is_that_of_its_steps_in_pixels_of_the_input() -> None:
    one, two = (path_reach(m, UpscaleOptions(tile_overlap=16)) for m in ("edsr-x4", "edsr-x4+edsr-x2"))
    assert (one, two) == (16, 20)
    assert path_reach("bicubic", UpscaleOptions()) == 4
