"""Peak signal-to-noise ratio, and the mean absolute and mean squared error."""

import math

import numpy as np

from .pairs import cropped_pair, strip_pairs


def psnr(sr: np.ndarray, hr: np.ndarray, *, crop_border: int, data_range: float) -> float:
    """Return 10 log10(data_range^2 / MSE) in dB of two (H, W[, C]) arrays; inf if they are equal."""
    error = mse(sr, hr, crop_border=crop_border)
    return math.inf if error == 0 else 10.0 * math.log10(data_range**2 / error)


def mae(sr: np.ndarray, hr: np.ndarray, *, crop_border: int = 0) -> float:
    """Return the mean absolute error of two (H, W[, C]) arrays, in their own unit."""
    sr, hr = cropped_pair(sr, hr, crop_border)
    return float(sum(np.abs(a - b).sum() for a, b in strip_pairs(sr, hr)) / hr.size)


def mse(sr: np.ndarray, hr: np.ndarray, *, crop_border: int = 0) -> float:
    """Return the mean squared error of two (H, W[, C]) arrays, in their own unit squared."""
    sr, hr = cropped_pair(sr, hr, crop_border)
    return float(sum(np.square(a - b).sum() for a, b in strip_pairs(sr, hr)) / hr.size)
