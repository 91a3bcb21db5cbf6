"""Pyramid of a picture that comes in bands: tiles at its own size, and of it reduced by 2, 4, ... to a single tile.

A viewer needs only the tiles that are seen. Of each level, the rows of one line of tiles are in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..image.band_resize import BandResize, copied_rows, joined_rows
from ..image.rounding import to_8_bit
from ..types import DecodedImage
from .bands import Bands
from .png_writer import write_png
from .sink import Memory

TILE = 512
"""Side of a tile in pixels; those at the right and lower edge may be smaller."""


@dataclass(frozen=True, slots=True)
class PyramidTile:
    """One tile."""

    level: int
    """Level: 0 for the picture itself, n for its reduction by 2 to the power of n per side."""
    row: int
    """Place from the top, in tiles."""
    column: int
    """Place from the left, in tiles."""
    png: bytes
    """Its pixels as an 8-bit PNG."""


class Pyramid:
    """Makes the tiles of a picture of display values, each as soon as its last row has come.

    pyramid = Pyramid(10_000, 15_000)
    tiles = [tile for band in bands for tile in pyramid.take(band)]

    A level is the one below it, reduced by bicubic to half its sides, which are rounded up.
    """

    def __init__(self, height: int, width: int) -> None:
        """Take the size of the picture."""
        self._levels = [_Level(0, height)]
        while max(height, width) > TILE:
            of, height, width = height, (height + 1) // 2, (width + 1) // 2
            self._levels[-1].reduce = BandResize(of, height, width)
            self._levels.append(_Level(len(self._levels), height))

    def take(self, band: DecodedImage) -> Iterator[PyramidTile]:
        """Yield the tiles that are complete with the next band."""
        for top in range(0, band.height, TILE):
            alpha = None if band.alpha is None else band.alpha[top : top + TILE]
            rows: DecodedImage | None = to_8_bit(replace(band, pixels=band.pixels[top : top + TILE], alpha=alpha))
            for level in self._levels:
                if rows is None:
                    break
                yield from level.take(rows)
                rows = level.reduce.take(rows) if level.reduce is not None else None


class _Level:
    """One level, of which the rows of unfinished tiles wait."""

    def __init__(self, number: int, height: int) -> None:
        self._number, self._height = number, height
        self._waiting: DecodedImage | None = None
        self._come = self._row = 0
        self.reduce: BandResize | None = None
        """Makes the next level; None for the last one."""

    def take(self, rows: DecodedImage) -> Iterator[PyramidTile]:
        """Yield the tiles that are complete with the next rows."""
        waiting = joined_rows(self._waiting, rows)
        self._come += rows.height
        while waiting.height >= TILE or self._come == self._height:
            yield from self._cut(waiting)
            self._row += 1
            if waiting.height <= TILE:
                self._waiting = None
                return
            waiting = copied_rows(waiting, TILE)
        self._waiting = waiting

    def _cut(self, rows: DecodedImage) -> Iterator[PyramidTile]:
        for column, left in enumerate(range(0, rows.width, TILE)):
            place = slice(0, TILE), slice(left, left + TILE)
            alpha = None if rows.alpha is None else rows.alpha[place]
            file = Memory()
            write_png(Bands.of(replace(rows, pixels=rows.pixels[place], alpha=alpha, dpi=None)), file)
            yield PyramidTile(self._number, self._row, column, file.content())
