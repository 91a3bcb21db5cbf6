"""Multi-scale structural similarity (MS-SSIM) of one SR picture against its reference.

Source: Wang, Simoncelli and Bovik, "Multi-scale structural similarity for image quality assessment", Asilomar 2003:
five scales, each half of the one before after a mean of 2 x 2 pixels, whose contrast and structure are multiplied with
exponents fitted to judgements of people; luminance counts at the coarsest scale only.
"""

import numpy as np

from ..errors import MetricError
from ..image.blocks import block_mean
from .pairs import cropped_pair
from .ssim import SMALLEST_FOR_SSIM, plane_similarity

EXPONENTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""Exponents of the scales, the finest first, as published; their sum is 1.0001."""
SMALLEST_FOR_MS_SSIM = (SMALLEST_FOR_SSIM - 1) * 2 ** (len(EXPONENTS) - 1) + 1
"""Shortest side, in pixels inside the border, of which the coarsest scale holds one window."""


def _halve(plane: np.ndarray) -> np.ndarray:
    """Mean of 2 x 2 pixels; an odd last row or column is repeated, as the authors' "symmetric" edge does."""
    rows, columns = (side % 2 for side in plane.shape)
    return block_mean(np.pad(plane.astype(np.float64), ((0, rows), (0, columns)), "edge"), 2)


def ms_ssim(sr: np.ndarray, hr: np.ndarray, *, crop_border: int, data_range: float) -> float:
    """Return the MS-SSIM of two (H, W) planes, 0..1, 1 if equal.

    A scale whose mean contrast and structure is negative, as of a negative picture, counts as 0.

    Raises:
        MetricError: if the shapes differ or a side inside the border is shorter than 161 pixels.
    """
    sr, hr = cropped_pair(sr, hr, crop_border)
    if min(hr.shape) < SMALLEST_FOR_MS_SSIM:
        raise MetricError(
            f"MS-SSIM needs at least {SMALLEST_FOR_MS_SSIM} x {SMALLEST_FOR_MS_SSIM} pixels inside the border, found "
            f"{hr.shape[0]} x {hr.shape[1]}"
        )
    product = 1.0
    for exponent in EXPONENTS[:-1]:
        product *= max(0.0, plane_similarity(sr, hr, data_range)[1]) ** exponent
        sr, hr = _halve(sr), _halve(hr)
    return product * max(0.0, plane_similarity(sr, hr, data_range)[0]) ** EXPONENTS[-1]
