"""Synthetic pictures."""

import numpy as np


def smooth_picture(height: int, width: int, seed: int = 0) -> np.ndarray:
    """(H, W, 3) uint8 with edges and gradients, as a photograph has and noise has not."""
    y, x = np.mgrid[:height, :width] / 16.0
    waves = [np.sin(x * (1 + c) + seed) + np.cos(y * (2 - 0.5 * c)) for c in range(3)]
    disc = ((x - width / 32) ** 2 + (y - height / 32) ** 2 < 2)[..., None] * 60
    return np.clip(128 + 40 * np.stack(waves, axis=2) + disc, 0, 255).astype(np.uint8)
