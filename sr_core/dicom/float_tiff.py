"""Measured values of a DICOM file as a float TIFF that says their unit; no metadata of the upload."""

import io

import numpy as np
import tifffile

from ..types import DecodedImage

_PER_CENTIMETRE = "CENTIMETER"


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
