"""Regions of a picture that are measured: spots, boxes, ellipses and lines, placed by share of its sides.

Shares, not pixels: the same region lies on the input, on the enlargement and on the reference alike.
"""

from dataclasses import dataclass

import numpy as np

from ..errors import EngineError
from ..types import DecodedImage, Part

REGION_KINDS = ("spot", "box", "ellipse", "line")


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a picture.

    Region("spot", 0.5, 0.5, 0.5, 0.5, "S1")       # the pixel in the middle
    Region("box", 0.0, 0.0, 0.5, 1.0, "B1")        # the left half
    Region("ellipse", 0.2, 0.2, 0.6, 0.8, "E1")    # inscribed in that box
    Region("line", 0.1, 0.5, 0.9, 0.5, "L1")       # from the left to the right
    """

    kind: str
    """One of `REGION_KINDS`."""
    x0: float
    """Left edge of the region or start of the line, from 0 (left edge of the picture) to 1 (right edge)."""
    y0: float
    """Upper edge of the region or start of the line, from 0 (top edge) to 1 (bottom edge)."""
    x1: float
    """Right edge of the region or end of the line; for a spot the same as `x0`."""
    y1: float
    """Lower edge of the region or end of the line; for a spot the same as `y0`."""
    label: str = ""
    """Short name: "B1"."""

    def __post_init__(self) -> None:
        if self.kind not in REGION_KINDS:
            raise EngineError(f"a region is one of {', '.join(REGION_KINDS)}, got {self.kind!r}")
        if not all(0.0 <= share <= 1.0 for share in (self.x0, self.y0, self.x1, self.y1)):
            raise EngineError(f"a region lies within 0 to 1 of the picture's sides, got {self!r}")

    def part(self, image: DecodedImage) -> Part:
        """Return the rectangle around the region in whole pixels of a picture, its sides rounded to the nearest."""
        (left, right), (top, bottom) = sorted((self.x0, self.x1)), sorted((self.y0, self.y1))
        top, bottom = round(top * image.height), round(bottom * image.height)
        left, right = round(left * image.width), round(right * image.width)
        return Part(top, left, bottom - top, right - left)


@dataclass(frozen=True, slots=True)
class Reading:
    """Values measured in a region, in the unit of the image; all are NaN where nothing in it was measured."""

    min: float
    """Smallest value."""
    max: float
    """Largest value."""
    mean: float
    """Mean over the pixels."""
    std: float
    """Standard deviation over the pixels (divided by their number)."""
    pixels: int
    """Number of pixels with a value; pixels without one count nowhere."""
    min_at: tuple[int, int] | None
    """(row, column) of the smallest value, the first in reading order; None where nothing was measured."""
    max_at: tuple[int, int] | None
    """(row, column) of the largest value, the first in reading order; None where nothing was measured."""


@dataclass(frozen=True, slots=True)
class Delta:
    """Difference of two readings, first minus second, in their unit."""

    mean: float
    """Difference of the means."""
    min: float
    """Difference of the smallest values."""
    max: float
    """Difference of the largest values."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Values along a line."""

    distance: np.ndarray
    """(N,) float64 from the line's start, in input pixels."""
    values: np.ndarray
    """(N,) float64 in the image's unit; NaN where one of the four pixels around has no value."""


def delta(a: Reading, b: Reading) -> Delta:
    """Subtract `b` from `a`: positive where `a` is warmer."""
    return Delta(a.mean - b.mean, a.min - b.min, a.max - b.max)


