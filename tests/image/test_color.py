import numpy as np
import pytest
from PIL import Image
from skimage.color import rgb2ycbcr

from sr_core.image.color import rgb_to_y, rgb_to_ycbcr, to_grey, ycbcr_to_rgb
from sr_core.types import DecodedImage

from ..support.pictures import smooth_picture


def test_rgb_to_y_gives_studio_range() -> None:
    assert rgb_to_y(np.array([[[0, 0, 0], [255, 255, 255]]])).tolist() == [[16.0, 235.0]]


def test_rgb_to_ycbcr_matches_skimage() -> None:
    rgb = smooth_picture(20, 30)
    np.testing.assert_allclose(rgb_to_ycbcr(rgb), rgb2ycbcr(rgb), atol=1e-9)


def test_rgb_to_y_is_the_same_at_16_bit() -> None:
    rgb = smooth_picture(20, 30)
    np.testing.assert_allclose(rgb_to_y(rgb.astype(np.uint16) * 257, peak=65535), rgb_to_y(rgb), atol=1e-9)


def test_ycbcr_to_rgb_inverts() -> None:
    rgb = smooth_picture(20, 30)
    np.testing.assert_allclose(ycbcr_to_rgb(rgb_to_ycbcr(rgb)), rgb, atol=1e-9)


def test_to_grey_matches_pillow_and_says_that_there_were_colours() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (700, 30, 3), np.uint8)
    grey, coloured = to_grey(DecodedImage(rgb))
    pillow = np.asarray(Image.fromarray(rgb).convert("L")).astype(int)
    assert np.abs(grey.pixels[..., 0] - pillow).max() <= 1  # Pillow rounds down its weights
    assert (coloured, grey.channels, grey.bit_depth) == (True, 1, 8)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_to_grey_of_equal_channels_is_one_of_them(dtype: type) -> None:
    plane = np.random.default_rng(1).integers(0, np.iinfo(dtype).max, (20, 30), dtype, endpoint=True)
    image = DecodedImage(np.dstack([plane] * 3), alpha=np.zeros_like(plane))
    grey, coloured = to_grey(image)
    assert np.array_equal(grey.pixels[..., 0], plane)
    assert (coloured, grey.alpha) == (False, None)


def test_to_grey_forgives_channels_what_a_lossy_file_does_to_them() -> None:
    pixels = np.full((4, 4, 3), 100, np.uint8)
    pixels[0, 0, 1] = 105  # 2 % of 255 are 5.1
    assert not to_grey(DecodedImage(pixels))[1]
    pixels[0, 0, 1] = 106
    assert to_grey(DecodedImage(pixels))[1]
