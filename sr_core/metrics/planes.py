"""What all metrics check and cut before they measure."""

import numpy as np

from ..errors import MetricError


def cropped_pair(sr: np.ndarray, hr: np.ndarray, crop_border: int) -> tuple[np.ndarray, np.ndarray]:
    """Return both as float64 without `crop_border` pixels on each side.

    Raises:
        MetricError: if the shapes differ or nothing is left.
    """
    if sr.shape != hr.shape:
        raise MetricError(f"needs two pictures of one shape, found {sr.shape} and {hr.shape}")
    if crop_border < 0 or min(hr.shape[:2]) <= 2 * crop_border:
        raise MetricError(f"a border of {crop_border} px leaves nothing of a picture of {hr.shape[0]} x {hr.shape[1]}")
    inner = slice(crop_border, -crop_border or None)
    return sr[inner, inner].astype(np.float64), hr[inner, inner].astype(np.float64)
