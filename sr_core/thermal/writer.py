"""Writers of temperatures: float TIFF, centikelvin TIFF and table, with their unit and no metadata of the upload."""

import io

import numpy as np
import tifffile

from ..errors import EncodeError
from ..types import DecodedImage

_GDAL_NODATA = 42113
_CENTIKELVIN = "T[degC]=DN*0.01-273.15"
_ZERO_CELSIUS = 27315
"""Number of centikelvins at 0 degC."""


def write_celsius_tiff(image: DecodedImage) -> bytes:
    """Write degC as a TIFF of float32, to the bit; NaN stays NaN."""
    return _tiff(image.pixels[..., 0], "unit=degC", "nan")


def write_centikelvin_tiff(image: DecodedImage) -> bytes:
    """Write centikelvins as a TIFF of uint16, rounded to 0.01 degC; 0 is declared to mean "not measured".

    Raises:
        EncodeError: for temperatures that rounded are not -273.14 to 382.20 degC.
    """
    celsius = image.pixels[..., 0].astype(np.float64)
    counts = np.floor(celsius * 100.0 + (_ZERO_CELSIUS + 0.5))
    measured = ~np.isnan(counts)
    low, high = (counts[measured].min(), counts[measured].max()) if measured.any() else (1, 1)
    if low < 1 or high > 65535:
        raise EncodeError(
            f"centikelvin-tiff holds -273.14 to 382.20 degC, the picture has {np.nanmin(celsius):.2f} to "
            f"{np.nanmax(celsius):.2f}; use celsius-tiff or csv instead"
        )
    return _tiff(np.where(measured, counts, 0).astype(np.uint16), _CENTIKELVIN, "0")


def write_celsius_csv(image: DecodedImage) -> bytes:
    """Write a table of degC, rounded to 0.001: commas between numbers, decimal points, NaN, the unit in a first line.

    That line begins with "#", so that NumPy and others take it for a comment.
    """
    line = ",".join(["%.3f"] * image.width) + "\n"
    text = "".join(line % tuple(row) for row in image.pixels[..., 0].tolist())
    return b"# Temperature [degC]\n" + text.replace("nan", "NaN").encode("ascii")


def _tiff(values: np.ndarray, description: str, nodata: str) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(
        file,
        np.ascontiguousarray(values),
        photometric="minisblack",
        compression="adobe_deflate",
        predictor=True,
        description=description,
        extratags=[(_GDAL_NODATA, "s", 0, nodata, True)],
        metadata=None,
        software=False,
        maxworkers=1,
    )
    return file.getvalue()
