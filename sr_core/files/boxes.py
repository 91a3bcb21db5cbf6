"""Boxes: the parts of HEIC, AVIF, JPEG 2000 and JPEG XL files. Source: ISO/IEC 14496-12, 4.2; ISO/IEC 15444-1, I.4."""

import struct
from collections.abc import Iterator

from ..errors import DecodeError

_MAX_BOXES = 100_000
"""Largest number of boxes beside each other; a picture of a thousand tiles has a few hundred."""


def boxes(data: bytes, start: int, end: int, whole: str) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start, end) of the body of every box between two places.

    Args:
        data: the whole file.
        start: place of the first box.
        end: place behind the last box.
        whole: name of the format, for messages.

    Raises:
        DecodeError: for a box that ends behind `end`, and for too many boxes.
    """
    for _ in range(_MAX_BOXES):
        if start + 8 > end:
            return
        length, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if length == 1 and start + 16 <= end:
            length, head = int.from_bytes(data[start + 8 : start + 16]), 16
        stop = end if length == 0 else start + length
        if stop > end or stop < start + head:
            raise DecodeError(cut_short(whole))
        yield kind, start + head, stop
        start = stop
    raise DecodeError(f"expected at most {_MAX_BOXES:,} boxes in this {whole}, found more; save the picture as PNG")


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of these parts."""
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full_box(kind: bytes, *parts: bytes, version: int = 0) -> bytes:
    """Return a box that begins with a version and flags, which are 0."""
    return box(kind, bytes((version, 0, 0, 0)), *parts)


def cut_short(whole: str) -> str:
    """Return the sentence for a file that ends too early."""
    return f"expected a complete {whole}, found one that is cut short; export or download it again"


def damaged(whole: str) -> str:
    """Return the sentence for a file whose header contradicts itself."""
    return f"expected a valid {whole}, found one that is damaged; export or download it again"
