"""Planes of a picture that the guard looks at: small, grey, and free of what differs between two scanners."""

from dataclasses import replace

import numpy as np

from ...image.blocks import block_mean
from ...image.color import to_grey
from ...types import DecodedImage

LOOKED_AT = 256
"""Pixels of the shorter side, at least, of what is left of a larger picture."""
_SAMPLED = 1024
"""Pixels of the shorter side, at least, that are looked at of a larger picture."""
_TAILS = (0.5, 99.5)
"""Percentiles of the values that become black and white."""
_DARK, _BRIGHT, _UNIFORM = 0.08, 0.94, 0.06
"""Values below and above which a row of the frame lies, and how much it may vary."""
_MOST_FRAME = 0.3
"""Share of a side that may be frame at each end."""


def grey_plane(image: DecodedImage) -> np.ndarray:
    """Return a picture in grey, reduced by whole factors, from 0 to 1.

    Args:
        image: any picture. Small values are dark unless its DICOM header says otherwise; pixels without a value count
            as the darkest.

    Returns:
        (H, W) float32, the shorter side 256 to 511 pixels, or fewer for a small picture. The percentiles 0.5 and 99.5
        of the values are 0 and 1; a picture of a single value is 0.
    """
    step = max(1, min(image.height, image.width) // _SAMPLED)
    values = grey_values(image, slice(None, None, step), slice(None, None, step))
    factor = max(1, min(values.shape) // LOOKED_AT)
    if factor > 1:
        height, width = (side // factor * factor for side in values.shape)
        values = block_mean(values[:height, :width], factor)
    low, high = np.percentile(values, _TAILS)
    if high <= low:
        return np.zeros(values.shape, np.float32)
    return np.clip((values - low) / (high - low), 0.0, 1.0).astype(np.float32)


def grey_values(image: DecodedImage, rows: slice, columns: slice) -> np.ndarray:
    """Return some rows and columns of a picture in grey, (H, W) float32, small values dark, none missing."""
    pixels = np.ascontiguousarray(image.pixels[rows, columns])
    values = to_grey(replace(image, pixels=pixels, alpha=None))[0].pixels[..., 0].astype(np.float32)
    if image.dicom is not None and image.dicom.inverse:
        values = -values
    known = np.isfinite(values)
    return values if known.all() else np.where(known, values, values[known].min() if known.any() else np.float32(0.0))


def without_frame(plane: np.ndarray) -> np.ndarray:
    """Cut off the rows and columns at the rim that are black or white throughout: collimators, and empty film.

    Args:
        plane: (H, W) from 0 to 1.

    Returns:
        A view of at least 40 % of each side.
    """
    rows, columns = (_inner(values) for values in (plane, plane.T))
    return plane[rows, columns]


def _inner(rows: np.ndarray) -> slice:
    low, high = np.percentile(rows, (5, 95), axis=1)
    empty = (high - low < _UNIFORM) & ((low > _BRIGHT) | (high < _DARK))
    most = int(_MOST_FRAME * len(rows))
    first = next((n for n in range(most) if not empty[n]), most)
    last = next((n for n in range(most) if not empty[-1 - n]), most)
    return slice(first, len(rows) - last)
