"""Description of a picture: its layout and its texture, side by side."""

import numpy as np

from ...types import DecodedImage
from . import layout as layouts
from . import texture as textures
from .planes import grey_plane

LEAST_PIXELS = 32
"""Fewest pixels of a side in which a picture can be described."""


def describe(image: DecodedImage, *, with_layout: bool = True) -> np.ndarray:
    """Return the description (DESCRIBED,) of a picture of `LEAST_PIXELS` pixels or more per side, whatever it holds.

    Args:
        image: the picture.
        with_layout: False to leave the layout at 0, where nobody asks for it.
    """
    where = layouts.layout(grey_plane(image)) if with_layout else np.zeros(layouts.LAYOUT_SIZE)
    return np.concatenate([where, textures.texture(image)])
