"""LZW strips and tiles of a TIFF, unpacked by libtiff: the decoder of imagecodecs 2026.3.6 dies of some damaged ones.

Found by `make fuzz`. libtiff sees the segments as the rows of one grey picture. Then tifffile decodes them as
stored blocks of deflate: uncompressed segments it would read without their predictor.
"""

import io
import math
import struct
import zlib
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
import tifffile
from PIL import Image
from tifffile import COMPRESSION, TiffPage

from ...errors import DecodeError

_GROUP = 64 * 2**20
"""Approximate number of bytes unpacked at once."""
_HEADER, _LONG = 8, 4
_REVERSED = bytes(int(f"{n:08b}"[::-1], 2) for n in range(256))


def read_lzw(page: TiffPage, data: bytes) -> np.ndarray:
    """Decode a page of LZW segments, as `page.asarray(squeeze=False)` would.

    Args:
        page: page that was checked already.
        data: the whole file.

    Raises:
        DecodeError: for a strip that is too large for libtiff's caller.
        OSError: for codes that end early or make no sense.
    """
    segments = list(zip(page.dataoffsets, page.databytecounts, strict=False))[: math.prod(page.chunked)]
    packed = [data[offset : offset + size] for offset, size in segments]
    if page.fillorder == 2:
        packed = [segment.translate(_REVERSED) for segment in packed]
    parts, offsets, sizes, end = [data], [], [], len(data)
    for first, last, size in _groups(_unpacked_sizes(page, len(packed))):
        values = _unpack(packed[first:last], size)
        for start in range(0, len(values), size):
            parts.append(zlib.compress(values[start : start + size], 0))
            offsets.append(end)
            sizes.append(len(parts[-1]))
            end += sizes[-1]
    stored = io.BytesIO(b"".join(parts))
    del parts, packed
    with tifffile.TiffFile(stored, is_ome=False) as file:
        plain = file.pages.first
        plain.compression, plain.fillorder = COMPRESSION.ADOBE_DEFLATE, 1
        plain.dataoffsets, plain.databytecounts = tuple(offsets), tuple(sizes)
        return plain.asarray(squeeze=False, maxworkers=1)


def _unpacked_sizes(page: TiffPage, count: int) -> list[int]:
    """Return the bytes of each segment: rows of whole bytes; the last strip of a plane may be shorter."""
    samples = page.samplesperpixel if page.planarconfig == 1 else 1
    width, rows = (page.tilewidth, page.tilelength) if page.is_tiled else (page.imagewidth, page.rowsperstrip)
    row = math.ceil(width * samples * page.bitspersample / 8)
    if page.is_tiled:
        return [row * rows] * count
    per_plane = math.ceil(page.imagelength / rows)
    return [row * min(rows, page.imagelength - n % per_plane * rows) for n in range(count)]


def _groups(sizes: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield runs of segments of one size as (first, last + 1, size)."""
    first = 0
    for n in range(1, len(sizes) + 1):
        if n == len(sizes) or sizes[n] != sizes[first] or (n - first) * sizes[first] >= _GROUP:
            yield first, n, sizes[first]
            first = n


def _unpack(segments: list[bytes], size: int) -> bytes:
    """Unpack segments of `size` bytes each: the rows of a grey picture of 8 bits, a strip to a row."""
    count = len(segments)
    body = b"".join(segments)
    lengths = [len(segment) for segment in segments]
    starts = [_HEADER + before for before in accumulate([0, *lengths[:-1]])]
    arrays = _HEADER + len(body)
    tables = struct.pack(f"<{2 * count}I", *starts, *lengths)
    single = count == 1
    entries = [
        (256, size), (257, count), (258, 8), (259, COMPRESSION.LZW), (262, 1), (277, 1), (278, 1),
    ]  # fmt: skip
    tags = {tag: (1, value) for tag, value in entries}
    tags[273] = (count, starts[0] if single else arrays)
    tags[279] = (count, lengths[0] if single else arrays + _LONG * count)
    directory = b"".join(struct.pack("<HHII", tag, _LONG, *tags[tag]) for tag in sorted(tags))
    file = b"".join(
        (
            struct.pack("<2sHI", b"II", 42, arrays + len(tables)),
            body,
            tables,
            struct.pack("<H", len(tags)),
            directory,
            struct.pack("<I", 0),
        )
    )
    try:
        with Image.open(io.BytesIO(file), formats=["TIFF"]) as image:
            return image.tobytes()
    except Image.DecompressionBombError as error:
        raise DecodeError(
            f"expected an LZW TIFF in strips or tiles of some MB, found one of {size / 1e6:.0f} MB; save it in more"
        ) from error
