"""Colours of transparent pictures, where they mean nothing and where pictures are compared."""

from dataclasses import replace

import numpy as np
from scipy.ndimage import distance_transform_edt, maximum_filter

from ..types import DecodedImage

FAINT = 1 / 32
"""Share of the most opaque pixel around below which a pixel's own colour fades: at alpha 1 of 255 it is a guess."""

_AROUND = 17
"""Pixels on each side of the square in which the most opaque one is looked for."""

_STRIP_ROWS = 256


def fill_hidden(image: DecodedImage) -> DecodedImage:
    """Give transparent pixels the colour of the nearest visible one, so that a network does not see what nobody sees.

    Pixels that are fainter than FAINT of what is around them keep their colour in proportion. What the picture shows
    over any background thereby changes by 2 grey levels of 255 at most.

    Args:
        image: any picture; one without alpha, or wholly transparent, is returned as it is.
    """
    if image.alpha is None:
        return image
    most = maximum_filter(image.alpha, _AROUND).astype(np.float32)
    own = np.divide(image.alpha, FAINT * most, out=np.zeros_like(most), where=most > 0)
    faint = own < 1.0
    if faint.all() or not faint.any():
        return image
    nearest = distance_transform_edt(faint, return_distances=False, return_indices=True)
    weight = own[faint][:, None]
    around, pixels = image.pixels[tuple(nearest[:, faint])], image.pixels.copy()
    pixels[faint] = np.rint(weight * pixels[faint] + (1.0 - weight) * around)
    return replace(image, pixels=pixels)


def over_grey(pixels: np.ndarray, alpha: np.ndarray | None) -> np.ndarray:
    """Lay colours over mid-grey, on which neither black nor white disappears.

    Args:
        pixels: (H, W, C).
        alpha: (H, W) of an integer type, over its range; None for opaque colours, which are returned as they are.

    Returns:
        (H, W, C) float64 in the units of `pixels`, not rounded.
    """
    if alpha is None:
        return pixels
    peak = np.iinfo(alpha.dtype).max
    opacity = alpha[..., None] / peak
    laid: np.ndarray = pixels * opacity + 0.5 * peak * (1.0 - opacity)
    return laid


def laid_over_grey(image: DecodedImage) -> DecodedImage:
    """Lay a picture over mid-grey, rounded to its depth; an opaque one is returned as it is."""
    if image.alpha is None:
        return image
    pixels = np.empty_like(image.pixels)
    for top in range(0, image.height, _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        pixels[rows] = np.floor(over_grey(image.pixels[rows], image.alpha[rows]) + 0.5)
    return replace(image, pixels=pixels, alpha=None)
