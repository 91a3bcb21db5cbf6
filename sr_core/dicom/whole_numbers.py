"""Whole numbers: measured values of a DICOM file as a 16-bit grey picture, where every one of them is such a number."""

from dataclasses import replace

import numpy as np

from ..errors import EncodeError
from ..types import DecodedImage

_MOST = 65535
_ROWS = 512


def whole_numbers(image: DecodedImage) -> DecodedImage:
    """Return measured values as uint16, no window; nothing is rounded and nothing clipped.

    Raises:
        EncodeError: for a value that is missing, no whole number, or not 0 to 65535.
    """
    refuse_other_numbers(whole_numbers_problem(image))
    return replace(image, pixels=image.pixels.astype(np.uint16), unit="", dicom=None)


def refuse_other_numbers(problem: str) -> None:
    """Raise EncodeError unless the problem, of `whole_numbers_problem` or `result_problem`, is empty."""
    if problem:
        raise EncodeError(
            f"a 16-bit picture holds whole numbers from 0 to {_MOST}, {problem}; save float values as TIFF"
        )


def result_problem(image: DecodedImage) -> str:
    """Say why an enlargement of a picture may be no whole numbers from 0 to 65535, before it is made; else empty.

    A result has the steps and the ends of what its DICOM file can store: see `DicomInfo.slope` and `limits`.
    """
    if problem := whole_numbers_problem(image):
        return problem
    info = image.dicom
    if info is None or info.slope == 0 or info.slope % 1 or info.intercept % 1:
        return "fractions come out of every enlargement"
    if info.limits is None:
        return ""
    low, high = info.limits
    return "" if low >= 0 and high <= _MOST else f"values from {low:g} to {high:g} may come out"


def whole_numbers_problem(image: DecodedImage) -> str:
    """Say why values are not whole numbers from 0 to 65535: "values from -12 to 4100 were found"; empty if they are."""
    low, high = float(image.pixels.min()), float(image.pixels.max())  # NaN if one is missing
    if low != low:
        return "missing values were found"
    if low < 0 or high > _MOST:
        return f"values from {low:g} to {high:g} were found"
    strips = (image.pixels[top : top + _ROWS] for top in range(0, image.height, _ROWS))
    return "" if all(np.array_equal(strip, np.rint(strip)) for strip in strips) else "fractions were found"
