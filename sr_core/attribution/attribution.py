"""What an attribution has found: a value for each input pixel, and how widely they are spread.

Source: Gu and Dong, "Interpreting Super-Resolution Networks with Local Attribution Maps", CVPR 2021.
"""

from dataclasses import dataclass

import numpy as np

from ..types import Part

MOST = 0.9
"""Share of all influence by which its extent is told."""


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Influence of input pixels on a patch that one method drew."""

    method: str
    """Checkpoint id, path of them, or "bicubic"."""
    patch: Part
    """Patch in pixels of the result."""
    window: Part
    """Part of the input, in its pixels, over which the influence is shown and its spread is measured."""
    values: np.ndarray
    """(window.height, window.width) float64, the sum over the channels: a pixel's share of the difference between
    `detail` and `blurred_detail`. Negative where a pixel made the patch smoother; 0 where the method does not look."""
    detail: float
    """Sum of the gradient magnitudes in the patch, values of the range being 0 to 1."""
    blurred_detail: float
    """The same of what the method draws from the blurred input."""
    seconds: float
    """Wall time of the calculation, without the start of its process."""

    @property
    def strength(self) -> np.ndarray:
        """Absolute influence over the largest one, 0..1, (window.height, window.width) float64."""
        size = np.abs(self.values)
        return size / max(size.max(), np.finfo(float).tiny)

    @property
    def diffusion_index(self) -> float:
        """Diffusion index of the paper, 0 to 100: small where few pixels of the window matter."""
        return 100.0 * (1.0 - gini(np.abs(self.values)))

    @property
    def is_flat(self) -> bool:
        """True where nothing has any influence, since the patch is flat."""
        return not self.values.any()

    @property
    def pixels(self) -> int:
        """Smallest number of input pixels that together have `MOST` of the influence."""
        largest_first = np.sort(np.abs(self.values).ravel())[::-1]
        return int(np.searchsorted(np.cumsum(largest_first), MOST * largest_first.sum())) + 1

    @property
    def mismatch(self) -> float:
        """How far the sum of all influence is from the difference that it explains, as a share of that; 0 is exact.

        It tells whether the steps of the integration were enough (completeness: Sundararajan et al., 2017).
        """
        explained = self.detail - self.blurred_detail
        return abs(float(self.values.sum()) - explained) / max(abs(explained), np.finfo(float).tiny)


def gini(sizes: np.ndarray) -> float:
    """Return the Gini coefficient of values of 0 or more: 0 if all are equal, near 1 if one has all; 1 without any."""
    ordered = np.sort(sizes.ravel()).astype(np.float64)
    total, count = ordered.sum(), ordered.size
    if total <= 0:
        return 1.0
    ranks = np.arange(1, count + 1)
    return float((2 * ranks - count - 1) @ ordered / (count * total))
