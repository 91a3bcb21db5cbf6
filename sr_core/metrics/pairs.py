"""Pairs of arrays that are compared: checked and cut alike before a metric measures them."""

from collections.abc import Iterator

import numpy as np

from ..errors import MetricError

_STRIP = 2**19
"""Pixels measured at once, so that float64 is only needed for a strip."""


def cropped_pair(sr: np.ndarray, hr: np.ndarray, crop_border: int) -> tuple[np.ndarray, np.ndarray]:
    """Return both without `crop_border` pixels on each side, as views.

    Raises:
        MetricError: if the shapes differ or nothing is left.
    """
    if sr.shape != hr.shape:
        raise MetricError(f"needs two pictures of one shape, found {sr.shape} and {hr.shape}")
    if crop_border < 0 or min(hr.shape[:2]) <= 2 * crop_border:
        raise MetricError(f"a border of {crop_border} px leaves nothing of a picture of {hr.shape[0]} x {hr.shape[1]}")
    inner = slice(crop_border, -crop_border or None)
    return sr[inner, inner], hr[inner, inner]


def strip_pairs(a: np.ndarray, b: np.ndarray, *, margin: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield both in strips of whole rows as float64; neighbours share 2 * `margin` rows."""
    rows = a.shape[0] - 2 * margin
    step = max(1, _STRIP // a.shape[1])
    for top in range(0, rows, step):
        part = slice(top, min(top + step, rows) + 2 * margin)
        yield a[part].astype(np.float64), b[part].astype(np.float64)
