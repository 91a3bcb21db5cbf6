"""Tiles of a pyramid join to the picture and to its reductions."""

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from sr_core.files import pyramid
from sr_core.files.pyramid import Pyramid, PyramidTile
from sr_core.image.resize import resize_image
from sr_core.types import DecodedImage, Part
from tests.support.pictures import smooth_picture

PHOTO = DecodedImage(smooth_picture(131, 67))
KINDS = {
    "colour": PHOTO,
    "grey": DecodedImage(PHOTO.pixels[..., :1].copy()),
    "alpha": dataclasses.replace(PHOTO, alpha=smooth_picture(131, 67, seed=3)[..., 0]),
}


def joined(tiles: list[PyramidTile]) -> np.ndarray:
    """Pixels of one level, alpha last, as Pillow reads its tiles."""
    rows: dict[int, list[np.ndarray]] = {}
    for tile in sorted(tiles, key=lambda tile: (tile.row, tile.column)):
        rows.setdefault(tile.row, []).append(np.atleast_3d(np.asarray(Image.open(io.BytesIO(tile.png)))))
    return np.concatenate([np.concatenate(row, axis=1) for row in rows.values()])


@pytest.mark.parametrize("rows", [1, 20, 64, 131])
@pytest.mark.parametrize("kind", KINDS)
def test_levels_are_the_picture_and_its_halves(kind: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyramid, "TILE", 32)
    image, made = KINDS[kind], Pyramid(131, 67)
    bands = (Part(top, 0, min(rows, 131 - top), 67).of(image) for top in range(0, 131, rows))
    tiles = [tile for band in bands for tile in made.take(band)]
    assert {tile.level for tile in tiles} == {0, 1, 2, 3}
    expected = image
    for level, (height, width) in enumerate([(131, 67), (66, 34), (33, 17), (17, 9)]):
        expected = resize_image(expected, height, width) if level else image
        pixels = expected.pixels if expected.alpha is None else np.dstack((expected.pixels, expected.alpha))
        np.testing.assert_array_equal(joined([tile for tile in tiles if tile.level == level]), pixels)


def test_tiles_have_8_bits() -> None:
    deep = DecodedImage(PHOTO.pixels.astype(np.uint16) * 257)
    (tile,) = Pyramid(131, 67).take(deep)
    np.testing.assert_array_equal(joined([tile]), PHOTO.pixels)
