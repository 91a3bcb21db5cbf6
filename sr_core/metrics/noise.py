"""Noise of a picture, estimated from the picture alone."""

import numpy as np

from ..types import DecodedImage

_SIDE = 1024
"""Side of the middle that is looked at."""
_SMALLEST = 16
_MASK_NORM = 6.0
"""Root of the sum of squares of the mask ((1, -2, 1), (-2, 4, -2), (1, -2, 1))."""
_SIGMA_PER_MEDIAN = 1.4826
"""Standard deviation of a normal distribution over the median of its absolute values."""


def noise_share(image: DecodedImage) -> float:
    """Estimate the standard deviation of the noise as a share of the span of the values.

    The median absolute response of the second-difference mask, which edges hardly move, over the pixels that lie
    between the 1st and the 99th percentile of the values, in the middle 1024 x 1024 pixels.

    Args:
        image: display or measured values; of several channels the first one is taken.

    Returns:
        0 or more; 1 for a noise as large as the span from the 1st to the 99th percentile. 0 for a flat picture, and for
        one of less than 16 pixels on a side.

    Source: Immerkaer, "Fast noise variance estimation", CVIU 64 (1996), with a median in place of the mean.
    """
    top, left = max(0, (image.height - _SIDE) // 2), max(0, (image.width - _SIDE) // 2)
    plane = image.pixels[top : top + _SIDE, left : left + _SIDE, 0].astype(np.float32)
    known = plane[np.isfinite(plane)]
    if min(plane.shape) < _SMALLEST or not known.size:
        return 0.0
    low, high = np.percentile(known, (1, 99))
    if high <= low:
        return 0.0
    rows = plane[:-2] - 2 * plane[1:-1] + plane[2:]
    response = rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:]
    centre = plane[1:-1, 1:-1]
    inside = np.isfinite(response) & (centre > low) & (centre < high)
    if not inside.any():
        return 0.0
    sigma = _SIGMA_PER_MEDIAN * float(np.median(np.abs(response[inside]))) / _MASK_NORM
    return sigma / float(high - low)
