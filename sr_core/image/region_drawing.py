"""Regions drawn into a picture: outlines and labels, white on a dark edge, so that they show on every palette."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .regions import Region

_ROWS_PER_WIDTH = 480
"""Rows of the picture for each pixel of a line's width."""
_ROWS_PER_LETTER = 32
"""Rows of the picture for each pixel of a letter's height, which is 10 at least."""
_LIGHT, _DARK = "white", "black"
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def draw_regions(pixels: np.ndarray, regions: Sequence[Region]) -> np.ndarray:
    """Draw the outline and the label of each region.

    Args:
        pixels: (H, W, 3) uint8, which is not changed.
        regions: regions, placed by share of the picture's sides.

    Returns:
        (H, W, 3) uint8. A label stands above its region, or as near to it as the picture reaches.
    """
    canvas = Image.fromarray(pixels)
    draw = ImageDraw.Draw(canvas)
    width = max(1, canvas.height // _ROWS_PER_WIDTH)
    font = ImageFont.load_default(max(10, canvas.height // _ROWS_PER_LETTER))
    for colour, stroke in ((_DARK, 3 * width), (_LIGHT, width)):
        for region in regions:
            _outline(draw, region, canvas.size, colour, stroke)
    for region in regions:
        _label(draw, region, canvas.size, font)
    return np.asarray(canvas)


def _outline(draw: ImageDraw.ImageDraw, region: Region, size: tuple[int, int], colour: str, stroke: int) -> None:
    x0, y0, x1, y1 = _places(region, size)
    if region.kind == "line":
        draw.line([(x0, y0), (x1, y1)], colour, stroke)
    elif region.kind == "spot":
        arm = 4 + stroke
        draw.line([(x0 - arm, y0), (x0 + arm, y0)], colour, stroke)
        draw.line([(x0, y0 - arm), (x0, y0 + arm)], colour, stroke)
    else:
        # Pillow draws an outline inward; a wider one must lie on both sides of the narrow one.
        grow = stroke // 3
        place = [(x0 - grow, y0 - grow), (max(x0, x1 - 1) + grow, max(y0, y1 - 1) + grow)]
        shape = draw.ellipse if region.kind == "ellipse" else draw.rectangle
        shape(place, outline=colour, width=stroke)


def _label(draw: ImageDraw.ImageDraw, region: Region, size: tuple[int, int], font: _Font) -> None:
    if not region.label:
        return
    x0, y0, x1, y1 = _places(region, size)
    left, top, right, bottom = draw.textbbox((0, 0), region.label, font, stroke_width=1)
    height, width = bottom - top, right - left
    above = min(y0, y1) - height - 2
    down = above if above >= 0 else min(max(y0, y1) + 2, size[1] - height)
    across = max(0, min(x0, x1, size[0] - width))
    place = (across - left, max(0, down) - top)
    draw.text(place, region.label, _LIGHT, font, stroke_width=1, stroke_fill=_DARK)


def _places(region: Region, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the corners in whole pixels of a picture of (width, height)."""
    (x0, x1), (y0, y1) = (region.x0, region.x1), (region.y0, region.y1)
    if region.kind in ("box", "ellipse"):
        (x0, x1), (y0, y1) = sorted((x0, x1)), sorted((y0, y1))
        return round(x0 * size[0]), round(y0 * size[1]), round(x1 * size[0]), round(y1 * size[1])
    last = size[0] - 1, size[1] - 1
    return (
        min(int(x0 * size[0]), last[0]),
        min(int(y0 * size[1]), last[1]),
        min(int(x1 * size[0]), last[0]),
        min(int(y1 * size[1]), last[1]),
    )
