"""Writers of temperatures: float TIFF, centikelvin TIFF and table, with their unit and no metadata of the upload."""

from dataclasses import replace

import numpy as np

from ..errors import EncodeError
from ..files.about import About, comment_lines
from ..files.bands import Bands
from ..files.sink import Sink
from ..files.tiff.writer import write_tiff
from ..types import DecodedImage

_GDAL_NODATA = 42113
_CENTIKELVIN = "T[degC]=DN*0.01-273.15"
_ZERO_CELSIUS = 27315
"""Number of centikelvins at 0 degC."""
_NUMBERS = 2**16
"""Numbers of a table that are written at once."""


def write_celsius_tiff(bands: Bands, sink: Sink, about: About | None = None) -> None:
    """Write degC as a TIFF of float32, to the bit; NaN stays NaN."""
    _write(bands, sink, about, "unit=degC", "nan")


def write_centikelvin_tiff(bands: Bands, sink: Sink, about: About | None = None) -> None:
    """Write centikelvins as a TIFF of uint16, rounded to 0.01 degC; 0 is declared to mean "not measured".

    Raises:
        EncodeError: for temperatures that rounded are not -273.14 to 382.20 degC.
    """
    _write(bands.each(_in_centikelvin), sink, about, _CENTIKELVIN, "0")


def _in_centikelvin(image: DecodedImage) -> DecodedImage:
    celsius = image.pixels.astype(np.float64)
    counts = np.floor(celsius * 100.0 + (_ZERO_CELSIUS + 0.5))
    measured = ~np.isnan(counts)
    low, high = (counts[measured].min(), counts[measured].max()) if measured.any() else (1, 1)
    if low < 1 or high > 65535:
        raise EncodeError(
            f"centikelvin-tiff holds -273.14 to 382.20 degC, the picture has {np.nanmin(celsius):.2f} to "
            f"{np.nanmax(celsius):.2f}; use celsius-tiff or csv instead"
        )
    return replace(image, pixels=np.where(measured, counts, 0).astype(np.uint16), unit="")


def write_celsius_csv(bands: Bands, sink: Sink, about: About | None = None) -> None:
    """Write a table of degC, rounded to 0.001: commas between numbers, decimal points, NaN, the unit in a first line.

    That line begins with "#", so that NumPy and others take it for a comment, and so do those that say how the
    temperatures were made.
    """
    if about is not None:
        sink.write(comment_lines(about))
    sink.write(b"# Temperature [degC]\n")
    line = ",".join(["%.3f"] * bands.width) + "\n"
    for strip in bands.strips(max(1, _NUMBERS // bands.width)):
        text = "".join(line % tuple(row) for row in strip[..., 0].tolist())
        sink.write(text.replace("nan", "NaN").encode("ascii"))


def _write(bands: Bands, sink: Sink, about: About | None, description: str, nodata: str) -> None:
    extra = [(_GDAL_NODATA, "s", 0, nodata, True)]
    write_tiff(bands, sink, about, photometric="minisblack", description=description, extratags=extra)
