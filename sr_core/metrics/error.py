"""Mean absolute and mean squared error."""

import numpy as np

from .planes import cropped_pair, strips


def mae(sr: np.ndarray, hr: np.ndarray, *, crop_border: int = 0) -> float:
    """Mean absolute error of two (H, W[, C]) arrays, in their own unit."""
    sr, hr = cropped_pair(sr, hr, crop_border)
    return float(sum(np.abs(a - b).sum() for a, b in strips(sr, hr)) / hr.size)


def mse(sr: np.ndarray, hr: np.ndarray, *, crop_border: int = 0) -> float:
    """Mean squared error of two (H, W[, C]) arrays, in their own unit squared."""
    sr, hr = cropped_pair(sr, hr, crop_border)
    return float(sum(np.square(a - b).sum() for a, b in strips(sr, hr)) / hr.size)
