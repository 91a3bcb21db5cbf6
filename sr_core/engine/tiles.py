"""Cut a picture into equal tiles that are read with a margin and written without it."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil


@dataclass(frozen=True, slots=True)
class Span:
    """One axis of a tile, in LR pixels: [start, stop) is written, [read_start, read_stop) is read."""

    start: int
    stop: int
    read_start: int
    read_stop: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: what it writes and what it reads on both axes."""

    rows: Span
    cols: Span


def _spans(length: int, size: int, overlap: int) -> list[Span]:
    count = ceil(length / size)
    edges = [round(i * length / count) for i in range(count + 1)]
    return [Span(a, b, max(0, a - overlap), min(length, b + overlap)) for a, b in pairwise(edges)]


def plan_tiles(height: int, width: int, *, tile_size: int | None, overlap: int) -> list[Tile]:
    """Cover a picture with tiles that write each pixel once.

    Args:
        height: LR rows.
        width: LR columns.
        tile_size: largest side of what a tile writes; None for one tile. Tiles are made equal within one pixel.
        overlap: margin read beyond each inner edge. At the picture's own border nothing is added, so that the net
            pads there as it does for the whole picture. With overlap >= its receptive radius the result is the same.
    """
    size = max(height, width) if tile_size is None else tile_size
    return [Tile(r, c) for r in _spans(height, size, overlap) for c in _spans(width, size, overlap)]


def read_pixels(tiles: list[Tile]) -> int:
    """Count the LR pixels a plan reads, margins included: what a net has to work through."""
    return sum((t.rows.read_stop - t.rows.read_start) * (t.cols.read_stop - t.cols.read_start) for t in tiles)
