"""Layout of a picture: where it is light and dark, and which way its edges run, at a glance."""

import numpy as np
from scipy.ndimage import gaussian_filter

from ...image.resize import resize
from .planes import without_frame

_SIDE = 96
"""Side in pixels of the square to which the picture is brought."""
_CELLS, _WAYS = 4, 8
"""Cells per side, and directions of an edge, from dark to bright."""
_GREYS = 8
"""Cells per side whose brightness is ranked."""
LAYOUT_SIZE = _CELLS * _CELLS * _WAYS + _GREYS * _GREYS
"""Length of a layout."""


def layout(plane: np.ndarray) -> np.ndarray:
    """Describe where edges and tones lie, so that size, proportion, window and local contrast matter little.

    The frame is cut off, and the rest is brought to 96 x 96 pixels. In each of 4 x 4 cells, edges are counted by their
    direction in eighths of a turn, each weighed by its slope over the slopes around it; then come the ranks of the
    mean grey of 8 x 8 cells.

    Args:
        plane: (H, W) from `grey_plane`.

    Returns:
        (192,) float64: 128 shares of edges, 64 ranks from -0.5 to 0.5.

    Source: Dalal and Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, with signed directions.
    """
    inner = without_frame(plane)
    small = np.clip(resize(inner.astype(np.float64), _SIDE, _SIDE), 0.0, 1.0)
    return np.concatenate([_edges(small).ravel(), _ranks(small).ravel()])


def _edges(square: np.ndarray) -> np.ndarray:
    down, across = np.gradient(square)
    slope = np.hypot(down, across)
    around = np.sqrt(gaussian_filter(slope * slope, 0.75 * _SIDE / _CELLS))
    weight = slope / (around + 0.01)
    way = np.arctan2(down, across) / (2 * np.pi) * _WAYS % _WAYS
    lower = np.floor(way).astype(int) % _WAYS
    part = way - np.floor(way)
    found = np.empty((_CELLS, _CELLS, _WAYS))
    for n in range(_WAYS):
        share = weight * ((lower == n) * (1 - part) + ((lower + 1) % _WAYS == n) * part)
        found[..., n] = _cell_means(share, _CELLS)
    return found


def _ranks(square: np.ndarray) -> np.ndarray:
    means = _cell_means(square, _GREYS)
    return means.ravel().argsort(kind="stable").argsort() / (means.size - 1) - 0.5


def _cell_means(square: np.ndarray, cells: int) -> np.ndarray:
    side = len(square) // cells
    return np.asarray(square.reshape(cells, side, cells, side).mean(axis=(1, 3)))
