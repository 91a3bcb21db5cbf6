"""Strips and tiles of a TIFF page: whether they are there and whole. Source: TIFF 6.0.

The decoders of JPEG and of fax codes fill missing data and say nothing; see `padded` in `jpeg.py` for how that is found
out.
"""

import io
import math
import struct

import numpy as np
import tifffile
from tifffile import COMPRESSION, TiffPage

from ...errors import DecodeError
from ..jpeg import frame_size, padded, segments
from ..limits import LIMITS
from ..raster import check_size

_MAX_SEGMENTS = 300_000
"""Largest number of strips or tiles: 64 megapixels in tiles of 16 x 16 are 250,000, and each takes some
microseconds."""
_OVERHEAD = 4096
"""Bytes that a strip or tile may take beyond its pixels: tables of a JPEG. Equal tiles are often stored once."""
FAX = (COMPRESSION.CCITTRLE, COMPRESSION.CCITT_T4, COMPRESSION.CCITT_T6)
"""Compressions that only pages of 1 bit have."""
_FAX_PADDING = bytes((0x5A, 0xC3, 0x17, 0x99, 0x2E, 0xB4, 0x71, 0x0D)) * 4
_START_OF_SCAN = 0xDA
_BLOCK = 8 * 8
_CUT_SHORT = "expected a complete TIFF, found one that is cut short; export or download it again"


def check_segments(page: TiffPage, data: bytes) -> None:
    """Refuse strips or tiles that are missing, lie outside the file or unpack to more than the picture.

    The decoder would fill missing ones with zeros.
    """
    if page.is_tiled:
        check_size(page.tilewidth, page.tilelength, page.bitspersample * page.samplesperpixel)
    count = math.prod(page.chunked)
    if count > _MAX_SEGMENTS:
        raise DecodeError(
            f"expected at most {_MAX_SEGMENTS:,} strips or tiles in a TIFF, found {count:,}; save it again in fewer"
        )
    found = list(zip(page.dataoffsets, page.databytecounts, strict=False))
    if len(found) < count or any(offset <= 0 or size <= 0 or offset + size > len(data) for offset, size in found):
        raise DecodeError(_CUT_SHORT)
    unpacked = page.imagewidth * page.imagelength * page.samplesperpixel * page.bitspersample // 8
    if sum(size for _, size in found) > len(data) + 2 * unpacked + _OVERHEAD * count:
        raise DecodeError(
            "expected strips or tiles of a size that fits the picture, found many that share the same long bytes; "
            "save it again"
        )
    if page.compression == COMPRESSION.JPEG:
        for offset, size in found:
            check_size(*frame_size(data[offset : offset + size]))


def check_complete(page: TiffPage, data: bytes, values: np.ndarray) -> None:
    """Refuse a page of JPEG or fax codes of which bytes behind its strips or tiles change more than a last block.

    Args:
        page: page that was checked already.
        data: the whole file.
        values: samples from `page.asarray`.
    """
    if page.compression not in (*FAX, COMPRESSION.JPEG):
        return
    parts, offsets, sizes = [data], [], []
    end = len(data)
    for offset, size in zip(page.dataoffsets, page.databytecounts, strict=False):
        segment = data[offset : offset + size]
        longer = segment + _FAX_PADDING if page.compression in FAX else _padded_jpeg(segment)
        parts.append(longer)
        offsets.append(end)
        sizes.append(len(longer))
        end += len(longer)
    with tifffile.TiffFile(io.BytesIO(b"".join(parts)), is_ome=False) as file:
        again = file.pages.first
        again.dataoffsets, again.databytecounts = tuple(offsets), tuple(sizes)
        changed = int(np.count_nonzero(again.asarray(squeeze=False, maxworkers=1) != values))
    if changed > _BLOCK * page.samplesperpixel:
        raise DecodeError(_CUT_SHORT)


def _padded_jpeg(segment: bytes) -> bytes:
    for marker, start, _ in segments(segment):
        if marker == _START_OF_SCAN:
            return segment[:start] + padded(segment[start:])
    raise DecodeError(_CUT_SHORT)


def count_pages(file: tifffile.TiffFile, data: bytes) -> int:
    """Count the directories that follow one another from the first on; a chain that is broken or a ring ends there.

    Raises:
        DecodeError: for more than `LIMITS.frames`.
    """
    kind = file.tiff
    position, seen = int.from_bytes(data[4:8], "little" if kind.byteorder == "<" else "big"), set()
    if kind.is_bigtiff:
        position = struct.unpack_from(kind.byteorder + "Q", data, 8)[0]
    while position and position not in seen and position + kind.tagnosize <= len(data):
        seen.add(position)
        LIMITS.check_frames(len(seen), "pages")
        (tags,) = struct.unpack_from(kind.tagnoformat, data, position)
        after = position + kind.tagnosize + tags * kind.tagsize
        if after + kind.offsetsize > len(data):
            break
        (position,) = struct.unpack_from(kind.offsetformat, data, after)
    return len(seen)
