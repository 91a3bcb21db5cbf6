import numpy as np
from skimage.color import rgb2ycbcr

from sr_core.image.color import rgb_to_y, rgb_to_ycbcr, ycbcr_to_rgb

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
