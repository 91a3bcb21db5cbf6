"""Detail that a smaller picture does not determine: pictures that differ in it alone shrink to the same picture.

Bicubic reduction is linear. So every picture is the sum of two: the smallest one (in the sum of squares) that shrinks
to the given picture, and a rest that shrinks to nothing. The rest is the free detail. The two are orthogonal.

Source: the Moore-Penrose inverse of the reduction; the rest is the "null-space component" of Bhadra et al., "On
Hallucinations in Tomographic Image Reconstruction", IEEE TMI 2021.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import splu

from .resize import contributions, resize

_ROWS = 256
"""Rows of the larger picture that are worked on at once."""


@dataclass(frozen=True, slots=True)
class _Axis:
    """Reduction along one axis."""

    enlarge: csr_array
    """(N, n): the transpose of the matrix that reduces N samples to n."""
    solve: Callable[[np.ndarray], np.ndarray]
    """Solves (reduction times its transpose) @ result = values, both (n, any)."""


def free_detail(pixels: np.ndarray, height: int, width: int) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield (rows, values) of the part of a picture that its bicubic reduction does not determine, top to bottom.

    Args:
        pixels: (H, W) real, nothing missing.
        height: rows of the smaller picture; H is a whole multiple of it, at least twice.
        width: columns of the smaller picture; W is the same multiple of it.

    Yields:
        (rows, W) float64 in the unit of the pixels, in strips of whole pixels of the smaller picture. All of it,
        shrunk by `resize` to height x width, is 0 but for the rounding of float64; of float32 pixels, but for theirs.
    """
    down, across = _axis(pixels.shape[0], height), _axis(pixels.shape[1], width)
    shrunk = resize(pixels, height, width).astype(np.float64)
    determined = across.solve(np.ascontiguousarray(down.solve(shrunk).T)).T
    # A sparse matrix stands on the left, so columns are enlarged in the transposed picture.
    wide = np.ascontiguousarray((across.enlarge @ np.ascontiguousarray(determined.T)).T)
    factor = pixels.shape[0] // height
    step = factor * (_ROWS // factor)
    for top in range(0, pixels.shape[0], step):
        rows = slice(top, top + step)
        yield rows, pixels[rows] - down.enlarge[rows] @ wide


def _axis(large: int, small: int) -> _Axis:
    weights, indices = contributions(large, small)
    rows = np.repeat(np.arange(small), weights.shape[1])
    # Weights of one place, as beside an edge that is mirrored, are added up.
    shrink = csr_array((weights.ravel(), (rows, indices.ravel())), shape=(small, large))
    return _Axis(csr_array(shrink.T), splu((shrink @ shrink.T).tocsc()).solve)
