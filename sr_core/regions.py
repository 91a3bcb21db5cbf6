"""Regions of a picture that are measured: spots, boxes, ellipses and lines, placed by share of its sides.

Shares, not pixels: the same region lies on the input, on the enlargement and on the reference alike.
"""

from dataclasses import dataclass

from .errors import EngineError

KINDS = ("spot", "box", "ellipse", "line")


@dataclass(frozen=True, slots=True)
class Region:
    """One region.

    Region("spot", 0.5, 0.5, 0.5, 0.5, "S1")       # the pixel in the middle
    Region("box", 0.0, 0.0, 0.5, 1.0, "B1")        # the left half
    Region("ellipse", 0.2, 0.2, 0.6, 0.8, "E1")    # inscribed in that box
    Region("line", 0.1, 0.5, 0.9, 0.5, "L1")       # from the left to the right
    """

    kind: str
    """One of `KINDS`."""
    x0: float
    """0 (left edge of the picture) .. 1 (right edge); of a line, where it starts."""
    y0: float
    """0 (top edge) .. 1 (bottom edge)."""
    x1: float
    """The opposite corner, or the line's end; of a spot the same as `x0`."""
    y1: float
    """Likewise."""
    label: str = ""
    """Short name: "B1"."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise EngineError(f"a region is one of {', '.join(KINDS)}, got {self.kind!r}")
        if not all(0.0 <= share <= 1.0 for share in (self.x0, self.y0, self.x1, self.y1)):
            raise EngineError(f"a region lies within 0 to 1 of the picture's sides, got {self!r}")
