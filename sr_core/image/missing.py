"""Pixels without a value of their own: those that were not measured (NaN), and those that are transparent.

Both are filled while a picture is enlarged: a pixel that was not measured is missing again afterwards, and transparent
pixels are compared as they look over mid-grey.
"""

from dataclasses import replace

import numpy as np
from scipy.ndimage import distance_transform_edt, maximum_filter

from ..errors import EngineError
from ..types import DecodedImage
from .resize import resize

FAINT = 1 / 32
"""Share of the most opaque pixel nearby below which a pixel's own colour fades: at alpha 1 of 255 it is a guess."""
_AROUND = 17
"""Side in pixels of the square in which the most opaque one is looked for."""
_STRIP_ROWS = 256
"""Rows laid over grey at once: a large picture must not stand in memory as float64 too."""


def fill_missing(image: DecodedImage) -> DecodedImage:
    """Give each missing pixel the value of the nearest measured one; a complete picture is returned as it is.

    Raises:
        EngineError: if nothing at all was measured.
    """
    missing = ~np.isfinite(image.pixels[..., 0])
    if not missing.any():
        return image
    if missing.all():
        raise EngineError(f"{image.name}: expected measured values, found none; check what was exported")
    nearest = distance_transform_edt(missing, return_distances=False, return_indices=True)
    return replace(image, pixels=np.ascontiguousarray(image.pixels[tuple(nearest)]))


def restore_missing(resized: DecodedImage, image: DecodedImage) -> DecodedImage:
    """Make the pixels of a resized picture NaN that lie on a missing pixel of the original, wholly or in part."""
    missing = ~np.isfinite(image.pixels[..., 0])
    if not missing.any():
        return resized
    covered = resize(missing.astype(np.float32), resized.height, resized.width, kernel="box") > 0
    return replace(resized, pixels=np.where(covered[..., None], np.float32(np.nan), resized.pixels))


def fill_hidden(image: DecodedImage) -> DecodedImage:
    """Give transparent pixels the colour of the nearest visible one, so that a network does not see invisible colours.

    Pixels that are fainter than FAINT of the most opaque one nearby keep their colour in proportion. Over any
    background, the picture thereby changes by at most 2 grey levels of 255.

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
