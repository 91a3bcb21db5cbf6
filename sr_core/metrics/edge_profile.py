"""Profile of an edge: brightness along a line, the width of its rise, and how far it overshoots."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import map_coordinates

from ..errors import MetricError
from ..image.regions import Region
from ..types import DecodedImage
from .score import luma_plane

_STEP = 0.25
"""Distance between two samples in pixels."""
_LEAST_STEP = 8.0
"""Fewest grey levels between the two sides of an edge."""


@dataclass(frozen=True, slots=True, eq=False)
class EdgeProfile:
    """Brightness along a line."""

    distance: np.ndarray
    """(N,) from the line's start, in pixels of the picture."""
    values: np.ndarray
    """(N,) luma in 8-bit grey levels, bilinear between pixels."""
    rise: float
    """Distance over which brightness goes from 10 % to 90 % of the step, pixels; NaN where the line crosses no edge."""
    overshoot: float
    """Overshoot beyond the two sides of the step, per cent of the step; NaN where the line crosses no edge."""


def edge_profile(image: DecodedImage, line: Region) -> EdgeProfile:
    """Read the luma along a line and measure the edge it crosses.

    The two sides are the means of the first and of the last eighth of the line: draw it across one edge, into the flat
    parts on both sides. A difference of less than 8 grey levels between them is no edge.

    Args:
        image: display values.
        line: a region of kind "line", 3 pixels or longer.

    Returns:
        Samples a quarter of a pixel apart, rise and overshoot.

    Raises:
        MetricError: for another kind of region, a shorter line, or measured values.

    Source: 10-90 % rise distance of ISO 12233; edge width as a measure of blur: Marziliano et al., "A No-Reference
    Perceptual Blur Metric", ICIP 2002.
    """
    if line.kind != "line" or image.unit:
        raise MetricError(f"an edge profile needs a line on a picture of display values, found a {line.kind}")
    # Pixel i covers i .. i + 1; map_coordinates counts centres.
    x0, x1 = (share * image.width - 0.5 for share in (line.x0, line.x1))
    y0, y1 = (share * image.height - 0.5 for share in (line.y0, line.y1))
    length = math.hypot(x1 - x0, y1 - y0)
    if length < 3:
        raise MetricError(f"an edge profile needs a line of at least 3 pixels, found {length:.1f}")
    share = np.linspace(0.0, 1.0, math.ceil(length / _STEP) + 1)
    places = np.stack([y0 + share * (y1 - y0), x0 + share * (x1 - x0)])
    values = map_coordinates(luma_plane(image, rounded=False), places, np.float64, order=1, mode="nearest")
    distance = share * length
    return EdgeProfile(distance, values, *_measure_edge(distance, values))


def _measure_edge(distance: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    """Return rise and overshoot, NaN where there is no edge."""
    side = max(2, len(values) // 8)
    start, end = float(values[:side].mean()), float(values[-side:].mean())
    if abs(end - start) < _LEAST_STEP:
        return math.nan, math.nan
    level = (values - start) / (end - start)
    overshoot = 100.0 * max(0.0, float(level.max()) - 1.0, -float(level.min()))
    high = int(np.argmax(level >= 0.9))
    below = np.flatnonzero(level[:high] <= 0.1)
    if not high or not below.size:
        return math.nan, overshoot
    low = int(below[-1])
    return _crossing(distance, level, high - 1, 0.9) - _crossing(distance, level, low, 0.1), overshoot


def _crossing(distance: np.ndarray, level: np.ndarray, i: int, at: float) -> float:
    """Return the place between samples i and i + 1 at which the level passes `at`."""
    return float(np.interp(at, level[i : i + 2], distance[i : i + 2]))
