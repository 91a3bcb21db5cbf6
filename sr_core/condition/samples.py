"""Sampled tiles of a picture: enough of it to measure, however large it is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..image.missing import over_grey
from ..types import DecodedImage

_SIDE = 256
"""Side of a tile in pixels."""
_TILES = 16
_WHOLE = _TILES * _SIDE * _SIDE
"""Number of pixels up to which the whole picture is measured, as one tile."""
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Shares of R, G and B in the luma of full range: BT.601-7, section 2.5.1."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One tile of a picture."""

    top: int
    """Row of the picture that is the tile's first."""
    left: int
    """Column of the picture that is the tile's first."""
    colours: np.ndarray
    """(H, W, C) display values of the picture's depth, C = 1 or 3, over mid-grey where transparent."""
    luma: np.ndarray
    """(H, W) float32 luma in 8-bit grey levels, 0..255."""


def take_samples(image: DecodedImage) -> list[Sample]:
    """Take the whole of a picture up to a megapixel, else at most 16 tiles of 256 pixels, spread evenly over it.

    Args:
        image: display values, of any size.

    Returns:
        One to sixteen tiles that do not overlap; a side below 256 pixels is taken whole.
    """
    return [_sample(image, rows, columns) for rows, columns in _places(image.height, image.width)]


def _places(height: int, width: int) -> Iterator[tuple[slice, slice]]:
    if height * width <= _WHOLE:
        yield slice(0, height), slice(0, width)
        return
    down = min(max(1, round((_TILES * height / width) ** 0.5)), max(1, height // _SIDE), _TILES)
    across = min(_TILES // down, max(1, width // _SIDE))
    for rows in _spread(height, down):
        for columns in _spread(width, across):
            yield rows, columns


def _spread(length: int, count: int) -> list[slice]:
    """Return `count` windows of at most 256 pixels, each in the middle of an equal part of the length."""
    side = min(_SIDE, length)
    starts = [int((2 * index + 1) * length / (2 * count) - side / 2) for index in range(count)]
    return [slice(max(0, start), max(0, start) + side) for start in starts]


def _sample(image: DecodedImage, rows: slice, columns: slice) -> Sample:
    alpha = None if image.alpha is None else image.alpha[rows, columns]
    colours = over_grey(image.pixels[rows, columns], alpha)
    values = colours.astype(np.float32) * np.float32(255.0 / image.peak)
    luma = values @ _LUMA if image.channels == 3 else values[..., 0]
    return Sample(rows.start, columns.start, colours, luma)
