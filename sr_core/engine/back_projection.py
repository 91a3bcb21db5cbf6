"""Iterative back-projection: correct SR until it shrinks back to the input."""

from dataclasses import replace

import numpy as np

from ..resize import resize, to_dtype
from ..types import DecodedImage

MAX_ITERATIONS = 50
"""Corrections tried; each one takes away at least a third of what a smooth difference leaves."""


def mismatch(sr: DecodedImage, lr: DecodedImage) -> float:
    """Largest absolute difference between SR, shrunk by bicubic imresize, and LR, in the unit of the values."""
    return float(np.abs(_difference(sr.pixels, lr)).max())


def back_project(sr: DecodedImage, lr: DecodedImage, tolerance: float) -> tuple[DecodedImage, int]:
    """Add the enlarged difference between LR and the shrunk SR until it is within `tolerance` everywhere.

    Detail above the input's resolution stays as the net drew it; what the input does tell is put right.

    Args:
        sr: the result, `lr` times a whole number in size, no missing pixels.
        lr: what was enlarged.
        tolerance: largest absolute difference left, in the unit of the values.

    Returns:
        The corrected SR and the number of corrections. Display values are rounded at the end, which may cost up to half
        a level again. If `MAX_ITERATIONS` do not suffice, the best that was reached: `mismatch` tells.

    Source: Irani and Peleg, "Improving resolution by image registration", CVGIP 53 (1991), with bicubic imresize as
    both kernels.
    """
    values = sr.pixels.astype(np.float32)
    iterations = 0
    while iterations < MAX_ITERATIONS:
        difference = _difference(values, lr)
        if np.abs(difference).max() <= tolerance:
            break
        values += resize(difference, sr.height, sr.width)
        iterations += 1
    pixels = values if sr.unit else to_dtype(values, sr.pixels.dtype)
    return replace(sr, pixels=pixels), iterations


def _difference(values: np.ndarray, lr: DecodedImage) -> np.ndarray:
    return lr.pixels.astype(np.float32) - resize(values.astype(np.float32, copy=False), lr.height, lr.width)
