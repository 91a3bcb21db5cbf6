"""Geometric self-ensemble: the mean over the 8 flips and rotations.

Source: Timofte et al., "Seven ways to improve example-based single image super resolution", CVPR 2016.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

TRANSFORMS = tuple((flip, turns) for flip in (False, True) for turns in range(4))
"""(mirrored left-right first, quarter turns) of the 8 symmetries of the square."""


def transform(x: Tensor, flip: bool, turns: int) -> Tensor:
    """Mirror (N, C, H, W) left-right if `flip`, then turn it by `turns` quarters."""
    return (x.flip(-1) if flip else x).rot90(turns, (-2, -1))


def invert(x: Tensor, flip: bool, turns: int) -> Tensor:
    """Undo `transform`."""
    x = x.rot90(-turns, (-2, -1))
    return x.flip(-1) if flip else x
