"""Certainty of what is read from a result: of a region's values, and of the place of an edge."""

from dataclasses import replace

import numpy as np
from scipy.ndimage import map_coordinates

from ..errors import EngineError
from ..image.regions import Region
from ..types import DecodedImage
from .error_bars import ErrorBars, enlarge_cells

SEARCH = 3.0
"""Pixels of the input on both sides of a line's end within which the steepest place is taken for its edge."""
_STEP = 0.25
"""Distance of the samples along a line, in pixels of the result."""


def bounds(image: DecodedImage, bars: ErrorBars) -> tuple[DecodedImage, DecodedImage]:
    """Return the result at the lower and at the upper ends of its bars, as measured values.

    Wherever the bars of a region hold, its true smallest value, largest value and mean lie between those of the two.

    Args:
        image: the result that the bars belong to.
        bars: its error bars.
    """
    values = image.as_measured()
    half = enlarge_cells(bars.half_width, bars.scale)[..., None]
    return replace(values, pixels=values.pixels - half), replace(values, pixels=values.pixels + half)


def edge_shifts(image: DecodedImage, bars: ErrorBars, line: Region) -> tuple[float, float]:
    """Return by how many pixels of the result the edges at both ends of a line may lie elsewhere.

    An edge moves by the error of its values over their slope. Near each end, the steepest place along the line is the
    edge; the half-width there over the slope is its shift, which is infinite where there is no slope.

    Args:
        image: the result that the bars belong to; of colours the first channel counts.
        bars: its error bars.
        line: a line that ends at two edges.

    Raises:
        EngineError: if the region is not a line, or has no length.
    """
    if line.kind != "line":
        raise EngineError(f"edges lie at the ends of a line, got {line.kind!r}")
    start = np.array([line.y0 * image.height, line.x0 * image.width]) - 0.5
    end = np.array([line.y1 * image.height, line.x1 * image.width]) - 0.5
    length = float(np.hypot(*(end - start)))
    if length == 0:
        raise EngineError("edges lie at the ends of a line, found one without a length; draw it again")
    along, values = (end - start) / length, image.pixels[..., 0].astype(np.float64)

    def shift(at: np.ndarray) -> float:
        reach = min(SEARCH * bars.scale, length / 2)
        places = at[:, None] + along[:, None] * np.arange(-reach, reach + _STEP / 2, _STEP)
        profile = map_coordinates(values, places, order=1, mode="nearest")
        slopes = np.abs(np.gradient(profile, _STEP))
        steepest = int(slopes.argmax())
        cell = np.clip(
            np.floor((places[:, steepest] + 0.5) / bars.scale).astype(int), 0, np.array(bars.half_width.shape) - 1
        )
        half = float(bars.half_width[tuple(cell)])
        return half / float(slopes[steepest]) if slopes[steepest] > 0 else float("inf")

    return shift(start), shift(end)
