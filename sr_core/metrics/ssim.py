"""Structural similarity.

Source: Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE TIP 2004: 11x11
Gaussian window of sigma 1.5, K1 = 0.01, K2 = 0.03, only windows that lie wholly inside the picture.
"""

import numpy as np
from scipy.ndimage import correlate1d

from ..errors import MetricError
from .pairs import cropped_pair, strip_pairs

_RADIUS = 5
SMALLEST_FOR_SSIM = 2 * _RADIUS + 1
"""Shortest side, in pixels inside the border, that holds one window."""
_WINDOW = np.exp(-0.5 * (np.arange(-_RADIUS, _RADIUS + 1) / 1.5) ** 2)
_WINDOW /= _WINDOW.sum()


def _local_mean(plane: np.ndarray) -> np.ndarray:
    inner = slice(_RADIUS, -_RADIUS)
    return correlate1d(correlate1d(plane, _WINDOW, axis=0)[inner], _WINDOW, axis=1)[:, inner]


def _sums(a: np.ndarray, b: np.ndarray, data_range: float) -> np.ndarray:
    """Sum over all windows: SSIM, and its part without luminance (contrast and structure)."""
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    mean_a, mean_b = _local_mean(a), _local_mean(b)
    product, squares = mean_a * mean_b, mean_a**2 + mean_b**2
    covariance = _local_mean(a * b) - product
    variances = _local_mean(a * a + b * b) - squares
    structure = (2 * covariance + c2) / (variances + c2)
    return np.array([np.sum((2 * product + c1) / (squares + c1) * structure), np.sum(structure)])


def plane_similarity(sr: np.ndarray, hr: np.ndarray, data_range: float) -> tuple[float, float]:
    """Return the mean SSIM of two (H, W) planes of at least 11 x 11 pixels, and the mean of its contrast and structure.

    Both are at most 1; the second is SSIM without its term of luminance.
    """
    total = sum((_sums(a, b, data_range) for a, b in strip_pairs(sr, hr, margin=_RADIUS)), np.zeros(2))
    similarity, structure = total / ((hr.shape[0] - 2 * _RADIUS) * (hr.shape[1] - 2 * _RADIUS))
    return float(similarity), float(structure)


def ssim(sr: np.ndarray, hr: np.ndarray, *, crop_border: int, data_range: float) -> float:
    """Return the mean SSIM of two (H, W) or (H, W, C) arrays, -1..1, 1 if equal; channels are averaged.

    Raises:
        MetricError: if less than 11 x 11 pixels are left after cropping.
    """
    sr, hr = cropped_pair(sr, hr, crop_border)
    if min(hr.shape[:2]) < SMALLEST_FOR_SSIM:
        raise MetricError(f"SSIM needs at least 11 x 11 pixels inside the border, found {hr.shape[0]} x {hr.shape[1]}")
    sr, hr = np.atleast_3d(sr), np.atleast_3d(hr)
    channels = range(hr.shape[2])
    return sum(plane_similarity(sr[..., c], hr[..., c], data_range)[0] for c in channels) / len(channels)
