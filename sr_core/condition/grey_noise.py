"""Noise of a photograph in grey levels, from its flattest parts."""

from collections.abc import Sequence

import numpy as np

from .samples import Sample

_PATCH = 16
"""Side of a patch in pixels."""
_CELL = 4
"""Side of the cells whose means tell how flat a patch is."""
_FLATTEST = 0.05
"""Share of the patches that is measured."""
_FEWEST = 4
_QUANTILE = 0.25
"""Quantile of the chosen patches' noise that is returned: texture raises that of some, and nothing lowers it."""
_SIGMA_PER_MEDIAN = 1.4826
"""Standard deviation of a normal distribution over the median of its absolute values."""
_DARKEST, _BRIGHTEST = 4.0, 251.0
"""Means of a patch in grey levels beyond which noise is cut off by black or white."""
_MASK_NORM = 6.0
"""Root of the sum of squares of the mask ((1, -2, 1), (-2, 4, -2), (1, -2, 1))."""


def grey_noise(samples: Sequence[Sample]) -> float:
    """Estimate the standard deviation of the luma's noise in the finest detail.

    Patches of 16 x 16 pixels are ordered by the variance of their sixteen 4 x 4 means, which texture and edges raise
    and noise hardly. Of the flattest 5 % each gives a standard deviation by the median absolute answer of the
    second-difference mask, and the lower quartile of those is taken. Noise that a JPEG, a smoothing or an enlargement
    removed from the finest detail is not there and not counted; a picture that is texture all over gives too much.

    Returns:
        0 or more, in 8-bit grey levels of the luma; noise of sigma s that is independent in R, G and B is 0.67 s. 0 for
        a picture of less than 32 pixels on a side, or without a patch between black and white.

    Source: Immerkaer, "Fast noise variance estimation", CVIU 64 (1996), with medians, on the flattest patches.
    """
    spread, answer = (np.concatenate(part) for part in zip(*map(_patches, samples), strict=True))
    if len(spread) < _FEWEST:
        return 0.0
    chosen = np.argsort(spread, kind="stable")[: max(_FEWEST, round(_FLATTEST * len(spread)))]
    medians = np.median(np.abs(answer[chosen]), axis=1)
    return _SIGMA_PER_MEDIAN * float(np.quantile(medians, _QUANTILE)) / _MASK_NORM


def _patches(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Return the variance of the cell means, (N,), and the answers of the mask, (N, 256), of each patch that counts."""
    rows = sample.luma[:-2] - 2 * sample.luma[1:-1] + sample.luma[2:]
    answers = _cut(rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:])
    side = _PATCH // _CELL
    cells = _cut(sample.luma[1:-1, 1:-1]).reshape(-1, side, _CELL, side, _CELL)
    means = cells.mean(axis=(2, 4), dtype=np.float64).reshape(-1, side * side)
    inside = (means.mean(axis=1) > _DARKEST) & (means.mean(axis=1) < _BRIGHTEST)
    return means.var(axis=1)[inside], answers[inside]


def _cut(plane: np.ndarray) -> np.ndarray:
    """Return the patches of a plane, row by row, (N, 256)."""
    down, across = plane.shape[0] // _PATCH, plane.shape[1] // _PATCH
    blocks = plane[: down * _PATCH, : across * _PATCH].reshape(down, _PATCH, across, _PATCH)
    return blocks.transpose(0, 2, 1, 3).reshape(down * across, _PATCH * _PATCH)
