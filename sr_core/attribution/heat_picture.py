"""An attribution as a picture: the input in grey, its influential pixels in colour, a frame around the patch."""

from collections.abc import Sequence

import numpy as np

from ..image.color import to_grey
from ..types import DecodedImage
from .attribution import Attribution

ZOOM = 6
"""Pixels of the picture to an input pixel, per side."""
_HOT = np.array([[250, 204, 0], [240, 96, 0], [180, 0, 40]], np.float64)
"""Colours from little to most influence, darker as they get stronger, so that they also differ without hue."""
_GREYS = (120.0, 240.0)
"""Range of the input's grey: light enough for the colours to stand out from it."""
_FRAME = (0, 90, 200)
_OPACITY = 0.9
_STRIP_ROWS = 256


def heat_picture(image: DecodedImage, found: Attribution, *, scale: int) -> DecodedImage:
    """Draw the window of an attribution.

    Colour and opacity grow with the square root of the strength: without it, all but a few pixels would look alike.

    Args:
        image: the input that was attributed.
        found: the attribution.
        scale: enlargement per side, which places the patch on the input.

    Returns:
        (ZOOM * window.height, ZOOM * window.width, 3) uint8.
    """
    cut = found.window.of(image)
    if cut.unit:
        low, high = cut.value_range
        share = np.nan_to_num((cut.pixels[..., 0] - low) / (high - low))
    else:
        share = to_grey(cut)[0].pixels[..., 0] / cut.peak
    large = painted_over(share, found.strength).repeat(ZOOM, 0).repeat(ZOOM, 1)
    _draw_frame(large, found, scale)
    return DecodedImage(large, image.name)


def painted_over(grey: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Paint strengths over a grey picture, in the colours of `heat_scale`.

    Args:
        grey: (H, W), 0 for black to 1 for white; it is shown paler.
        strength: (H, W), 0..1; 0 leaves the grey as it is.

    Returns:
        (H, W, 3) uint8.
    """
    painted = np.empty((*grey.shape, 3), np.uint8)
    for top in range(0, len(grey), _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        base = (_GREYS[0] + (_GREYS[1] - _GREYS[0]) * grey[rows])[..., None]
        level = np.sqrt(strength[rows])
        opacity = _OPACITY * level[..., None]
        painted[rows] = np.floor(base * (1 - opacity) + _hot(level) * opacity + 0.5)
    return painted


def in_a_row(pictures: Sequence[DecodedImage]) -> DecodedImage:
    """Put pictures of one height beside each other, (H, W, 3) uint8, on white."""
    gap = np.full((pictures[0].height, 2 * ZOOM, 3), 255, np.uint8)
    row = [part for picture in pictures for part in (gap, picture.pixels)][1:]
    return DecodedImage(np.concatenate(row, axis=1), pictures[0].name)


def heat_scale() -> DecodedImage:
    """Return the colours from no influence to the most on mid-grey, as a row of (1, 256, 3) uint8."""
    level = np.sqrt(np.linspace(0.0, 1.0, 256))[None]
    opacity = _OPACITY * level[..., None]
    mixed = sum(_GREYS) / 2 * (1 - opacity) + _hot(level) * opacity
    return DecodedImage(np.floor(mixed + 0.5).astype(np.uint8), "scale")


def _hot(level: np.ndarray) -> np.ndarray:
    places = np.linspace(0.0, 1.0, len(_HOT))
    return np.stack([np.interp(level, places, _HOT[:, channel]) for channel in range(3)], axis=-1)


def _draw_frame(large: np.ndarray, found: Attribution, scale: int) -> None:
    """Draw two lines around the patch, white outside blue, so that they are seen on anything."""
    patch, window = found.patch, found.window
    top, left = (
        round(ZOOM * (start / scale - first)) for start, first in ((patch.top, window.top), (patch.left, window.left))
    )
    bottom, right = top + round(ZOOM * patch.height / scale), left + round(ZOOM * patch.width / scale)
    for grown, colour in ((2, (255, 255, 255)), (1, _FRAME)):
        rows = slice(max(top - grown, 0), bottom + grown)
        cols = slice(max(left - grown, 0), right + grown)
        kept = large[rows, cols].copy()
        large[rows, cols] = colour
        inner_rows = slice(max(top - grown + 1, 0), bottom + grown - 1)
        inner_cols = slice(max(left - grown + 1, 0), right + grown - 1)
        first_row, first_col = inner_rows.start - rows.start, inner_cols.start - cols.start
        inside = large[inner_rows, inner_cols]
        inside[...] = kept[first_row : first_row + inside.shape[0], first_col : first_col + inside.shape[1]]
