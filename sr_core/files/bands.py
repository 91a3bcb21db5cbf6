"""Bands: a picture that comes in whole rows from top to bottom, so that it need not stand in memory as a whole."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ..types import DecodedImage


class Bands:
    """A picture in bands, to be read once.

    Bands(height, made_one_by_one)
    Bands.of(image)                 # a picture that is in memory: a single band
    """

    def __init__(self, height: int, bands: Iterable[DecodedImage]) -> None:
        """Take the rows in all, and the bands; the first of them is made at once.

        All bands have one width, and channels, depth, alpha, unit and facts of the same kind.
        """
        rest = iter(bands)
        first = next(rest)
        self.height, self.width = height, first.width
        alpha = None if first.alpha is None else first.alpha[:1].copy()
        self.kind = replace(first, pixels=first.pixels[:1].copy(), alpha=alpha)
        """First row, which says what all bands have in common."""
        self._bands = _chained(first, rest)

    @classmethod
    def of(cls, image: DecodedImage) -> "Bands":
        """Take a picture that is in memory."""
        return cls(image.height, (image,))

    def __iter__(self) -> Iterator[DecodedImage]:
        """Yield the bands."""
        return self._bands

    @property
    def samples(self) -> int:
        """Number of samples per pixel, alpha included: 1 to 4."""
        return self.kind.channels + (self.kind.alpha is not None)

    def each(self, change: Callable[[DecodedImage], DecodedImage]) -> "Bands":
        """Return the picture whose bands are changed one by one; `change` keeps their size."""
        return Bands(self.height, map(change, self._bands))

    def strips(self, rows: int) -> Iterator[np.ndarray]:
        """Yield (rows, W, samples) with alpha as the last channel, the last strip with what rows are left.

        Strips are copies, and no band is kept while the next one is made.
        """
        begun = np.empty((0, self.width, self.samples), self.kind.pixels.dtype)
        for band in self._bands:
            for top, stop in _cuts(band.height, rows, rows - len(begun)):
                strip = _with_alpha(band, slice(top, stop))
                begun = np.concatenate((begun, strip)) if len(begun) else strip
                if len(begun) == rows:
                    yield begun
                    begun = begun[:0]
            del band
        if len(begun):
            yield begun


def _chained(first: DecodedImage, rest: Iterator[DecodedImage]) -> Iterator[DecodedImage]:
    """Yield all bands; `itertools.chain` would keep the first one in memory."""
    yield first
    del first
    yield from rest


def _cuts(height: int, rows: int, first: int) -> Iterator[tuple[int, int]]:
    """Yield where strips of a band begin and end; the first has fewer rows where a band before it began the strip."""
    edges = [0, *range(first, height, rows), height]
    yield from ((top, stop) for top, stop in pairwise(edges) if stop > top)


def _with_alpha(image: DecodedImage, rows: slice) -> np.ndarray:
    """Return (rows, W, 1..4): pixels and, if there is one, alpha as the last channel."""
    if image.alpha is None:
        return image.pixels[rows].copy()
    return np.concatenate((image.pixels[rows], image.alpha[rows, :, None]), axis=2)
