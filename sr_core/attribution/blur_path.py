"""The path from a blurred input to the input itself, along which gradients are integrated.

Numbers as in the authors' code (X-Lowlevel-Vision/LAM_Demo): Gaussian kernels of 9 x 9 pixels whose sigma falls from
1.2 to 0 in equal steps. They take 50 steps and the gradient at the end of each; here it is taken in the middle, which
needs fewer steps for the same error.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from scipy.ndimage import correlate1d

SIGMA = 1.2
"""Sigma of the strongest blur in input pixels."""
BLUR_REACH = 4
"""Pixels that a kernel reads on each side."""
STEPS = 24
"""Steps of the path; `Attribution.mismatch` tells how far they are from exact."""


def kernel(sigma: float) -> np.ndarray:
    """Return one side of a Gaussian kernel, (2 * BLUR_REACH + 1,) float64 of sum 1; the kernel is its outer product."""
    places = np.arange(-BLUR_REACH, BLUR_REACH + 1)
    weights = np.exp(-(places**2) / (2 * sigma**2)) if sigma > 0 else (places == 0).astype(np.float64)
    return weights / weights.sum()


def blurred(planes: np.ndarray, sigma: float) -> np.ndarray:
    """Blur (N, C, H + 2 * BLUR_REACH, W + 2 * BLUR_REACH) to (N, C, H, W) float64, without a look beyond the planes."""
    weights = kernel(sigma)
    soft = correlate1d(correlate1d(planes.astype(np.float64), weights, axis=2), weights, axis=3)
    return soft[..., BLUR_REACH:-BLUR_REACH, BLUR_REACH:-BLUR_REACH]


def blur_path(planes: np.ndarray, steps: int = STEPS) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Walk from the blurred input to the input.

    Args:
        planes: (N, C, H + 2 * BLUR_REACH, W + 2 * BLUR_REACH), the input with what the blur reads around it.
        steps: number of steps.

    Yields:
        The input in the middle of each step, and how much each pixel changes within it, both (N, C, H, W) float64.
    """
    ends = np.linspace(SIGMA, 0.0, steps + 1)
    before = blurred(planes, SIGMA)
    for first, last in pairwise(ends):
        after = blurred(planes, last)
        yield blurred(planes, (first + last) / 2), after - before
        before = after
