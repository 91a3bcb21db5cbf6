"""JPEG: 8-bit grey, RGB, CMYK.

The marker segments are read here and metadata is cut out before Pillow sees the file: Pillow warns about unusual EXIF.
Source: ITU-T T.81 annex B; ICC.1 annex B.4 (profile in APP2).
"""

import io
import struct
from collections.abc import Iterator

from PIL import JpegImagePlugin

from ..errors import DecodeError
from .orientation import read_orientation
from .raster import Raster, check_size, load_pillow

_START_OF_SCAN = 0xDA
_NO_LENGTH = {0x01, *range(0xD0, 0xD9)}
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# JFIF (APP0) and Adobe (APP14) say how colours are stored; the other APPn and comments do not touch pixels.
_METADATA = {*range(0xE1, 0xEE), 0xEF, 0xFE}
_MAX_SCANS = 200
"""Progressive files have about 10 scans; each one costs a pass over the picture however short it is."""


def read_jpeg(data: bytes) -> Raster:
    """Decode a JPEG; CMYK comes back with 0 as no ink, whatever Adobe's marker says.

    Raises:
        DecodeError: if it is too large, not 8-bit or cut short.
    """
    kept, exif, profile = [data[:2]], b"", {}
    for marker, start, end in segments(data):
        body = data[start + 4 : end]
        if marker in _FRAMES:
            _check_frame(marker, body)
        elif marker == 0xE1 and body.startswith(b"Exif\0\0"):
            exif = exif or body
        elif marker == 0xE2 and body.startswith(b"ICC_PROFILE\0") and len(body) > 14:
            profile[body[12]] = body[14:]
        if marker not in _METADATA:
            kept.append(data[start:end] if marker != _START_OF_SCAN else data[start:])
    if kept[-1].count(b"\xff\xda") > _MAX_SCANS:
        raise DecodeError(f"expected at most {_MAX_SCANS} JPEG scans, found more; save it as PNG or TIFF")
    with JpegImagePlugin.JpegImageFile(io.BytesIO(b"".join(kept))) as image:
        samples, alpha = load_pillow(image)
    icc = b"".join(profile[number] for number in sorted(profile))
    return Raster(samples, alpha, profile=icc, orientation=read_orientation(exif))


def exif_orientation(data: bytes) -> int:
    """Return the EXIF orientation 1..8 of a JPEG file; 1 if it says none."""
    for marker, start, end in segments(data):
        if marker == 0xE1 and data.startswith(b"Exif\0\0", start + 4):
            return read_orientation(data[start + 4 : end])
    return 1


def frame_size(data: bytes) -> tuple[int, int]:
    """Return (width, height) of a JPEG stream from its frame header; (0, 0) if it has none."""
    for marker, start, _ in segments(data):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, start + 5)
            return width, height
    return 0, 0


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of every segment from after SOI up to the first start of scan."""
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF or data[position + 1] == 0xFF:  # stray and fill bytes
            position += 1
            continue
        marker = data[position + 1]
        length = 0 if marker in _NO_LENGTH else int.from_bytes(data[position + 2 : position + 4], "big")
        end = position + 2 + length
        if end > len(data):
            break
        if marker:
            yield marker, position, end
        if marker == _START_OF_SCAN:
            return
        position = end
    raise DecodeError("expected a complete JPEG, found one that is cut short; export or download it again")


def _check_frame(marker: int, body: bytes) -> None:
    if len(body) < 6:
        raise DecodeError("expected a JPEG frame header, found damaged bytes; export or download it again")
    depth, height, width = struct.unpack_from(">BHH", body)
    check_size(width, height)
    if depth != 8 or marker in (0xC3, 0xC7, 0xCB, 0xCF):
        kind = f"{depth}-bit" if depth != 8 else "lossless"
        raise DecodeError(f"expected an ordinary 8-bit JPEG, found a {kind} one; save it as PNG or TIFF")
