"""Histogram of errors: how many pixels have an error of each size, which a mean cannot say."""

from dataclasses import dataclass

import numpy as np

from ..errors import MetricError
from ..types import DecodedImage
from .pairs import cropped_pair
from .score import luma_plane

REACH = 40
"""Largest error with a bin of its own, grey levels; larger ones are counted in the outermost bins."""


@dataclass(frozen=True, slots=True, eq=False)
class ErrorHistogram:
    """Signed errors of the luma."""

    error: np.ndarray
    """(2 * REACH + 1,) errors, SR minus HR, in whole 8-bit grey levels from -REACH to REACH."""
    share: np.ndarray
    """(2 * REACH + 1,) share of the pixels with each error; the first and the last include all larger errors."""
    p99: float
    """Absolute error in grey levels that 99 % of the pixels do not exceed."""

    @property
    def per_cent(self) -> np.ndarray:
        """(2 * REACH + 1,) share of the pixels with each error, per cent."""
        return 100.0 * self.share

    @property
    def mean_size(self) -> float:
        """Mean absolute error in grey levels, where errors beyond REACH count as REACH."""
        return float((np.abs(self.error) * self.share).sum())


def error_histogram(sr: DecodedImage, hr: DecodedImage, *, crop_border: int | None = None) -> ErrorHistogram:
    """Count the errors of the luma, both rounded to whole 8-bit levels.

    Args:
        sr: the result, display values.
        hr: the reference, of the same size and channels.
        crop_border: pixels removed on each side; None for `sr.scale`.

    Returns:
        Shares by error, and the 99th percentile of the absolute error.

    Raises:
        MetricError: if the pictures do not belong together or hold measured values.

    Source on the effect of losses on errors: Zhao, Gallo, Frosio, Kautz, "Loss Functions for Image Restoration With
    Neural Networks", IEEE TCI 2017.
    """
    if sr.unit or hr.unit or sr.channels != hr.channels:
        raise MetricError(
            f"an error histogram needs two pictures of display values with the same channels, found {sr.channels} "
            f"({sr.unit or 'levels'}) and {hr.channels} ({hr.unit or 'levels'})"
        )
    border = sr.scale if crop_border is None else crop_border
    a, b = cropped_pair(luma_plane(sr, rounded=True), luma_plane(hr, rounded=True), border)
    found = np.subtract(a, b, dtype=np.int16)
    counts = np.bincount((found.ravel().clip(-REACH, REACH) + REACH), minlength=2 * REACH + 1)
    sizes = np.cumsum(np.bincount(np.abs(found).ravel()))
    p99 = int(np.searchsorted(sizes, 0.99 * found.size))
    return ErrorHistogram(np.arange(-REACH, REACH + 1), counts / found.size, float(p99))
