"""Fragments: the compressed stream of one frame, out of the items that encapsulate all frames (PS3.5 A.4).

An item may be empty and takes 8 bytes of a file, so that their number is limited before any of them is read.
"""

import struct
from collections.abc import Sequence
from itertools import pairwise

from pydicom.dataelem import RawDataElement

from ..errors import DecodeError
from .file import DicomFile, PixelElement

MAX_FRAGMENTS = 200_000
"""Largest number of items: more than the frames of the largest file that is read."""
_ITEM = (0xFFFE, 0xE000)
_END_OF_IMAGE = b"\xff\xd9"
_TAIL = 10
"""Last bytes of a frame's last fragment, in which JPEG and JPEG 2000 have their end marker; padding may follow it."""


def frame_stream(file: DicomFile, pixels: PixelElement, frames: int, frame: int) -> bytes:
    """Return the compressed bytes of one frame.

    Args:
        file: an opened file.
        pixels: its encapsulated pixels.
        frames: number of frames that the header declares.
        frame: index of the frame, from 0 to `frames` - 1.

    Raises:
        DecodeError: for a file that is cut short, has fewer fragments than frames or far too many, or does not tell
            its frames apart.
    """
    (table, *fragments) = _items(file.content, pixels.start) or [(0, 0)]
    if frames > len(fragments):
        raise DecodeError(
            f"expected {frames:,} compressed frames as the header says, found {len(fragments):,}; "
            "export or download it again"
        )
    if len(fragments) == frames:
        first, last = frame, frame + 1
    elif frames == 1:
        first, last = 0, len(fragments)
    else:
        starts = _starts(file, table, fragments, frames)
        first, last = (*starts, len(fragments))[frame : frame + 2]
    return b"".join(file.content[at : at + length] for at, length in fragments[first:last])


def _items(content: bytes, start: int) -> list[tuple[int, int]]:
    """Return offset and length of the value of each item; the first is the offset table."""
    found: list[tuple[int, int]] = []
    at = start
    while at + 8 <= len(content):
        group, element, length = struct.unpack_from("<HHI", content, at)
        if (group, element) != _ITEM:
            break
        if len(found) > MAX_FRAGMENTS:
            raise DecodeError(
                f"expected at most {MAX_FRAGMENTS:,} fragments of compressed pixels, found more; export it again"
            )
        found.append((at + 8, length))
        at += 8 + length
        if at > len(content):
            raise DecodeError(
                "expected all compressed pixels, found a file that is cut short; export or download it again"
            )
    return found


def _starts(
    file: DicomFile, table: tuple[int, int], fragments: Sequence[tuple[int, int]], frames: int
) -> Sequence[int]:
    """Return the index of each frame's first fragment, by an offset table or the end markers of the streams."""
    at, length = table
    index = {place - 8 - (at + length): n for n, (place, _) in enumerate(fragments)}
    raw = file.dataset.get_item("ExtendedOffsetTable") if "ExtendedOffsetTable" in file.dataset else None
    extended = raw.value if isinstance(raw, RawDataElement) and raw.value else b""
    if len(extended) == 8 * frames:
        offsets = struct.unpack(f"<{frames}Q", extended)
    elif length == 4 * frames:
        offsets = struct.unpack_from(f"<{frames}I", file.content, at)
    else:
        ends = [n for n, (place, size) in enumerate(fragments) if _ends(file.content, place, size)]
        if len(ends) != frames or ends[-1] != len(fragments) - 1:
            raise DecodeError(
                f"expected an offset table of {frames:,} compressed frames in {len(fragments):,} fragments, found "
                "none; export it again"
            )
        return [0, *(n + 1 for n in ends[:-1])]
    starts = [index.get(offset, -1) for offset in offsets]
    if starts[0] != 0 or any(after <= before for before, after in pairwise(starts)):
        raise DecodeError("expected offsets of compressed frames, found others; export or download it again")
    return starts


def _ends(content: bytes, place: int, size: int) -> bool:
    return _END_OF_IMAGE in content[place + max(0, size - _TAIL) : place + size]
