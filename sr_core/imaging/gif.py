"""GIF: the first frame on its canvas. Source: GIF89a specification."""

import io
from collections.abc import Iterator

from PIL import GifImagePlugin

from .raster import Raster, check_size, first_of, load_pillow

_EXTENSION, _FRAME = 0x21, 0x2C


def read_gif(data: bytes) -> Raster:
    """Decode the first frame; pixels it leaves open are transparent or in the background colour.

    Raises:
        DecodeError: if the canvas or the first frame is too large.
    """
    check_size(*_size(data, 6))
    frames = list(_frames(data))
    if frames:
        left, top = _size(data, frames[0] + 1)
        width, height = _size(data, frames[0] + 5)
        check_size(left + width, top + height)
    with GifImagePlugin.GifImageFile(io.BytesIO(data)) as image:
        check_size(*image.size)
        samples, alpha = load_pillow(image)
    return Raster(samples, alpha, notes=first_of(len(frames), "frames", "animation"))


def _size(data: bytes, start: int) -> tuple[int, int]:
    return int.from_bytes(data[start : start + 2], "little"), int.from_bytes(data[start + 2 : start + 4], "little")


def _frames(data: bytes) -> Iterator[int]:
    """Yield the position of every image descriptor, up to the trailer or the end of a damaged file."""
    position = 13 + _palette_bytes(data[10:11])
    while position < len(data) and data[position] in (_EXTENSION, _FRAME):
        if data[position] == _FRAME:
            yield position
            position += 11 + _palette_bytes(data[position + 9 : position + 10])
        else:
            position += 2
        while position < len(data) and data[position]:  # sub-blocks, each with its length in front
            position += 1 + data[position]
        position += 1


def _palette_bytes(flags: bytes) -> int:
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0
