"""JPEG: 8-bit grey, RGB, CMYK.

The marker segments are read here and metadata is cut out before Pillow sees the file: Pillow warns about unusual EXIF.
Source: ITU-T T.81 annex B; ICC.1 annex B.4 (profile in APP2).
"""

import io
import re
import struct
from collections.abc import Iterator

import numpy as np
from PIL import JpegImagePlugin

from ..errors import DecodeError
from .colour.codes import from_exif
from .exif import read_exif, read_orientation
from .raster import Raster, check_size, load_pillow, strips

_END = b"\xff\xd9"
_PROGRESSIVE = (0xC2, 0xCA)
_ARITHMETIC = set(range(0xC9, 0xD0)) - {0xCC}
"""Frames whose coded data may end before their last pixel: missing data count as zeros."""
# Restart markers belong to the coded data. Each run of fill bytes is looked at once, from its first byte.
_MARKER = re.compile(rb"(?<!\xff)\xff++[\x01-\xcf\xd8-\xfe]")
_MAX_MARKERS = 10_000
"""Markers from the first scan on; progressive files have some tens."""
_BYTES = bytes((0x5A, 0xC3, 0x17, 0x99, 0x2E, 0xB4, 0x71, 0x0D)) * 8
_PADDING = _BYTES + b"".join(bytes((0xFF, 0xD0 + restart)) + _BYTES for restart in range(8))
"""Bytes that are put behind the data of each scan. They are repeated behind each restart marker, since a decoder that
waits for one skips everything before it."""


def may_be_padded(frame: int) -> bool:
    """Tell Huffman-coded frames, by the last byte of their marker."""
    return frame not in _ARITHMETIC


def without_rest(scans: bytes) -> bytes:
    """Return a JPEG from its first start of scan to its end: behind it phones put videos and other pictures."""
    found = scans.find(_END, max((end for _, end in _scans(scans)), default=0))
    return scans if found < 0 else scans[: found + 2]


def padded(scans: bytes) -> bytes:
    """Return a JPEG from its first start of scan on, with bytes behind the data of each scan."""
    parts = []
    position = 0
    for _, end in _scans(scans):
        parts += [scans[position:end], _PADDING]
        position = end
    return b"".join((*parts, scans[position:]))


def is_finished(scans: bytes, frame: int, components: bytes) -> bool:
    """Tell whether the scans give every component whole.

    Args:
        scans: the file from its first start of scan on.
        frame: last byte of the marker of its frame.
        components: numbers of the frame's components, one byte each.
    """
    missing = {(component, index) for component in components for index in range(64)}
    for start, _ in _scans(scans):
        length = int.from_bytes(scans[start + 2 : start + 4], "big")
        header = scans[start + 4 : start + 2 + length]
        if len(header) < 4:
            return False
        first, last, approximation = header[-3:]
        if frame not in _PROGRESSIVE:
            first, last, approximation = 0, 63, 0
        if approximation & 15 == 0:  # every bit of its values is coded
            found = header[1 : 1 + 2 * header[0] : 2]
            missing -= {(component, index) for component in found for index in range(first, min(last, 63) + 1)}
    return not missing


def _scans(scans: bytes) -> Iterator[tuple[int, int]]:
    """Yield (start of the header, end of the coded data) of every scan."""
    position = 0
    for _ in range(_MAX_MARKERS):
        if position + 4 > len(scans) or scans[position] != 0xFF or scans.startswith(_END, position):
            return
        start = position
        position += 2 + int.from_bytes(scans[start + 2 : start + 4], "big")
        found = _MARKER.search(scans, position)  # there is nothing to search between other segments
        position = found.end() - 2 if found else len(scans)
        if scans[start + 1] == _START_OF_SCAN:
            yield start, found.start() if found else len(scans)
    raise DecodeError(f"expected at most {_MAX_MARKERS:,} JPEG markers, found more; save it as PNG or TIFF")


_START_OF_SCAN, _JPEG_LS = 0xDA, 0xF7
_NO_LENGTH = {0x01, *range(0xD0, 0xD9)}
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# JFIF (APP0) and Adobe (APP14) say how colours are stored; the other APPn and comments do not touch pixels.
_METADATA = {*range(0xE1, 0xEE), 0xEF, 0xFE}
_MAX_SCANS = 200
_MAX_SCANNED = 2_000_000_000
"""Progressive files have about 10 scans; each one costs a pass over the picture's pixels however short it is."""
_USUAL_SCANS = 12
_FILLED = b"\xff" * 4096
_BLOCK = 8 * 8
_CUT_SHORT = "expected a complete JPEG, found one that is cut short; export or download it again"
_GAIN_MAP, _ISO_GAIN_MAP = b"http://ns.adobe.com/hdr-gain-map/1.0/", b"urn:iso:std:iso:ts:21496:-1\0"
GAIN_MAP_NOTE = "This photo also holds an HDR gain map; its ordinary version is shown."
"""Note of a JPEG whose brighter version is left out. Source: Ultra HDR 1.1; ISO 21496-1."""
_MAX_SEGMENTS = 10_000
_ADOBE = 0xEE
BARE_INKS_NOTE = "The file does not say how its inks (CMYK) are stored; they were read inverted, as browsers do."
_FILL = re.compile(rb"\xff+")


