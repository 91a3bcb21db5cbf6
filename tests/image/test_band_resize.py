"""A picture that comes in bands is resized as the whole, to the bit."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from sr_core.image.band_resize import BandResize
from sr_core.image.resize import resize_image
from sr_core.types import DecodedImage, Part
from tests.support.pictures import smooth_picture

PHOTO = DecodedImage(smooth_picture(61, 43))
KINDS = {
    "photo": PHOTO,
    "alpha": dataclasses.replace(PHOTO, alpha=smooth_picture(61, 43, seed=3)[..., 0]),
    "16 bit": DecodedImage(PHOTO.pixels.astype(np.uint16) * 257),
    "values": DecodedImage(20 + PHOTO.pixels[..., :1].astype(np.float32) / 16, unit="degC"),
}


@pytest.mark.parametrize("edges", [(0,), (0, 1, 2, 3, 30), tuple(range(61))])
@pytest.mark.parametrize(("height", "width"), [(40, 28), (7, 5), (1, 1), (61, 43), (90, 60)])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_that_of_the_whole(kind: str, height: int, width: int, edges: tuple[int, ...]) -> None:
    image, resize = KINDS[kind], BandResize(61, height, width)
    bands = (Part(top, 0, stop - top, 43).of(image) for top, stop in pairwise((*edges, 61)))
    made = [rows for band in bands if (rows := resize.take(band)) is not None]
    whole = resize_image(image, height, width)
    np.testing.assert_array_equal(np.concatenate([rows.pixels for rows in made]), whole.pixels)
    if whole.alpha is not None:
        np.testing.assert_array_equal(np.concatenate([rows.alpha for rows in made]), whole.alpha)


def test_rows_that_are_needed_no_longer_are_not_kept() -> None:
    resize = BandResize(6100, 610, 4)
    for top in range(0, 6100, 61):
        resize.take(DecodedImage(PHOTO.pixels[:, :4]))
        waiting = 0 if resize._waiting is None else resize._waiting.height
        assert waiting <= 61 + 40, top
