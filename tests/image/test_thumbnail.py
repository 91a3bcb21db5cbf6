"""Thumbnails against Pillow, which averages over the whole of each pixel too."""

import numpy as np
import pytest
from PIL import Image

from sr_core.image.thumbnail import thumbnail
from sr_core.types import DecodedImage
from tests.support.pictures import smooth_picture


@pytest.mark.parametrize(
    ("height", "width", "longest"), [(900, 1201, 100), (64, 64, 200), (3, 900, 100), (400, 300, 150)]
)
@pytest.mark.parametrize("channels", [1, 3])
def test_thumbnail_looks_like_the_one_that_pillow_makes(height: int, width: int, longest: int, channels: int) -> None:
    pixels = smooth_picture(height, width)[..., :channels]
    small = thumbnail(DecodedImage(pixels), longest)
    factor = min(1, longest / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    expected = np.asarray(
        Image.fromarray(pixels.squeeze(2) if channels == 1 else pixels).resize(size, Image.Resampling.BOX)
    )
    assert (small.width, small.height) == size
    differences = np.abs(small.pixels.astype(int) - expected.reshape(small.pixels.shape))
    assert differences.mean() < 2.5


def test_thumbnail_of_16_bits_has_8() -> None:
    flat = DecodedImage(np.full((800, 900, 3), 0x8080, np.uint16))
    assert np.unique(thumbnail(flat, 50).pixels).tolist() == [0x80]


def test_thumbnail_keeps_transparency() -> None:
    alpha = np.zeros((600, 600), np.uint8)
    alpha[:300] = 255
    small = thumbnail(DecodedImage(smooth_picture(600, 600), alpha=alpha), 60)
    assert small.alpha is not None
    assert (small.alpha[0, 0], small.alpha[-1, 0]) == (255, 0)
