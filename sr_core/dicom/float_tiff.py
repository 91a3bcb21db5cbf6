"""Measured values of a DICOM file as a float TIFF that says their unit, out and in; no metadata of the upload."""

import io

import numpy as np
import tifffile

from ..errors import DecodeError
from ..files.orientation import orientation_notes, turn_upright
from ..files.raster import Raster
from ..types import UNITS, DecodedImage

_PER_CENTIMETRE = "CENTIMETER"
_UNITS = {f"unit={unit}": unit for unit in UNITS if unit != "degC"}
"""What is written as the description -> unit."""


def write_values_tiff(image: DecodedImage) -> bytes:
    """Write float32, to the bit; NaN stays NaN. The resolution tags hold the spacing where it is known.

    MONOCHROME1 values are written as they are: the tag for "0 is white" (MinIsWhite) says what the header says.
    """
    file = io.BytesIO()
    spacing = image.spacing
    tifffile.imwrite(
        file,
        np.ascontiguousarray(image.pixels[..., 0]),
        photometric="miniswhite" if image.dicom is not None and image.dicom.inverse else "minisblack",
        compression="adobe_deflate",
        predictor=True,
        description=f"unit={image.unit}",
        resolution=None if spacing is None else (10.0 / spacing.column_mm, 10.0 / spacing.row_mm),
        resolutionunit=None if spacing is None else _PER_CENTIMETRE,
        metadata=None,
        software=False,
        maxworkers=1,
    )
    return file.getvalue()


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
    note = f"Read in {unit}, the unit that the file names." if unit != "US" else "Read as values without a unit."
    return DecodedImage(
        np.ascontiguousarray(turn_upright(values, raster.orientation)),
        name=name,
        notes=raster.notes + orientation_notes(raster.orientation) + (note,),
        unit=unit,
    )
