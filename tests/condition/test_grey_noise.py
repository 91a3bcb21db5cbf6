import numpy as np
import pytest
from PIL import Image

from sr_core.condition.grey_noise import grey_noise
from sr_core.condition.samples import take_samples

from ..support.scenes import blurred, dead_leaves, decoded, noisy


@pytest.mark.parametrize("sigma", [2.0, 5.0, 10.0, 20.0])
def test_noise_among_leaves_is_the_noise_that_was_added(sigma: float) -> None:
    assert grey_noise(take_samples(decoded(noisy(dead_leaves(384), sigma)))) == pytest.approx(sigma, rel=0.1)


def test_texture_over_most_of_the_picture_is_not_taken_for_noise() -> None:
    rng = np.random.default_rng(0)
    values = rng.integers(40, 216, (256, 256, 1)).repeat(3, axis=2)
    values[:96, :96] = 128
    picture = noisy(Image.fromarray(values.astype(np.uint8)), 3)
    assert grey_noise(take_samples(decoded(picture))) == pytest.approx(3.0, rel=0.15)


def test_parts_cut_off_by_black_or_white_do_not_count() -> None:
    values = np.full((256, 256, 3), 255, np.uint8)
    values[:, :128] = 120
    assert grey_noise(take_samples(decoded(noisy(Image.fromarray(values), 6)))) == pytest.approx(6.0, rel=0.1)


def test_noise_that_a_blur_removed_is_not_counted() -> None:
    assert grey_noise(take_samples(decoded(blurred(noisy(dead_leaves(256), 10), 2)))) < 1.0


@pytest.mark.parametrize("size", [(1, 1), (15, 60), (64, 64)])
def test_flat_and_tiny_pictures_have_none(size: tuple[int, int]) -> None:
    assert grey_noise(take_samples(decoded(Image.new("RGB", size, (90, 90, 90))))) == 0.0
