"""Kept values: what a file holds of a result, rounded once, so that what is shown is what is saved."""

import numpy as np

from ..image.resize import to_dtype
from ..types import DecodedImage

_ROWS = 256
"""Rows of a strip: a large picture must not stand in memory as float64 too."""


def is_rounded(image: DecodedImage) -> bool:
    """Tell a picture whose files hold rounded values: any but temperatures and others that are stored as floats."""
    return not image.unit or (image.dicom is not None and image.dicom.slope != 0)


def kept(values: np.ndarray, image: DecodedImage, out: np.ndarray | None = None) -> np.ndarray:
    """Round values as a file of this picture holds them.

    Args:
        values: (H, W, C) float32.
        image: says what they are. Display values are rounded to its integers and clipped to their range. Values of a
            DICOM file are rounded to the steps that the file stores (Rescale Slope, PS3.3 C.11.1), and never clipped.
            Temperatures are kept as they are: float TIFF holds them to the bit.
        out: where measured values may be written, `values` itself perhaps; None for a new array.

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
