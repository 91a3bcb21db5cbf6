"""GIF: the first frame on its canvas. Source: GIF89a specification."""

import io
from collections.abc import Iterator

from PIL import GifImagePlugin

from ..errors import DecodeError
from .limits import LIMITS
from .raster import Raster, check_size, first_of, load_pillow

_EXTENSION, _FRAME, _GRAPHIC_CONTROL, _TRAILER = 0x21, 0x2C, 0xF9, b";"
_PROFILE = b"\xff\x0bICCRGBG1012"
"""Application extension of an ICC profile. Source: ICC.1, annex B.5."""
_MAX_BLOCKS = 1_000_000
"""Largest number of blocks, each of up to 255 bytes; a file of 128 MB has half as many."""

_TOO_MANY = "expected an ordinary GIF, found one of millions of blocks; export it again"


def read_gif(data: bytes) -> Raster:
    """Decode the first frame; pixels it leaves open are transparent or in the background colour.

    Raises:
        DecodeError: if the canvas or the first frame is too large, or if there are too many frames.
    """
    check_size(*_size(data, 6), 32)
    head = data[: 13 + _palette_bytes(data[10:11])]
    control, first, frames, profile = b"", b"", 0, b""
    for start, end in _blocks(data, len(head)):
        if data[start] == _FRAME:
            frames += 1
            first = first or data[start:end]
        elif not first and data[start + 1] == _GRAPHIC_CONTROL:
            control = data[start:end]
        elif not profile and data.startswith(_PROFILE, start + 1):
            profile = _joined(data, start + 1 + len(_PROFILE))
    if not first:
        raise DecodeError("expected a GIF with a frame, found none; export or download it again")
    LIMITS.check_frames(frames, "frames")
    left, top = _size(first, 1)
    width, height = _size(first, 5)
    check_size(left + width, top + height, 32)
    # Pillow is given this one frame alone: other blocks could only cost time.
    with GifImagePlugin.GifImageFile(io.BytesIO(head + control + first + _TRAILER)) as image:
        samples, alpha = load_pillow(image)
    return Raster(samples, alpha, profile=profile, notes=first_of(frames, "frames", "animation"))


def _size(data: bytes, start: int) -> tuple[int, int]:
    return int.from_bytes(data[start : start + 2], "little"), int.from_bytes(data[start + 2 : start + 4], "little")


def _blocks(data: bytes, position: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every extension and frame, up to the trailer or the end of a damaged file."""
    blocks = 0
    while position < len(data) and data[position] in (_EXTENSION, _FRAME):
        start = position
        position += 2 if data[start] == _EXTENSION else 11 + _palette_bytes(data[start + 9 : start + 10])
        blocks += 1
        if blocks > _MAX_BLOCKS:
            raise DecodeError(_TOO_MANY)
        while position < len(data) and data[position]:  # sub-blocks, each with its length in front
            position += 1 + data[position]
            blocks += 1
            if blocks > _MAX_BLOCKS:
                raise DecodeError(_TOO_MANY)
        position += 1
        if position <= len(data) or data[start] == _FRAME:
            yield start, position


def _joined(data: bytes, position: int) -> bytes:
    """Return the sub-blocks of an extension as one."""
    parts = []
    while position < len(data) and data[position]:
        parts.append(data[position + 1 : position + 1 + data[position]])
        position += 1 + data[position]
    return b"".join(parts)


def _palette_bytes(flags: bytes) -> int:
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0
