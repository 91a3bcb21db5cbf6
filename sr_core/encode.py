"""Encode: a `DecodedImage` to PNG, TIFF or WebP bytes, lossless, or temperatures to files that hold degC.

Files carry no metadata of the upload, and say how they were made where that is given (`About`). Colours are tagged sRGB
where it is cheap: PNG by its sRGB chunk, RGB TIFF by an ICC profile of 600 bytes. WebP without a profile is sRGB by its
specification; grey TIFF has no such tag. PNG and TIFF declare the pixels per inch of a picture that was made for a
print; WebP cannot.
"""

import io
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PIL import Image

from .dicom.value_files import whole_numbers, write_values_tiff
from .errors import EncodeError
from .files.about import About, xmp_packet
from .files.bands import Bands
from .files.colour.profiles import srgb_profile
from .files.png_writer import write_png
from .files.sink import Memory, Sink
from .files.tiff.writer import write_tiff
from .thermal.writer import write_celsius_csv, write_celsius_tiff, write_centikelvin_tiff
from .types import DecodedImage

WEBP_MAX_SIDE = 16383
"""Largest side of a WebP in pixels (RFC 9649)."""


class Writer(Protocol):
    """A function that writes a file, band by band."""

    def __call__(self, bands: Bands, sink: Sink, about: About | None = None) -> None:
        """Write the bands, and what the file says of how they were made."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format that is written."""

    extension: str
    """Suffix of the file name, with its dot."""
    mime: str
    """MIME type."""
    write: Writer
    """Function that writes a file, band by band."""
    unit: str = ""
    """Unit of the measured values it holds, "degC"; "US" for those of any DICOM; empty for a format of pictures."""
    in_bands: bool = True
    """False if its writer needs the whole picture in memory."""


def encode(image: DecodedImage, format: str, about: About | None = None) -> bytes:
    """Encode a picture without loss, its alpha included.

    Args:
        image: 8 or 16 bits, grey or RGB, temperatures, or values of a DICOM file.
        format: a key of `FORMATS` of the same `unit` as the image, or one of `VALUE_FORMATS` for values of a DICOM
            file; `encode_dicom` writes DICOM.
        about: what the file says of how it was made (`Provenance.about`); None to say nothing.

    Raises:
        EncodeError: for an unknown format, or one that cannot hold the picture (WebP: 16 bits, or a side above
            `WEBP_MAX_SIDE`; a picture of temperatures; centikelvin: temperatures above 382.2 degC; whole numbers:
            values that are none).
    """
    file = Memory()
    format_for(image, format).write(Bands.of(image), file, about)
    return file.content()


def format_for(image: DecodedImage, format: str) -> FileFormat:
    """Return the format of a name, if its files hold what a picture has: display values, temperatures or others.

    Raises:
        EncodeError: for an unknown format, or one for other content.
    """
    formats = FORMATS | VALUE_FORMATS
    if format not in formats:
        raise EncodeError(f"unknown format {format!r}; known: {', '.join(formats)}")
    known = formats[format]
    holds, has = (_CONTENT.get(unit, "values of a DICOM file") for unit in (known.unit, image.unit))
    if holds != has:
        same = [name for name, other in formats.items() if _CONTENT.get(other.unit) == _CONTENT.get(image.unit)]
        fitting = ", ".join(same)
        raise EncodeError(f"{format} holds {holds}, this file would hold {has}; use one of {fitting} instead")
    return known


def _write_tiff(bands: Bands, sink: Sink, about: About | None = None) -> None:
    colour, dpi = bands.kind.channels == 3, bands.kind.dpi
    write_tiff(
        bands,
        sink,
        about,
        level=1,
        photometric="rgb" if colour else "minisblack",
        iccprofile=srgb_profile() if colour else None,
        resolution=None if dpi is None else (dpi, dpi),
        resolutionunit=None if dpi is None else "INCH",
    )


def check_webp_sides(height: int, width: int) -> None:
    """Refuse a picture that is too long or too wide for WebP.

    Raises:
        EncodeError: for a side above `WEBP_MAX_SIDE`.
    """
    if max(width, height) > WEBP_MAX_SIDE:
        raise EncodeError(
            f"WebP holds at most {WEBP_MAX_SIDE} pixels per side, the picture is {width} x {height}; "
            "use png or tiff instead"
        )


def _write_webp(bands: Bands, sink: Sink, about: About | None = None) -> None:
    image = next(iter(bands))  # the encoder takes whole pictures only: `in_bands` is False
    if image.bit_depth != 8:
        raise EncodeError(f"WebP holds 8 bits per channel, the picture has {image.bit_depth}; use png or tiff instead")
    check_webp_sides(image.height, image.width)
    file = io.BytesIO()
    rgb = np.repeat(image.pixels, 3, axis=2) if image.channels == 1 else image.pixels  # WebP has no grey pictures
    values = np.ascontiguousarray(rgb if image.alpha is None else np.dstack((rgb, image.alpha)))
    # Measured on a photo of 3.8 MP: method 0 0.26 s, 3.14 MB; 1 0.56 s, 2.34 MB; Pillow's default 2.2 s, 2.32 MB.
    packet = b"" if about is None else xmp_packet(about)
    Image.fromarray(values).save(file, "WEBP", lossless=True, quality=0, method=1, exact=True, xmp=packet)
    sink.write(file.getvalue())


def _write_whole_png(bands: Bands, sink: Sink, about: About | None = None) -> None:
    write_png(bands.each(whole_numbers), sink, about)


def _write_whole_tiff(bands: Bands, sink: Sink, about: About | None = None) -> None:
    _write_tiff(bands.each(whole_numbers), sink, about)


FORMATS: dict[str, FileFormat] = {
    "png": FileFormat(".png", "image/png", write_png),
    "tiff": FileFormat(".tiff", "image/tiff", _write_tiff),
    "webp": FileFormat(".webp", "image/webp", _write_webp, in_bands=False),
    "celsius-tiff": FileFormat(".tiff", "image/tiff", write_celsius_tiff, "degC"),
    "centikelvin-tiff": FileFormat(".tiff", "image/tiff", write_centikelvin_tiff, "degC"),
    "csv": FileFormat(".csv", "text/csv", write_celsius_csv, "degC"),
}
"""Format -> its encoder and file names. All are lossless and WebP has 8 bits only, except that
centikelvin is rounded to 0.01 and CSV to 0.001 degC."""

VALUE_FORMATS: dict[str, FileFormat] = {
    "values-tiff": FileFormat(".tiff", "image/tiff", write_values_tiff, "US"),
    "whole-png": FileFormat(".png", "image/png", _write_whole_png, "US"),
    "whole-tiff": FileFormat(".tiff", "image/tiff", _write_whole_tiff, "US"),
}
"""Formats for measured values of a DICOM file (HU, OD, US): float32 to the bit, or whole numbers of 16 bits where every
value is one of them."""

_CONTENT = {"": "pictures", "degC": "temperatures"}
"""Unit -> content of files in it, for messages."""
