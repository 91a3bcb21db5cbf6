"""Equal tiles that cover a picture: they are read with a margin and written without it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot, prod

import numpy as np

SMALLEST_WRITTEN = 16
"""Fewest LR pixels on each side that a tile writes."""


@dataclass(frozen=True, slots=True)
class Span:
    """One axis of a tile, in LR pixels: [start, stop) is written, [read_start, read_stop) is read.

    The window that is read may begin before the picture and end behind it; see `mirrored`.
    """

    start: int
    stop: int
    read_start: int
    read_stop: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: the pixels that it writes and those that it reads, on both axes."""

    rows: Span
    cols: Span


def window_sides(tile: Tile) -> tuple[int, int]:
    """Return the rows and columns that a tile reads."""
    return tile.rows.read_stop - tile.rows.read_start, tile.cols.read_stop - tile.cols.read_start


def window_side(length: int, count: int, overlap: int) -> int:
    """Return the least side that `count` tiles read along an axis so that neighbours share 2 * `overlap`."""
    return min(length, ceil((length + 2 * overlap * (count - 1)) / count))


def _spans(length: int, count: int, overlap: int, margin: int) -> list[Span]:
    padded = length + 2 * margin
    # The outer tiles write the rest of their window behind the margin, which must not be negative.
    side = window_side(padded, count, max(overlap, margin))
    if side == padded:  # the margin is larger than the picture: all tiles read all of it
        edges = [round(i * length / count) for i in range(count + 1)]
        return [Span(a, b, -margin, length + margin) for a, b in pairwise(edges)]
    starts = [round(i * (padded - side) / (count - 1)) - margin for i in range(count)]
    edges = [0, *((before + side + after) // 2 for before, after in pairwise(starts)), length]
    return [Span(a, b, start, start + side) for (a, b), start in zip(pairwise(edges), starts, strict=True)]


def plan_tiles(height: int, width: int, *, tile_size: int | None, overlap: int, margin: int = 0) -> list[Tile]:
    """Cover a picture with tiles that write each pixel once.

    All tiles read windows of one size, which an engine prepares once.

    Args:
        height: LR rows.
        width: LR columns.
        tile_size: largest side that a tile writes, in the mean of an axis; None for one tile. Tiles at the picture's
            border have a margin on one side only, and write more pixels.
        overlap: fewest pixels read beyond each inner edge. With overlap >= the net's receptive radius the result is
            that of one tile.
        margin: pixels read beyond the picture's own border, whether it is cut or not.
    """
    size = max(height, width) if tile_size is None else tile_size
    return cut(height, width, (ceil(height / size), ceil(width / size)), overlap, margin)


def cut(height: int, width: int, counts: tuple[int, int], overlap: int, margin: int = 0) -> list[Tile]:
    """Cover a picture with counts[0] x counts[1] tiles; see `plan_tiles`."""
    rows, cols = _spans(height, counts[0], overlap, margin), _spans(width, counts[1], overlap, margin)
    return [Tile(r, c) for r in rows for c in cols]


def fit_tiles(
    height: int,
    width: int,
    *,
    largest: int,
    overlap: int,
    margin: int = 0,
    time: Callable[[np.ndarray], np.ndarray] | None = None,
) -> list[Tile]:
    """Cover a picture with the tiles that take the least time in all.

    Args:
        height: LR rows.
        width: LR columns.
        largest: pixels that a tile may read. Where the margins alone exceed it, tiles are as small as possible.
        overlap: see `plan_tiles`.
        margin: see `plan_tiles`.
        time: returns the time of tiles that read so many pixels, in any unit; None if it is proportional to them.
    """
    counts = [np.arange(1, max(1, length // SMALLEST_WRITTEN) + 1) for length in (height, width)]
    sides = [
        np.array([window_side(length + 2 * margin, int(n), max(overlap, margin)) for n in numbers])
        for length, numbers in zip((height, width), counts, strict=True)
    ]
    read = np.outer(*sides)
    needed = np.outer(*counts) * (read if time is None else time(read))
    fits = read <= max(largest, int(read.min()))
    rows, cols = np.unravel_index(np.where(fits, needed, np.inf).argmin(), read.shape)
    return cut(height, width, (int(counts[0][rows]), int(counts[1][cols])), overlap, margin)


def fixed_tiles(height: int, width: int, window: tuple[int, int], *, overlap: int) -> list[Tile]:
    """Cover a picture with tiles that read windows of one given size, which may be larger than the picture.

    Args:
        height: LR rows.
        width: LR columns.
        window: rows and columns that each tile reads.
        overlap: fewest pixels read beyond each inner edge; less where the window has no room for it.
    """
    rows, cols = (_fixed_spans(n, side, overlap) for n, side in zip((height, width), window, strict=True))
    return [Tile(r, c) for r in rows for c in cols]


def _fixed_spans(length: int, side: int, overlap: int) -> list[Span]:
    if length <= side:
        start = -((side - length) // 2)
        return [Span(0, length, start, start + side)]
    step = max(1, side - 2 * min(overlap, (side - 1) // 2))
    count = 1 + ceil((length - side) / step)
    starts = [round(i * (length - side) / (count - 1)) for i in range(count)]
    edges = [0, *((before + side + after) // 2 for before, after in pairwise(starts)), length]
    return [Span(a, b, start, start + side) for (a, b), start in zip(pairwise(edges), starts, strict=True)]


def nearest_first(tiles: list[Tile], down: float, across: float) -> list[Tile]:
    """Order tiles by the distance of their centre from a point of the picture, given as shares of height and width."""
    y, x = down * max(t.rows.stop for t in tiles), across * max(t.cols.stop for t in tiles)

    def distance(tile: Tile) -> float:
        return hypot((tile.rows.start + tile.rows.stop) / 2 - y, (tile.cols.start + tile.cols.stop) / 2 - x)

    return sorted(tiles, key=distance)


def read_pixels(tiles: list[Tile]) -> int:
    """Count the LR pixels that a plan reads, margins included."""
    return sum(prod(window_sides(tile)) for tile in tiles)
