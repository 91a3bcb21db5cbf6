"""Errors at their places, reduced to few enough cells for a chart that tells each value."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..errors import MetricError
from ..types import DecodedImage
from .difference import difference
from .score import luma_plane

MOST_CELLS = 80_000
"""Most cells of a map: a thermogram of 320 x 240 keeps a cell for each pixel."""
_AREAS = 4
"""Areas per side of the summary."""


@dataclass(frozen=True, slots=True)
class AreaError:
    """Errors within one of the areas that a picture is divided into."""

    left: int
    """First column."""
    top: int
    """First row."""
    width: int
    """Columns."""
    height: int
    """Rows."""
    mean: float
    """Mean absolute error; NaN where nothing was measured."""
    largest: float
    """Error of the largest size, with its sign; NaN where nothing was measured."""


@dataclass(frozen=True, slots=True, eq=False)
class ErrorMap:
    """Signed errors, SR minus HR, in degC or another unit of measured values, or in 8-bit grey levels of the luma."""

    values: np.ndarray
    """(H, W) error of the largest size within each cell, with its sign; float32, NaN where nothing was measured, or
    int16 of whole grey levels."""
    block: int
    """Side of a cell in pixels of SR; cells at the right and the lower rim may cover less."""
    areas: tuple[AreaError, ...]
    """At most 4 x 4 areas that cover the picture, in rows from its upper left."""

    def cells(self) -> Iterator[tuple[int, int, float]]:
        """Yield column and row of each cell's first pixel, and its error."""
        for (row, column), value in np.ndenumerate(self.values):
            yield column * self.block, row * self.block, float(value)


def error_map(sr: DecodedImage, hr: DecodedImage, *, most: int = MOST_CELLS) -> ErrorMap:
    """Subtract a reference, and keep of each cell the error of the largest size, so that none is averaged away.

    Args:
        sr: the result.
        hr: the reference, in the same unit; of measured values it may have a few rows and columns more on the right and
            below, as `difference` allows.
        most: most cells.

    Returns:
        Errors of measured values in their unit, of display values those of the luma, rounded to whole 8-bit levels as
        in `error_histogram`. No border is left out.

    Raises:
        MetricError: if the pictures do not belong together.
    """
    if sr.unit or hr.unit:
        found = difference(sr, hr).pixels[..., 0]
    elif (sr.height, sr.width, sr.channels) != (hr.height, hr.width, hr.channels):
        raise MetricError(
            f"an error map needs two pictures of one size and the same channels, found {sr.shape_text} with "
            f"{sr.channels} and {hr.shape_text} with {hr.channels}"
        )
    else:
        found = np.subtract(luma_plane(sr, rounded=True), luma_plane(hr, rounded=True), dtype=np.int16)
    block = 1
    while math.ceil(found.shape[0] / block) * math.ceil(found.shape[1] / block) > most:
        block += 1
    return ErrorMap(_largest_of_blocks(found, block), block, tuple(_areas(found)))


def _largest_of_blocks(values: np.ndarray, block: int) -> np.ndarray:
    """Return the value of the largest size of each block, NaN where a block holds only NaN."""
    height, width = (math.ceil(side / block) for side in values.shape)
    # Cells at the rim are filled up by repeating their own last row or column, which changes no extreme.
    rim = [(0, height * block - values.shape[0]), (0, width * block - values.shape[1])]
    cells = np.pad(values, rim, mode="edge").reshape(height, block, width, block)
    high = np.fmax.reduce(np.fmax.reduce(cells, axis=3), axis=1)
    low = np.fmin.reduce(np.fmin.reduce(cells, axis=3), axis=1)
    return np.asarray(np.where(-low > high, low, high))


def _areas(values: np.ndarray) -> Iterator[AreaError]:
    rows, columns = (np.linspace(0, side, min(_AREAS, side) + 1).astype(int).tolist() for side in values.shape)
    for top, bottom in pairwise(rows):
        for left, right in pairwise(columns):
            part = values[top:bottom, left:right]
            known = part[np.isfinite(part)]
            mean = float(np.abs(known).mean(dtype=np.float64)) if known.size else math.nan
            largest = float(known[np.argmax(np.abs(known))]) if known.size else math.nan
            yield AreaError(left, top, right - left, bottom - top, mean, largest)
