"""A brighter copy of a picture with a PSNR of one's choice: what that figure sees, and what it does not."""

from dataclasses import replace

import numpy as np

from ..errors import MetricError
from ..types import DecodedImage
from .score import score

MOST_LEVELS = 96
"""Grey levels by which a picture is brightened at most."""


def brightened_to(image: DecodedImage, psnr: float, *, crop_border: int = 0) -> tuple[DecodedImage, int]:
    """Brighten a picture evenly, so that its PSNR against the original comes as near as whole levels allow.

    An even change of brightness and a loss of all detail can have one and the same mean squared error; Wang and Bovik,
    "Mean squared error: love it or leave it?" (IEEE Signal Processing Magazine, 2009), show it with such a pair.

    Args:
        image: (H, W, C) uint8 picture without alpha.
        psnr: wanted PSNR in dB, above 0.
        crop_border: pixels removed at each side before measuring, as in `score`.

    Returns:
        The brighter picture, values above 255 cut off, and by how many grey levels of 255 it is brighter: 1 to
        `MOST_LEVELS`.

    Raises:
        MetricError: if the picture is not of 8 bits.
    """
    if image.pixels.dtype != np.uint8:
        raise MetricError(f"a picture to be brightened must have 8 bits, found {image.bit_depth}")

    def brighter(levels: int) -> DecodedImage:
        return replace(image, pixels=np.minimum(image.pixels.astype(np.int32) + levels, 255).astype(np.uint8))

    def found(levels: int) -> float:
        return score(brighter(levels), image, crop_border=crop_border)[0].value

    low, high = 1, MOST_LEVELS  # PSNR falls as the picture becomes brighter
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if found(middle) >= psnr else (low, middle)
    levels = min((low, high), key=lambda each: abs(found(each) - psnr))
    return brighter(levels), levels
