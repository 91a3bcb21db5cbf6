"""Places of a picture where something is largest: where a result may be wrong most, where it differs most."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter

from ..types import DecodedImage
from .coverage import largest_error

AREA = 5
"""Side in pixels of the input of the square over which values are averaged, so that a place is not one pixel."""
APART = 8
"""Places are apart by an eighth of the picture's shorter side at least."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a picture."""

    across: float
    """Centre from the left, as a share of the width, 0..1."""
    down: float
    """Centre from the top, as a share of the height, 0..1."""
    value: float
    """Mean over the square around it."""


def largest_places(values: np.ndarray, count: int = 5) -> tuple[Place, ...]:
    """Find the places where values are largest, the largest first.

    Args:
        values: (h, w), 0 or more; NaN is never a place.
        count: most places.
    """
    height, width = values.shape
    known = np.isfinite(values)
    around = uniform_filter(np.where(known, values, 0).astype(np.float32), AREA)
    around = np.where(known, around / np.maximum(uniform_filter(known.astype(np.float32), AREA), 1e-6), -np.inf)
    apart = max(AREA, min(height, width) // APART)
    found: list[Place] = []
    while len(found) < count and (top := float(around.max())) > 0:
        row, column = (int(each) for each in np.unravel_index(int(around.argmax()), around.shape))
        found.append(Place((column + 0.5) / width, (row + 0.5) / height, top))
        rows, columns = (slice(max(0, at - apart), at + apart + 1) for at in (row, column))
        around[rows, columns] = -np.inf
    return tuple(found)


def distances(sr: DecodedImage, bicubic: DecodedImage, scale: int) -> np.ndarray:
    """Return how far a result is from bicubic on average within each pixel of the input, (h, w) in the values' unit."""
    off = largest_error(sr, bicubic)
    height, width = off.shape
    return np.asarray(off.reshape(height // scale, scale, width // scale, scale).mean(axis=(1, 3)))
