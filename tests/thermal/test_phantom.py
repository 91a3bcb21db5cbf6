"""The simulated thermogram: one scene at every scale, and its noise."""

import numpy as np
import pytest

from sr_core.image.regions import Region, read_region
from sr_core.thermal.phantom import thermal_phantom


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_truth_of_a_scale_averages_to_the_truth_of_scale_one(scale: int) -> None:
    large = thermal_phantom(48, 64, scale=scale, noise_c=0).pixels[..., 0]
    small = thermal_phantom(48, 64, noise_c=0).pixels[..., 0]
    blocks = large.reshape(48, scale, 64, scale).mean(axis=(1, 3), dtype=np.float64)
    np.testing.assert_allclose(blocks, small, atol=1e-5)  # float32


def test_scene_is_the_same_when_sampled_finer() -> None:
    found = thermal_phantom(48, 64, scale=8, noise_c=0).pixels.reshape(48, 8, 64, 8).mean(axis=(1, 3))
    assert np.abs(found - thermal_phantom(48, 64, noise_c=0).pixels[..., 0]).max() < 0.15  # a contour, at 16 samples


def test_noise_is_gaussian_of_the_netd() -> None:
    noise = thermal_phantom(noise_c=0.05).pixels - thermal_phantom(noise_c=0).pixels
    assert noise.std() == pytest.approx(0.05, rel=0.02)
    assert abs(noise.mean()) < 0.002


def test_noise_repeats_with_the_seed() -> None:
    first, again, other = (thermal_phantom(24, 32, seed=s).pixels for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_it_says_that_it_is_simulated() -> None:
    found = thermal_phantom(24, 32)
    assert (found.unit, found.name) == ("degC", "simulated thermogram")
    assert "without a patient" in found.notes[0]


def test_temperatures_are_those_of_a_leg_in_a_room() -> None:
    found = thermal_phantom(noise_c=0)
    background, calf = Region("box", 0.0, 0.2, 0.05, 0.8), Region("box", 0.28, 0.4, 0.34, 0.5)
    assert 21 < read_region(found, background).mean < 24
    assert 31 < read_region(found, calf).mean < 34


def test_the_inflamed_shin_is_warmer_and_the_cold_patch_colder_than_the_other_side() -> None:
    found = thermal_phantom(noise_c=0)
    hot = read_region(found, Region("box", 0, 0, 1, 1)).max_at
    assert hot is not None
    assert hot[1] > 80  # on the leg at the right
    ankles = [read_region(found, Region("ellipse", x, 0.8, x + 0.05, 0.88)).mean for x in (0.295, 0.65)]
    assert ankles[0] < ankles[1] - 1.5