def pixels_of(image: DecodedImage, region: Region, *, scale: int = 1) -> tuple[slice, slice, np.ndarray]:
    """Find the pixels a region covers.

    Input pixel i covers i .. i + 1 and its centre lies at i + 0.5. A spot is the pixel it lies in. A box covers the
    pixels whose centre lies in it, its left and upper edge included; an ellipse those whose centre lies within the
    curve. A region too small to hold the centre of a pixel is read as the pixel on which it is centred. A line covers
    the pixels it runs through, sampled at half a pixel.

    Args:
        image: picture that is measured.
        region: its place and form.
        scale: pixels of `image` to an input pixel, per side. An enlargement is read over the area of those input
            pixels: its own pixels may cover a slightly different area, and that alone would move a mean.

    Returns:
        Rows and columns of a window, and (h, w) bool, which of the window's pixels are covered; one at least.
    """
    rows, cols, mask = _input_pixels(image.height // scale, image.width // scale, region)
    rows, cols = (slice(side.start * scale, side.stop * scale) for side in (rows, cols))
    return rows, cols, mask.repeat(scale, 0).repeat(scale, 1)


def _input_pixels(height: int, width: int, region: Region) -> tuple[slice, slice, np.ndarray]:
    x0, x1 = sorted((region.x0 * width, region.x1 * width))
    y0, y1 = sorted((region.y0 * height, region.y1 * height))
    if region.kind == "line":
        y, x = (
            _pixel(places, side)
            for places, side in zip(_along(height, width, region, 0.5), (height, width), strict=True)
        )
        mask = np.zeros((np.ptp(y) + 1, np.ptp(x) + 1), bool)
        mask[y - y.min(), x - x.min()] = True
        return slice(y.min(), y.max() + 1), slice(x.min(), x.max() + 1), mask
    if region.kind != "spot":
        # Pixel i's centre lies in [a, b) for ceil(a - 0.5) <= i < ceil(b - 0.5).
        rows, cols = (slice(*np.ceil(np.array(ends) - 0.5).astype(int)) for ends in ((y0, y1), (x0, x1)))
        mask = np.ones((rows.stop - rows.start, cols.stop - cols.start), bool)
        if region.kind == "ellipse" and mask.size:
            down = (np.arange(rows.start, rows.stop) + 0.5 - (y0 + y1) / 2) / ((y1 - y0) / 2)
            across = (np.arange(cols.start, cols.stop) + 0.5 - (x0 + x1) / 2) / ((x1 - x0) / 2)
            mask = down[:, None] ** 2 + across**2 <= 1.0
        if mask.any():
            return rows, cols, mask
    row, col = (int(_pixel(np.array(2 * [(a + b) / 2]), side)[0]) for a, b, side in ((y0, y1, height), (x0, x1, width)))
    return slice(row, row + 1), slice(col, col + 1), np.ones((1, 1), bool)


def read_region(image: DecodedImage, region: Region, *, scale: int = 1) -> Reading:
    """Measure a region of an image, in the image's unit, in float64; see `pixels_of` for the pixels that it covers."""
    rows, cols, mask = pixels_of(image, region, scale=scale)
    window = image.pixels[rows, cols, 0]
    known = mask & np.isfinite(window)
    values = window[known]
    if not values.size:
        return Reading(np.nan, np.nan, np.nan, np.nan, 0, None, None)
    low, high = values.min(), values.max()
    return Reading(
        min=float(low),
        max=float(high),
        mean=float(values.mean(dtype=np.float64)),
        std=float(values.std(dtype=np.float64)),
        pixels=int(values.size),
        min_at=_first(known & (window == low), rows, cols),
        max_at=_first(known & (window == high), rows, cols),
    )


def _first(where: np.ndarray, rows: slice, cols: slice) -> tuple[int, int]:
    """Return row and column of the first True in a window, in reading order."""
    row, col = divmod(int(where.argmax()), where.shape[1])
    return int(rows.start) + row, int(cols.start) + col


def profile(image: DecodedImage, region: Region, *, scale: int = 1) -> Profile:
    """Read values along a line, from its start to its end, with at most one sample per pixel.

    Args:
        image: measured values.
        region: a line. Values are interpolated bilinearly between the centres of pixels and continued beyond the rim.
        scale: pixels of `image` to an input pixel, per side: distances of an enlargement and of its input agree.

    Raises:
        EngineError: if the region is not a line.
    """
    if region.kind != "line":
        raise EngineError(f"a profile runs along a line, got {region.kind!r}")
    y, x = _along(image.height, image.width, region, 1.0)
    distance = np.hypot(x - x[0], y - y[0]) / scale
    y, x = np.clip(y - 0.5, 0, image.height - 1), np.clip(x - 0.5, 0, image.width - 1)
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    bottom, right = np.minimum(top + 1, image.height - 1), np.minimum(left + 1, image.width - 1)
    down, across = y - top, x - left
    values = image.pixels[..., 0].astype(np.float64)
    upper = values[top, left] * (1 - across) + values[top, right] * across
    lower = values[bottom, left] * (1 - across) + values[bottom, right] * across
    return Profile(distance, upper * (1 - down) + lower * down)


def _along(height: int, width: int, region: Region, step: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points on a line, its ends included, at most `step` pixels apart, as (y, x) in pixels."""
    dy, dx = (region.y1 - region.y0) * height, (region.x1 - region.x0) * width
    share = np.linspace(0.0, 1.0, max(2, int(np.ceil(np.hypot(dy, dx) / step)) + 1))
    return region.y0 * height + share * dy, region.x0 * width + share * dx


def _pixel(places: np.ndarray, side: int) -> np.ndarray:
    """Return the pixel in which each place lies; the far edge of the picture belongs to the last one."""
    return np.minimum(np.floor(places).astype(int), side - 1)
