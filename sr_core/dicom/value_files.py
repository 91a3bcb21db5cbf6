"""Measured values of a DICOM file as a float TIFF or a 16-bit grey picture; neither holds metadata of the upload."""

from dataclasses import replace

import numpy as np

from ..errors import DecodeError, EncodeError
from ..files.about import About
from ..files.bands import Bands
from ..files.exif import orientation_notes, turn_upright
from ..files.raster import Raster
from ..files.sink import Sink
from ..files.tiff.writer import write_tiff
from ..types import UNITS, DecodedImage

_PER_CENTIMETRE = "CENTIMETER"
_UNITS = {f"unit={unit}": unit for unit in UNITS if unit != "degC"}
"""What is written as the description -> unit."""
_MOST = 65535
"""Largest value of a 16-bit picture."""
_ROWS = 512
"""Rows compared at once: a large picture must not stand in memory twice."""


def write_values_tiff(bands: Bands, sink: Sink, about: About | None = None) -> None:
    """Write values as a float32 TIFF that says their unit; NaN stays NaN.

    The resolution tags hold the spacing where it is known.
    MONOCHROME1 values are written as they are: the tag for "0 is white" (MinIsWhite) says what the header says.
    """
    image = bands.kind
    spacing = image.spacing
    write_tiff(
        bands,
        sink,
        about,
        photometric="miniswhite" if image.dicom is not None and image.dicom.inverse else "minisblack",
        description=f"unit={image.unit}",
        resolution=None if spacing is None else (10.0 / spacing.column_mm, 10.0 / spacing.row_mm),
        resolutionunit=None if spacing is None else _PER_CENTIMETRE,
    )


def read_values(raster: Raster, name: str) -> DecodedImage | None:
    """Return the values of a file that `write_values_tiff` wrote; None for any other, which says nothing of the kind.

    Args:
        raster: as read.
        name: for `DecodedImage.name`.

    Raises:
        DecodeError: for values that are not finite, or none at all.
    """
    unit = next((_UNITS[text] for text in raster.texts if text in _UNITS), None)
    if unit is None or raster.stored is None or raster.stored.dtype.kind != "f":
        return None
    with np.errstate(over="ignore"):
        values = raster.stored.astype(np.float32)[..., None]
    if np.isinf(values).any() or not np.isfinite(values).any():
        raise DecodeError("expected finite values, found infinite ones or none at all; export the file again")
    named = f"in {unit}, the unit that the file names" if unit != "US" else "without a unit"
    note = f"The values were read {named}."
    return DecodedImage(
        np.ascontiguousarray(turn_upright(values, raster.orientation)),
        name=name,
        notes=raster.notes + orientation_notes(raster.orientation) + (note,),
        unit=unit,
    )


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
