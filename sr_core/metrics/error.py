"""Mean absolute and mean squared error."""

import numpy as np

from .planes import cropped_pair


def mae(sr: np.ndarray, hr: np.ndarray, *, crop_border: int = 0) -> float:
    """Mean absolute error of two (H, W[, C]) arrays, in their own unit."""
    a, b = cropped_pair(sr, hr, crop_border)
    return float(np.mean(np.abs(a - b)))


def mse(sr: np.ndarray, hr: np.ndarray, *, crop_border: int = 0) -> float:
    """Mean squared error of two (H, W[, C]) arrays, in their own unit squared."""
    a, b = cropped_pair(sr, hr, crop_border)
    return float(np.mean(np.square(a - b)))
