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
_DARKEST, _BRIGHTEST = 4.0, 251.0
"""Means of a patch in grey levels beyond which noise is cut off by black or white."""
_MASK_NORM = 6.0
"""Root of the sum of squares of the mask ((1, -2, 1), (-2, 4, -2), (1, -2, 1))."""


def grey_noise(samples: Sequence[Sample]) -> float:
    """Estimate the standard deviation of the luma's noise in the finest detail.

    Patches of 16 x 16 pixels are ordered by the variance of their sixteen 4 x 4 means, which texture and edges raise
    and noise hardly; of the flattest 5 % the median root mean square answer of the second-difference mask is taken.
    Noise that a JPEG, a smoothing or an enlargement removed from the finest detail is not there and not counted.

    Returns:
        0 or more, in 8-bit grey levels of the luma; noise of sigma s that is independent in R, G and B is 0.67 s. 0 for
        a picture of less than 32 pixels on a side, or without a patch between black and white.

    Source: Immerkaer, "Fast noise variance estimation", CVIU 64 (1996), on the flattest patches.
    """
    spread, answer = (np.concatenate(part) for part in zip(*map(_patches, samples), strict=True))
    if spread.size < _FEWEST:
        return 0.0
    chosen = np.argsort(spread, kind="stable")[: max(_FEWEST, round(_FLATTEST * spread.size))]
    return float(np.sqrt(np.median(answer[chosen]))) / _MASK_NORM


def _patches(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Return the variance of the cell means and the mean square answer of the mask, of every patch that counts."""
    rows = sample.luma[:-2] - 2 * sample.luma[1:-1] + sample.luma[2:]
    answer = np.square(rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:])
    squares = _means(answer, _PATCH)
    cells = _means(sample.luma[1:-1, 1:-1], _CELL)
    side = _PATCH // _CELL
    cells = cells[: squares.shape[0] * side, : squares.shape[1] * side]
    mean = _means(cells, side)
    spread = _means(np.square(cells), side) - np.square(mean)
    inside = (mean > _DARKEST) & (mean < _BRIGHTEST)
    return spread[inside], squares[inside]


def _means(plane: np.ndarray, side: int) -> np.ndarray:
    height, width = plane.shape[0] // side, plane.shape[1] // side
    blocks = plane[: height * side, : width * side].reshape(height, side, width, side)
    return blocks.mean(axis=(1, 3), dtype=np.float64)
