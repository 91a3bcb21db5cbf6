"""Sharpness of a photograph: how much of the detail that its pixels could hold is there."""

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.special import erf

from .samples import Sample

_EDGES = 0.02
"""Share of the pixels that counts as edges: those of the steepest slope."""
_MARGIN = 4
_SMALLEST = 32
"""Fewest pixels of a side of a tile."""
_NEXT = 1.6
"""Edge blur in pixels of a level from which the next smaller one measures it better."""
_LEVELS = 4
_WIDEST = 12.0
_FEWEST = 16
_FAINTEST = 2.0
"""Slope in grey levels per pixel below which there is no edge to measure."""
_BLURS = np.linspace(0.05, 6.0, 120)
_LOSSES = np.square(erf(1.0 / (2**0.5 * _BLURS)) / erf(1.0 / np.sqrt(2.0 * (_BLURS**2 + 1.0))))
"""Loss of the squared slope, taken between the pixels on both sides, by a further blur of 1 pixel: for each blur."""
_NOISE_LEFT = 0.05
"""Variance of the slope of white noise after the blur of 1 pixel, over that before it."""


def edge_blur(samples: Sequence[Sample], noise: float) -> float | None:
    """Measure the standard deviation of the blur of the steepest edges.

    A picture that is blurred once more, by a Gaussian of 1 pixel, loses much of the slope of a sharp edge and little of
    that of a blurred one: the slope of an edge blurred by sigma falls by the factor sqrt(1 + 1 / sigma**2), and by less
    where it is taken between pixels. The median of that over the 2 % of the pixels that are steepest after the blur
    gives sigma, whatever the contrast of the edges. A blur of more than 1.6 pixels is measured on the picture shrunk by
    2, 4 and 8 (means of 2 x 2 pixels), where noise and blocks are less. Noise and a strong JPEG together hide blur.

    Args:
        samples: tiles of a picture.
        noise: standard deviation of its noise in grey levels, which is subtracted from the slopes.

    Returns:
        0.05..12 in pixels of the picture; None for a picture without edges, or of less than 32 pixels on a side.

    Source: Zhuo, Sim, "Defocus map estimation from a single image", Pattern Recognition 44 (2011), eq. 6.
    """
    planes = [sample.luma for sample in samples]
    found: float | None = None
    variance = noise * noise
    for level in range(_LEVELS):
        if min(min(plane.shape) for plane in planes) < _SMALLEST:
            return found
        side = 2.0**level
        blur = _level_blur(planes, variance)
        if blur is None:
            return found
        # A mean of n x n pixels is a blur of variance (n * n - 1) / 12, which was not in the picture.
        found = min(float(np.sqrt(max(0.0, (blur * side) ** 2 - (side * side - 1.0) / 12.0))), _WIDEST)
        if blur < _NEXT:
            return found
        planes, variance = [_halved(plane) for plane in planes], variance / 4.0
    return found


def _level_blur(planes: list[np.ndarray], variance: float) -> float | None:
    before, after = [], []
    for plane in planes:
        before.append(_slope(plane).ravel())
        after.append(_slope(gaussian_filter(plane, 1.0, truncate=3.0)).ravel())
    sharp, blurred = np.concatenate(before), np.concatenate(after)
    count = max(_FEWEST, round(_EDGES * blurred.size))
    chosen = np.argpartition(blurred, blurred.size - count)[-count:]
    sharp, blurred = sharp[chosen] - variance, blurred[chosen] - _NOISE_LEFT * variance
    usable = (blurred > 0) & (sharp > _FAINTEST**2)
    if np.count_nonzero(usable) < count // 2:
        return None
    loss = float(np.median(sharp[usable] / blurred[usable]))
    return float(np.interp(-loss, -_LOSSES, _BLURS))


def _slope(plane: np.ndarray) -> np.ndarray:
    """Return the squared slope in grey levels squared, without the rim."""
    inner = slice(_MARGIN, -_MARGIN)
    across = plane[inner, _MARGIN + 1 : 1 - _MARGIN] - plane[inner, _MARGIN - 1 : -1 - _MARGIN]
    down = plane[_MARGIN + 1 : 1 - _MARGIN, inner] - plane[_MARGIN - 1 : -1 - _MARGIN, inner]
    return (across * across + down * down) / 4.0


def _halved(plane: np.ndarray) -> np.ndarray:
    height, width = plane.shape[0] // 2 * 2, plane.shape[1] // 2 * 2
    plane = plane[:height, :width]
    return (plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]) / 4.0
