"""Values rounded as files hold them, once, so that what is shown is what is saved.

Between the steps of a path a picture has 16 bits: nothing is rounded to 8.
"""

from dataclasses import replace

import numpy as np

from ..types import DecodedImage
from .resize import to_dtype

_ROWS = 256
"""Rows of a strip: a large picture must not stand in memory as float64 too."""


def is_rounded(image: DecodedImage) -> bool:
    """Tell whether files of a picture hold rounded values, as all do but those of floats, such as temperatures."""
    return not image.unit or (image.dicom is not None and image.dicom.slope != 0)


def as_in_file(values: np.ndarray, image: DecodedImage, out: np.ndarray | None = None) -> np.ndarray:
    """Round values as a file of this picture holds them.

    Args:
        values: (H, W, C) float32.
        image: the picture they belong to. Display values are rounded to its integers and clipped to their range. Values
            of a DICOM file are rounded to the steps that the file stores (Rescale Slope, PS3.3 C.11.1), and never
            clipped. Temperatures are kept as they are: float TIFF holds them to the bit.
        out: array into which measured values may be written, perhaps `values` itself; None for a new one.

    Returns:
        `values` itself where nothing has to be rounded, else (H, W, C) of the dtype of `image`. NaN stays NaN.
    """
    if not image.unit:
        return to_dtype(values, image.pixels.dtype)
    if not is_rounded(image) or image.dicom is None:
        return values
    slope, intercept = image.dicom.slope, image.dicom.intercept
    rounded = np.empty_like(values) if out is None else out
    for top in range(0, len(values), _ROWS):
        numbers = np.rint((values[top : top + _ROWS].astype(np.float64) - intercept) / slope)
        rounded[top : top + _ROWS] = numbers * slope + intercept
    return rounded


def to_16_bit(image: DecodedImage) -> DecodedImage:
    """Write an 8-bit picture with 16 bits (value * 257, the same picture); others are returned as they are."""
    if image.bit_depth != 8:
        return image
    alpha = None if image.alpha is None else _widen(image.alpha)
    return replace(image, pixels=_widen(image.pixels), alpha=alpha)


def to_8_bit(image: DecodedImage) -> DecodedImage:
    """Round a 16-bit picture to 8 bit; an 8-bit one is returned as it is.

    Measured values are spread over their range, grey, for a preview; a missing one is black.
    """
    if image.bit_depth == 8:
        return image
    if image.unit:
        low, high = image.value_range
        levels = np.nan_to_num((image.pixels - low) * (255.0 / (high - low)))
        return DecodedImage(np.rint(levels).astype(np.uint8), name=image.name, notes=image.notes, scale=image.scale)
    alpha = None if image.alpha is None else _narrow(image.alpha)
    return replace(image, pixels=_narrow(image.pixels), alpha=alpha)


def _widen(values: np.ndarray) -> np.ndarray:
    return values.astype(np.uint16) * np.uint16(257)


def _narrow(values: np.ndarray) -> np.ndarray:
    # This is value / 257, rounded without leaving 16 bits: a large picture must not stand in memory as 32 bits too.
    return (values // np.uint16(257) + (values % np.uint16(257) > 128)).astype(np.uint8)
