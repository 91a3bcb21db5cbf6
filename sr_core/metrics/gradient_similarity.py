"""Gradient magnitude similarity deviation (GMSD) of one SR picture against its reference."""

import numpy as np
from scipy.ndimage import correlate1d

from ..errors import MetricError
from ..image.blocks import block_mean
from ..types import DecodedImage, Protocol, Score
from .pairs import cropped_pair
from .score import channel_text, luma_plane, rounding_text

_T = 170.0
"""Constant that stabilises the ratio, for a data range of 255."""
_SMALLEST = 8
"""Fewest pixels on each side: the spread of fewer than 4 x 4 gradients says nothing."""


def _halve(plane: np.ndarray) -> np.ndarray:
    """Mean of 2x2 blocks; an odd last row or column is left out (the authors' code averages it with zeros)."""
    height, width = plane.shape[0] // 2 * 2, plane.shape[1] // 2 * 2
    return block_mean(plane[:height, :width].astype(np.float64), 2)


def _gradient(plane: np.ndarray) -> np.ndarray:
    across, along = [1.0, 0.0, -1.0], [1 / 3, 1 / 3, 1 / 3]
    x = correlate1d(correlate1d(plane, across, axis=1, mode="constant"), along, axis=0, mode="constant")
    y = correlate1d(correlate1d(plane, across, axis=0, mode="constant"), along, axis=1, mode="constant")
    return np.hypot(x, y)


def gmsd(sr: np.ndarray, hr: np.ndarray, *, crop_border: int, data_range: float) -> float:
    """Standard deviation of the gradient similarity of two (H, W) planes: 0 if they are equal, larger is worse.

    The deviation is used, not the mean: eyes notice places that are damaged more than others. Values of natural
    pictures lie between 0 and about 0.35.

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


def gradient_similarity(sr: DecodedImage, hr: DecodedImage, *, crop_border: int | None = None) -> Score:
    """Measure GMSD on the plane that PSNR is measured on; it agrees with human judgement better than PSNR.

    Args:
        sr: the result, display values.
        hr: the reference, of the same size and channels.
        crop_border: pixels removed on each side; None for `sr.scale`.

    Returns:
        GMSD, 0 for equal pictures, larger is worse, with its protocol.

    Raises:
        MetricError: if the pictures do not belong together, hold measured values or are too small.
    """
    if sr.unit or hr.unit:
        raise MetricError(f"GMSD needs pictures of display values, found values in {sr.unit or hr.unit}")
    if sr.channels != hr.channels:
        raise MetricError(
            f"the result has {sr.channels} channels and the reference {hr.channels}; convert one of them first"
        )
    border = sr.scale if crop_border is None else crop_border
    rounded = hr.bit_depth == 8
    a, b = luma_plane(sr, rounded=rounded), luma_plane(hr, rounded=rounded)
    protocol = Protocol(channel_text(sr, hr), border, 255.0, rounding_text(sr, hr))
    return Score("GMSD", gmsd(a, b, crop_border=border, data_range=255.0), "", False, protocol)
