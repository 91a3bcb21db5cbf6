"""FFF: FLIR's small file system of records: in the APP1 segments of a JPEG, and for each frame of a recording.

Byte order differs between cameras and between records of one file. Source: exiftool's FLIR tag table.
"""

import re
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..errors import DecodeError
from ..files.jpeg import segments
from ..files.limits import LIMITS

RAW_DATA, EMBEDDED_IMAGE, CAMERA_INFO, PICTURE_IN_PICTURE = 0x01, 0x0E, 0x20, 0x2A
"""Types of records."""
CUT_SHORT = "expected a complete FLIR file, found one that is damaged or cut short; export or download it again"
RECORD_HEADER = 32
"""Bytes before the picture in records of raw counts and of embedded pictures."""

_JPEG_MAGIC, _APP1 = b"FLIR\0", 0xE1
_MAGIC = b"FFF\0"
_HEADER, _ENTRY = 64, 32
_BEGINNING = re.compile(rb"FFF\0[\s\S]{16}(?:\0\0\0[\x64-\xc7]|[\x64-\xc7]\0\0\0)")
"""Beginning of a frame: signature, creator, version in either byte order."""
_MAX_RECORDS = 1000
_VERSIONS = range(100, 200)


@dataclass(frozen=True, slots=True)
class Extent:
    """Place of a frame in a recording."""

    start: int
    """Index of its first byte in the file."""
    end: int
    """Index behind its last byte."""


def is_flir(data: bytes) -> bool:
    """Tell a JPEG with FLIR data by its segments.

    Raises:
        DecodeError: for a JPEG that ends before its pixels.
    """
    return any(marker == _APP1 and data.startswith(_JPEG_MAGIC, start + 4) for marker, start, _ in segments(data))


def join_segments(data: bytes) -> bytes:
    """Join the pieces of the FLIR data of a JPEG; each segment holds its own number and that of the last one.

    Raises:
        DecodeError: if one is missing or there twice.
    """
    pieces: dict[int, bytes] = {}
    last = set()
    for marker, start, end in segments(data):
        if marker == _APP1 and data.startswith(_JPEG_MAGIC, start + 4):
            body = data[start + 4 : end]
            if len(body) < 8 or body[6] in pieces:
                raise DecodeError(CUT_SHORT)
            pieces[body[6]] = body[8:]
            last.add(body[7])
    if len(last) != 1 or sorted(pieces) != list(range(last.pop() + 1)):
        raise DecodeError(CUT_SHORT)
    return b"".join(pieces[number] for number in sorted(pieces))


def read_records(fff: bytes, kinds: Collection[int]) -> dict[int, bytes]:
    """Return type -> body of the records of these types; of several with one type the last, as flyr does.

    Raises:
        DecodeError: for a damaged directory, or a record of these types that is cut short.
    """
    if len(fff) < _HEADER or fff[:4] not in (_MAGIC, b"AFF\0"):
        raise DecodeError(CUT_SHORT)
    order = ">" if struct.unpack_from(">I", fff, 20)[0] in _VERSIONS else "<"
    start, count = struct.unpack_from(order + "II", fff, 24)
    if count > _MAX_RECORDS or start + count * _ENTRY > len(fff):
        raise DecodeError(CUT_SHORT)
    places = {}
    for kind, offset, length in _entries(fff, order, start, count):
        if kind in kinds:
            if offset + length > len(fff) or length < _ENTRY:
                raise DecodeError(CUT_SHORT)
            places[kind] = offset, offset + length
    return {kind: fff[first:stop] for kind, (first, stop) in places.items()}


def order_of(record: bytes) -> str:
    """Return the byte order of a record, "<" or ">": it begins with a small number of two bytes.

    Raises:
        DecodeError: for a record that begins with any other.
    """
    order = {b"\2\0": "<", b"\3\0": "<", b"\0\2": ">", b"\0\3": ">"}.get(record[:2])
    if order is None:
        raise DecodeError(CUT_SHORT)
    return order


def list_frames(data: bytes) -> tuple[list[Extent], bool]:
    """List the frames of a recording (.seq, .csq): FFF files one behind the other, each with its own directory.

    A frame goes to the end of its last record, so that bytes of a picture that look like a header start no frame.

    Returns:
        The frames that hold raw counts, and whether the file ends within one more.

    Raises:
        DecodeError: for more frames than `LIMITS` allows.
    """
    frames: list[Extent] = []
    found = _BEGINNING.search(data)
    while found is not None:
        start = found.start()
        end, holds_counts = _extent(data, start)
        if end > len(data):
            return frames, True
        if holds_counts:
            frames.append(Extent(start, end))
            LIMITS.check_frames(len(frames), "frames")
        found = _BEGINNING.search(data, max(end, start + len(_MAGIC)))
    return frames, False


def _extent(data: bytes, at: int) -> tuple[int, bool]:
    """Return the index behind the last record of the frame at `at`, and whether it holds counts; 0 if there is none."""
    if at + _HEADER > len(data):
        return 0, False
    order = ">" if struct.unpack_from(">I", data, at + 20)[0] in _VERSIONS else "<"
    start, count = struct.unpack_from(order + "II", data, at + 24)
    end = at + start + count * _ENTRY
    if count > _MAX_RECORDS or start < _HEADER or end > len(data):
        return 0, False
    holds_counts = False
    for kind, offset, length in _entries(data, order, at + start, count):
        if kind:
            end = max(end, at + offset + length)
        holds_counts |= kind == RAW_DATA
    return end, holds_counts


def _entries(data: bytes, order: str, start: int, count: int) -> Iterator[tuple[int, int, int]]:
    """Yield (type, offset, length) of each record of a directory."""
    for number in range(count):
        kind, _, _, _, offset, length = struct.unpack_from(order + "HHIIII", data, start + number * _ENTRY)
        yield kind, offset, length
