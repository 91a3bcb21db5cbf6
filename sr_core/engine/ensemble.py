"""Geometric self-ensemble: the mean over the 8 flips and rotations.

Source: Timofte et al., "Seven ways to improve example-based single image super resolution", CVPR 2016.
"""

import numpy as np

TRANSFORMS = tuple((flip, turns) for flip in (False, True) for turns in range(4))
"""(mirrored left-right first, quarter turns) of the 8 symmetries of the square."""


def transform(x: np.ndarray, flip: bool, turns: int) -> np.ndarray:
    """Mirror (N, C, H, W) left-right if `flip`, then turn it by `turns` quarters; a view."""
    return np.rot90(x[..., ::-1] if flip else x, turns, (-2, -1))


def invert(x: np.ndarray, flip: bool, turns: int) -> np.ndarray:
    """Undo `transform`."""
    x = np.rot90(x, -turns, (-2, -1))
    return x[..., ::-1] if flip else x
