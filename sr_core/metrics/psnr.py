"""Peak signal-to-noise ratio."""

import math

import numpy as np

from .error import mse


def psnr(sr: np.ndarray, hr: np.ndarray, *, crop_border: int, data_range: float) -> float:
    """10 log10(data_range^2 / MSE) in dB of two (H, W[, C]) arrays; inf if they are equal."""
    error = mse(sr, hr, crop_border=crop_border)
    return math.inf if error == 0 else 10.0 * math.log10(data_range**2 / error)
