"""Gradient magnitude similarity deviation: a perceptual metric without a network, so without a download.

Source: Xue, Zhang, Mou, Bovik, "Gradient Magnitude Similarity Deviation: A Highly Efficient Perceptual Image Quality
Index", IEEE TIP 2014; constants and zero rim of the authors' GMSD.m: 2x2 means, Prewitt gradients, T = 170.
"""

import numpy as np
from scipy.ndimage import correlate1d

from ..errors import MetricError
from .planes import cropped_pair

_T = 170.0
"""Stabiliser for a data range of 255."""
_SMALLEST = 8
"""Pixels on each side: 4 x 4 gradients are the least whose spread says something."""


def _halve(plane: np.ndarray) -> np.ndarray:
    """Mean of 2x2 blocks; an odd last row or column is left out (the authors' code averages it with zeros)."""
    height, width = plane.shape[0] // 2 * 2, plane.shape[1] // 2 * 2
    blocks = plane[:height, :width].astype(np.float64).reshape(height // 2, 2, width // 2, 2)
    return blocks.mean(axis=(1, 3))


def _gradient(plane: np.ndarray) -> np.ndarray:
    across, along = [1.0, 0.0, -1.0], [1 / 3, 1 / 3, 1 / 3]
    x = correlate1d(correlate1d(plane, across, axis=1, mode="constant"), along, axis=0, mode="constant")
    y = correlate1d(correlate1d(plane, across, axis=0, mode="constant"), along, axis=1, mode="constant")
    return np.hypot(x, y)


def gmsd(sr: np.ndarray, hr: np.ndarray, *, crop_border: int, data_range: float) -> float:
    """Standard deviation of the gradient similarity of two (H, W) planes: 0 if they are equal, larger is worse.

    The deviation, not the mean: eyes mind where a picture is damaged more than elsewhere. Values of natural pictures
    lie between 0 and about 0.35.

    Raises:
        MetricError: if the shapes differ or less than 8 x 8 pixels are left after cropping.
    """
    sr, hr = cropped_pair(sr, hr, crop_border)
    if min(hr.shape) < _SMALLEST:
        raise MetricError(f"GMSD needs at least 8 x 8 pixels inside the border, found {hr.shape[0]} x {hr.shape[1]}")
    a, b = _gradient(_halve(sr)), _gradient(_halve(hr))
    t = _T * (data_range / 255.0) ** 2
    similarity = (2 * a * b + t) / (a**2 + b**2 + t)
    return float(similarity.std(ddof=1))
