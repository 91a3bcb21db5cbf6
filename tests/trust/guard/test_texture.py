"""Texture against closed forms, and what must not matter to it."""

import numpy as np
import pytest

import sr_core as sr
from sr_core.trust.guard.texture import TEXTURE, texture


def found(image: sr.DecodedImage) -> dict[str, float]:
    return dict(zip(TEXTURE, texture(image), strict=True))


def noise(side: int = 300) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 1, (side, side, 1)).astype(np.float32)


def test_each_octave_of_white_noise_has_half_the_slope() -> None:
    values = found(sr.DecodedImage(noise(), unit="US"))
    slopes = [values[f"octave {n}"] for n in (1, 2, 3)]
    np.testing.assert_allclose(slopes, -np.log(2) * np.array([1, 2, 3]), atol=0.05)


def test_each_octave_of_a_ramp_has_twice_the_slope() -> None:
    ramp = np.add.outer(np.arange(256.0), np.arange(256.0)).astype(np.float32)[..., None]
    values = found(sr.DecodedImage(ramp, unit="US"))
    np.testing.assert_allclose([values[f"octave {n}"] for n in (1, 2, 3)], np.log([2, 4, 8]), atol=0.06)
    assert values["ways"] == pytest.approx(0, abs=1e-4)
    assert values["tone 50"] == pytest.approx(0.5, abs=0.01)


def test_noise_is_that_of_the_picture_over_its_span() -> None:
    plane = np.tile(np.linspace(0, 100, 256, dtype=np.float32), (256, 1))[..., None] + 2 * noise(256)
    low, high = np.percentile(plane, (0.5, 99.5))
    expected = 2 * 255 / (high - low)
    assert found(sr.DecodedImage(plane, unit="US"))["noise"] == pytest.approx(np.log(expected + 0.5), abs=0.15)


def test_gain_and_offset_do_not_matter() -> None:
    plane = noise()
    np.testing.assert_allclose(
        texture(sr.DecodedImage(7 * plane + 300, unit="degC")), texture(sr.DecodedImage(plane, unit="degC")), atol=0.02
    )


def test_a_flat_picture_has_a_texture() -> None:
    assert np.isfinite(texture(sr.DecodedImage(np.full((40, 40, 3), 90, np.uint8)))).all()
