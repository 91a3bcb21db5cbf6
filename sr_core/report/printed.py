"""Pictures as a report prints them: small ones with each pixel as a square, large ones reduced."""

from collections.abc import Callable

import numpy as np

from ..image.resize import repeat_pixels, resize_image
from ..image.rounding import to_8_bit
from ..types import DecodedImage

LONGEST = 1200
"""Most pixels of a side in the PDF: 360 per inch at the width of half a page."""
_SQUARES = 600
"""Pixels of the longer side up to which small pictures are repeated, so that no reader blurs them."""

Paint = Callable[[DecodedImage], DecodedImage]
"""Function that turns values into 8-bit grey or colours; display values need none."""


def printed(image: DecodedImage, paint: Paint = to_8_bit) -> tuple[np.ndarray, str]:
    """Return a picture as it is printed, (H, W, 1) or (H, W, 3) uint8, and a sentence on what was done to its pixels.

    Values are reduced before they are painted, so that no colours are mixed.

    Args:
        image: picture or measured values.
        paint: turns them into 8-bit grey or colours.
    """
    longest = max(image.height, image.width)
    size = f"{image.width} × {image.height} pixels"
    if longest > LONGEST:
        height, width = (max(1, round(side * LONGEST / longest)) for side in (image.height, image.width))
        return paint(resize_image(image, height, width)).pixels, f"{size}, reduced to {width} × {height} for print."
    factor = max(1, -(-_SQUARES // longest))
    return repeat_pixels(paint(image), factor).pixels, f"{size}, not reduced."
