"""Pixels without a measured value (NaN): filled while a picture is resized, and missing again afterwards."""

from dataclasses import replace

import numpy as np
from scipy.ndimage import distance_transform_edt

from ..errors import EngineError
from ..types import DecodedImage
from .resize import resize


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
