"""Encode: a `DecodedImage` to PNG, TIFF or WebP bytes, lossless, or temperatures to files that hold degC.

Files carry no metadata of the upload. Colours are tagged sRGB where it is cheap: PNG by its sRGB chunk, RGB TIFF by an
ICC profile of 600 bytes. WebP without a profile is sRGB by its specification; grey TIFF has no such tag. PNG and TIFF
declare the pixels per inch of a picture that was made for a print; WebP cannot.
"""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

from .dicom.value_files import whole_numbers, write_values_tiff
from .errors import EncodeError
from .files.colour.profiles import srgb_profile
from .thermal.writer import write_celsius_csv, write_celsius_tiff, write_centikelvin_tiff
from .types import DecodedImage

WEBP_MAX_SIDE = 16383
"""Largest side of a WebP in pixels (RFC 9649)."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format that is written."""

    extension: str
    """Suffix of the file name, with its dot."""
    mime: str
    """MIME type."""
    write: Callable[[DecodedImage], bytes]
    """Function that encodes a whole file."""
    unit: str = ""
    """Unit of the measured values it holds, "degC"; "US" for those of any DICOM; empty for a format of pictures."""


def encode(image: DecodedImage, format: str) -> bytes:
    """Encode a picture without loss, its alpha included.

    Args:
        image: 8 or 16 bits, grey or RGB, temperatures, or values of a DICOM file.
        format: a key of `FORMATS` of the same `unit` as the image, or one of `VALUE_FORMATS` for values of a DICOM
            file; `encode_dicom` writes DICOM.

    Raises:
        EncodeError: for an unknown format, or one that cannot hold the picture (WebP: 16 bits, or a side above
            `WEBP_MAX_SIDE`; a picture of temperatures; centikelvin: temperatures above 382.2 degC; whole numbers:
            values that are none).
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
    return known.write(image)


def _with_alpha(image: DecodedImage) -> np.ndarray:
    """Return (H, W, 1..4): pixels and, if there is one, alpha as the last channel."""
    if image.alpha is None:
        return np.ascontiguousarray(image.pixels)
    return np.ascontiguousarray(np.concatenate((image.pixels, image.alpha[..., None]), axis=2))


def _write_png(image: DecodedImage) -> bytes:
    values = _with_alpha(image)
    # Measured on a photo of 3.8 MP: 0.09 s and smaller than Pillow's level 1 (0.20 s); 16-bit 0.19 s against 0.63 s.
    png = bytes(
        imagecodecs.png_encode(
            values[..., 0] if values.shape[2] == 1 else values,
            level=1,
            strategy=imagecodecs.PNG.STRATEGY.RLE,
            filter=imagecodecs.PNG.FILTER.PAETH,
        )
    )
    tags = _chunk(b"sRGB", b"\0")  # the rendering intent is perceptual
    if image.dpi is not None:
        per_metre = round(image.dpi / 0.0254)
        tags += _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
    after_header = 8 + 25  # behind the signature and IHDR
    return png[:after_header] + tags + png[after_header:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _write_tiff(image: DecodedImage) -> bytes:
    file = io.BytesIO()
    values = _with_alpha(image)
    tifffile.imwrite(
        file,
        values[..., 0] if values.shape[2] == 1 else values,
        photometric="minisblack" if image.channels == 1 else "rgb",
        planarconfig="contig" if values.shape[2] > 1 else None,
        extrasamples=None if image.alpha is None else ["unassalpha"],
        compression="adobe_deflate",
        compressionargs={"level": 1},
        predictor=True,
        iccprofile=srgb_profile() if image.channels == 3 else None,
        resolution=None if image.dpi is None else (image.dpi, image.dpi),
        resolutionunit=None if image.dpi is None else "INCH",
        metadata=None,
        software=False,
        maxworkers=1,
    )
    return file.getvalue()


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


def _write_webp(image: DecodedImage) -> bytes:
    if image.bit_depth != 8:
        raise EncodeError(f"WebP holds 8 bits per channel, the picture has {image.bit_depth}; use png or tiff instead")
    check_webp_sides(image.height, image.width)
    file = io.BytesIO()
    rgb = np.repeat(image.pixels, 3, axis=2) if image.channels == 1 else image.pixels  # WebP has no grey pictures
    values = np.ascontiguousarray(rgb if image.alpha is None else np.dstack((rgb, image.alpha)))
    # Measured on a photo of 3.8 MP: method 0 0.26 s, 3.14 MB; 1 0.56 s, 2.34 MB; Pillow's default 2.2 s, 2.32 MB.
    Image.fromarray(values).save(file, "WEBP", lossless=True, quality=0, method=1, exact=True)
    return file.getvalue()


FORMATS: dict[str, FileFormat] = {
    "png": FileFormat(".png", "image/png", _write_png),
    "tiff": FileFormat(".tiff", "image/tiff", _write_tiff),
    "webp": FileFormat(".webp", "image/webp", _write_webp),
    "celsius-tiff": FileFormat(".tiff", "image/tiff", write_celsius_tiff, "degC"),
    "centikelvin-tiff": FileFormat(".tiff", "image/tiff", write_centikelvin_tiff, "degC"),
    "csv": FileFormat(".csv", "text/csv", write_celsius_csv, "degC"),
}
"""Format -> its encoder and file names. All are lossless and WebP has 8 bits only, except that
centikelvin is rounded to 0.01 and CSV to 0.001 degC."""

VALUE_FORMATS: dict[str, FileFormat] = {
    "values-tiff": FileFormat(".tiff", "image/tiff", write_values_tiff, "US"),
    "whole-png": FileFormat(".png", "image/png", lambda image: _write_png(whole_numbers(image)), "US"),
    "whole-tiff": FileFormat(".tiff", "image/tiff", lambda image: _write_tiff(whole_numbers(image)), "US"),
}
"""Formats for measured values of a DICOM file (HU, OD, US): float32 to the bit, or whole numbers of 16 bits where every
value is one of them."""

_CONTENT = {"": "pictures", "degC": "temperatures"}
"""Unit -> content of files in it, for messages."""
