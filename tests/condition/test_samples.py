import numpy as np
import pytest

from sr_core.condition.samples import take_samples
from sr_core.types import DecodedImage


def test_small_picture_is_one_whole_tile() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    (sample,) = take_samples(DecodedImage(pixels))
    assert (sample.top, sample.left) == (0, 0)
    np.testing.assert_array_equal(sample.colours, pixels)


@pytest.mark.parametrize(("height", "width"), [(2000, 3000), (3000, 2000), (100, 20_000), (20_000, 100), (1025, 1025)])
def test_tiles_of_a_large_picture_are_apart_and_show_their_place(height: int, width: int) -> None:
    pixels = (np.arange(height * width, dtype=np.int64) % 65521).astype(np.uint16).reshape(height, width, 1)
    seen = np.zeros((height, width), np.uint8)
    samples = take_samples(DecodedImage(pixels))
    for sample in samples:
        rows, columns = sample.luma.shape
        place = (slice(sample.top, sample.top + rows), slice(sample.left, sample.left + columns))
        np.testing.assert_array_equal(sample.colours, pixels[place])
        seen[place] += 1
    assert 4 <= len(samples) <= 16
    assert seen.max() == 1
    assert seen.sum() <= 16 * 256 * 256


def test_luma_of_16_bits_is_in_grey_levels() -> None:
    (sample,) = take_samples(DecodedImage(np.full((40, 40, 3), 65535, np.uint16)))
    np.testing.assert_allclose(sample.luma, 255.0, rtol=1e-6)


def test_transparent_pixels_are_mid_grey() -> None:
    (sample,) = take_samples(DecodedImage(np.zeros((40, 40, 3), np.uint8), alpha=np.zeros((40, 40), np.uint8)))
    np.testing.assert_allclose(sample.luma, 127.5, rtol=1e-6)
