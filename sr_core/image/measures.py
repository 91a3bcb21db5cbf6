"""Lengths and angles of lines on a picture, in millimetres where its pixels have a size."""

import math

from ..errors import EngineError
from ..types.dicom import Spacing
from .regions import Region


def line_length(line: Region, height: int, width: int, spacing: Spacing | None) -> float:
    """Return the length of a line in mm, or in pixels without a spacing.

    Args:
        line: line in shares of the picture's sides.
        height: height of the picture in pixels.
        width: width of the picture in pixels.
        spacing: size of these pixels.

    Raises:
        EngineError: if the region is not a line.
    """
    return math.hypot(*_along(line, height, width, spacing))


def angle_between(first: Region, second: Region, height: int, width: int, spacing: Spacing | None) -> float:
    """Return the angle between two lines in degrees, the smaller of the two: 0 for parallel lines, 90 at most.

    Lines have no direction, so that it does not matter from which end one was drawn. Without a spacing pixels are taken
    for squares.

    Raises:
        EngineError: if a region is not a line, or has no length.
    """
    (x0, y0), (x1, y1) = (_along(line, height, width, spacing) for line in (first, second))
    if not (math.hypot(x0, y0) and math.hypot(x1, y1)):
        raise EngineError("an angle lies between two lines, found one without a length; draw it again")
    return math.degrees(math.atan2(abs(x0 * y1 - y0 * x1), abs(x0 * x1 + y0 * y1)))


def _along(line: Region, height: int, width: int, spacing: Spacing | None) -> tuple[float, float]:
    """Return how far a line goes across and down."""
    if line.kind != "line":
        raise EngineError(f"lengths and angles are those of lines, got {line.kind!r}")
    across, down = (line.x1 - line.x0) * width, (line.y1 - line.y0) * height
    return (across, down) if spacing is None else (across * spacing.column_mm, down * spacing.row_mm)
