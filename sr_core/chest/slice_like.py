"""A slice of a body, told from a projection by its pixels alone."""

import numpy as np

from ..types import DecodedImage

DARK, DARK_RIM, DARK_WHOLE = 0.08, 0.85, 0.35
"""Share of the span of values below which a pixel is dark; shares of dark pixels in the rim and in all from which a
picture is like a slice: of 120 chest radiographs none, of 16 CT slices 13."""
_SIDE = 256
"""Pixels of the shorter side that are looked at, about."""


def is_slice_like(image: DecodedImage) -> bool:
    """Tell a picture that is dark all around, as a slice is (CT, MR): the body stands in air.

    Args:
        image: grey, small values dark; a header, where there is one, knows better. The rim is a 32nd of the shorter
            side, and the span reaches from the lowest value to the 99.5th percentile.
    """
    step = max(1, min(image.height, image.width) // _SIDE)
    values = image.pixels[::step, ::step, 0].astype(np.float32)
    rim = max(1, min(values.shape) // 32)
    low, high = np.percentile(values, (0, 99.5))
    dark = values < low + DARK * (high - low)
    inner = dark[rim:-rim, rim:-rim]
    around = dark.size - inner.size
    return bool((dark.sum() - inner.sum()) / around >= DARK_RIM and dark.mean() >= DARK_WHOLE)
