"""Blocks of an array."""

import numpy as np


def block_mean(values: np.ndarray, block: int) -> np.ndarray:
    """Return the mean of each block of `block` x `block` values.

    Args:
        values: (H, W); `block` divides both sides.
        block: side of a block.

    Returns:
        (H / block, W / block).
    """
    height, width = values.shape
    return np.asarray(values.reshape(height // block, block, width // block, block).mean(axis=(1, 3)))