def read_jpeg(data: bytes) -> Raster:
    """Decode a JPEG; CMYK comes back with 0 as no ink, whatever Adobe's marker says.

    Raises:
        DecodeError: if it is too large, not 8-bit or cut short.
    """
    kept, exif, profile, frame, components, adobe = [data[:2]], b"", {}, 0, b"", False
    notes: tuple[str, ...] = ()
    for marker, start, end in segments(data):
        body = data[start + 4 : end]
        if marker in _FRAMES:
            _check_frame(marker, body)
            frame = marker
            height, width = struct.unpack_from(">HH", body, 1)
            components = body[6::3]
        elif marker == 0xE1 and body.startswith(b"Exif\0\0"):
            exif = exif or body
        elif marker == 0xE2 and body.startswith(b"ICC_PROFILE\0") and len(body) > 14:
            profile[body[12]] = body[14:]
        elif (marker == 0xE2 and body.startswith(_ISO_GAIN_MAP)) or (marker == 0xE1 and _GAIN_MAP in body):
            notes = (GAIN_MAP_NOTE,)
        elif marker == _ADOBE:
            adobe = adobe or body.startswith(b"Adobe")
        elif marker == _JPEG_LS:
            raise DecodeError("expected an ordinary JPEG, found a JPEG-LS picture; save it as PNG or TIFF")
        if marker == _START_OF_SCAN:
            scans = without_rest(data[start:])
        elif marker not in _METADATA:
            kept.append(data[start:end])
    if not frame:
        raise DecodeError("expected a JPEG frame header, found none; export or download it again")
    _check_scans(scans, width * height)
    if not is_finished(scans, frame, components):
        raise DecodeError(_CUT_SHORT)
    tables = b"".join(kept)
    with JpegImagePlugin.JpegImageFile(io.BytesIO(tables + scans)) as image:
        samples, alpha = load_pillow(image)
    if may_be_padded(frame):
        _check_complete(samples, tables + padded(scans))
    if samples.shape[2] == 4 and not adobe:
        notes += (BARE_INKS_NOTE,)
    icc = b"".join(profile[number] for number in sorted(profile))
    colour, more = (None, ()) if icc or samples.shape[2] == 4 else from_exif(read_exif(exif))
    return Raster(samples, alpha, profile=icc, colour=colour, orientation=read_orientation(exif), notes=(*notes, *more))


def _check_scans(scans: bytes, pixels: int) -> None:
    """Refuse a file with so many scans or fill bytes that decoding takes longer than anybody waits."""
    if _FILLED in scans:  # libjpeg looks at a run of them from its start for every 64 kB it is given
        raise DecodeError("expected JPEG data, found thousands of fill bytes between them; save it as PNG or TIFF")
    count = scans.count(b"\xff\xda")
    most = min(_MAX_SCANS, max(_USUAL_SCANS, _MAX_SCANNED // pixels))
    if count > most:
        raise DecodeError(f"expected at most {most} JPEG scans, found {count}; save it as PNG or TIFF")


def _check_complete(samples: np.ndarray, again: bytes) -> None:
    """Refuse a picture of which bytes behind its data change more than its last block, as some encoders' do.

    Raises:
        DecodeError: if `again`, the file with such bytes, does not decode to the same `samples`.
    """
    with JpegImagePlugin.JpegImageFile(io.BytesIO(again)) as image:
        image.load()
        changed = 0
        for top, strip in strips(image, image.mode):
            own = samples[top : top + len(strip)]
            if not np.array_equal(own, strip):  # which is quicker than finding where they differ
                changed += int(np.count_nonzero((own != strip).any(axis=2)))
    if changed > _BLOCK:
        raise DecodeError(_CUT_SHORT)


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
    for _ in range(_MAX_SEGMENTS):
        found = _FILL.search(data, position)  # after stray bytes
        if found is None or found.end() + 3 > len(data):
            break
        position = found.end() - 1
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
    else:
        raise DecodeError(f"expected at most {_MAX_SEGMENTS:,} JPEG segments, found more; save it as PNG or TIFF")
    raise DecodeError(_CUT_SHORT)


def _check_frame(marker: int, body: bytes) -> None:
    if len(body) < 6:
        raise DecodeError("expected a JPEG frame header, found damaged bytes; export or download it again")
    depth, height, width = struct.unpack_from(">BHH", body)
    check_size(width, height, 8 * body[5])
    if depth != 8 or marker in (0xC3, 0xC7, 0xCB, 0xCF):
        kind = f"{depth}-bit" if depth != 8 else "lossless"
        raise DecodeError(f"expected an ordinary 8-bit JPEG, found a {kind} one; save it as PNG or TIFF")
