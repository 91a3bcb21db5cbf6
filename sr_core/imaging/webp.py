"""WebP: lossy and lossless, alpha, first frame of an animation. Source: RFC 9649."""

import io
from collections.abc import Iterator

from PIL import WebPImagePlugin

from ..errors import DecodeError
from .orientation import read_orientation
from .raster import Raster, check_size, first_of, load_pillow


def read_webp(data: bytes) -> Raster:
    """Decode a WebP, always RGB: the format knows no grey.

    Raises:
        DecodeError: if it is too large or cut short.
    """
    found: dict[bytes, bytes] = {}
    frames = 0
    for kind, body in _chunks(data):
        found.setdefault(kind, body)
        frames += kind == b"ANMF"
    check_size(*_canvas(found))
    with WebPImagePlugin.WebPImageFile(io.BytesIO(data)) as image:
        check_size(*image.size)
        samples, alpha = load_pillow(image)
    return Raster(
        samples,
        alpha,
        profile=found.get(b"ICCP", b""),
        orientation=read_orientation(found.get(b"EXIF", b"")),
        notes=first_of(frames, "frames", "animation"),
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (type, body) of the chunks; of pixel data only the first bytes."""
    start = 12
    while start + 8 <= len(data):
        kind, length = data[start : start + 4], int.from_bytes(data[start + 4 : start + 8], "little")
        end = start + 8 + length
        if end > len(data):
            raise DecodeError("expected a complete WebP, found one that is cut short; export or download it again")
        yield kind, data[start + 8 : end if kind in (b"ICCP", b"EXIF") else min(end, start + 18)]
        start = end + length % 2


def _canvas(found: dict[bytes, bytes]) -> tuple[int, int]:
    """Return (width, height) from the first header present; (0, 0) if there is none."""
    if len(head := found.get(b"VP8X", b"")) >= 10:
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if len(head := found.get(b"VP8L", b"")) >= 5:
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if len(head := found.get(b"VP8 ", b"")) >= 10:
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    return 0, 0
