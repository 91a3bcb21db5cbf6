"""The compressed pixels of a PNG, unpacked no further than its picture goes and packed again without compression.

libpng unpacks all there is, also what lies behind the last pixel: a small file could keep it busy for minutes.
Source: PNG specification, third edition, 8 (interlacing), 9 (filtering), 10 (compression).
"""

import zlib
from collections.abc import Iterable, Iterator

from ..errors import DecodeError

_PASSES = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
"""First row, first column, step of rows, step of columns of the seven passes of Adam7."""
_STEP = 2**20
_BEHIND = 2**16


def packed_size(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Return the bytes of all filtered rows; `bits` per pixel."""
    total = 0
    for top, left, down, right in _PASSES if interlaced else ((0, 0, 1, 1),):
        rows, columns = -((top - height) // down), -((left - width) // right)
        if rows > 0 and columns > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total


def without_compression(parts: Iterable[bytes], size: int) -> bytes:
    """Unpack a zlib stream cut into parts up to `size` bytes, and pack these again as they are.

    Raises:
        DecodeError: for a stream that is damaged or holds less. What it holds more is left out.
    """
    store = zlib.compressobj(0)
    packed = []
    for piece in _unpacked(iter(parts), size):
        packed.append(store.compress(piece))
        size -= len(piece)
    if size:
        raise DecodeError("expected a complete PNG, found one that is cut short; export or download it again")
    return b"".join((*packed, store.flush()))


def _unpacked(parts: Iterator[bytes], size: int) -> Iterator[bytes]:
    engine = zlib.decompressobj()
    for part in parts:
        while part and size:
            piece = engine.decompress(part, min(size, _STEP))
            part = engine.unconsumed_tail
            size -= len(piece)
            yield piece
            if engine.eof:
                return
        if not size:  # the checksum stands behind the last byte
            engine.decompress(part + b"".join(parts)[:_BEHIND], _BEHIND)
            return
