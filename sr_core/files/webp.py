"""WebP: lossy and lossless, alpha, first frame of an animation. Source: RFC 9649."""

import struct
from collections.abc import Iterator

import imagecodecs
import numpy as np

from ..errors import DecodeError
from .colour.codes import from_exif
from .exif import read_exif, read_orientation
from .limits import LIMITS
from .raster import Raster, check_size, first_of

_MAX_CHUNKS = 100_000
_ALPHA_FLAG = 0x10
_PICTURES = (b"ALPH", b"VP8 ", b"VP8L")
_CUT_SHORT = "expected a complete WebP, found one that is cut short; export or download it again"


def read_webp(data: bytes) -> Raster:
    """Decode a WebP, always as RGB: the format has no grey.

    Raises:
        DecodeError: if it is too large or cut short, or if there are too many frames.
    """
    found: dict[bytes, bytes] = {}
    frames = 0
    for kind, start, end in _chunks(data, 12):
        frames += kind == b"ANMF"
        if kind not in found:
            found[kind] = data[start:end]
    LIMITS.check_frames(frames, "frames")
    width, height = _size(found)
    check_size(width, height, 32)
    if b"ANMF" in found:
        pixels = _first_frame(found[b"ANMF"], width, height)
    else:
        pixels = _still({kind: found[kind] for kind in _PICTURES if kind in found}, width, height)
    profile, exif = found.get(b"ICCP", b""), found.get(b"EXIF", b"")
    colour, notes = (None, ()) if profile else from_exif(read_exif(exif))
    return Raster(
        pixels[..., :3],
        pixels[..., 3] if pixels.shape[2] == 4 else None,
        profile=profile,
        colour=colour,
        orientation=read_orientation(exif),
        notes=first_of(frames, "frames", "animation") + notes,
    )


def _chunks(data: bytes, start: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start, end) of the body of every chunk."""
    for _ in range(_MAX_CHUNKS):
        if start + 8 > len(data):
            return
        kind, length = struct.unpack_from("<4sI", data, start)
        end = start + 8 + length
        if end > len(data):
            raise DecodeError(_CUT_SHORT)
        yield kind, start + 8, end
        start = end + length % 2
    raise DecodeError(f"expected at most {_MAX_CHUNKS:,} chunks in a WebP, found more; save it as PNG")


def _size(found: dict[bytes, bytes]) -> tuple[int, int]:
    """Return (width, height) from the first header present; (0, 0) if there is none."""
    if len(head := found.get(b"VP8X", b"")) >= 10:
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if len(head := found.get(b"VP8L", b"")) >= 5:
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if len(head := found.get(b"VP8 ", b"")) >= 10:
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    return 0, 0


def _still(parts: dict[bytes, bytes], width: int, height: int) -> np.ndarray:
    """Decode one picture from its chunks alone, (H, W, 3 or 4): no other chunk reaches libwebp."""
    if _size({kind: body for kind, body in parts.items() if kind != b"ALPH"}) != (width, height):
        raise DecodeError("expected a WebP of the size its header says, found another; export or download it again")
    body = b"".join(kind + struct.pack("<I", len(part)) + part + bytes(len(part) % 2) for kind, part in parts.items())
    if b"ALPH" in parts:
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        body = b"VP8X" + struct.pack("<II", 10, _ALPHA_FLAG) + sides + body
    pixels: np.ndarray = imagecodecs.webp_decode(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)
    return pixels


def _first_frame(frame: bytes, width: int, height: int) -> np.ndarray:
    """Decode the first frame onto its canvas, (H, W, 4); the canvas around it is transparent."""
    if len(frame) < 16:
        raise DecodeError(_CUT_SHORT)
    left, top, across, down = (int.from_bytes(frame[at : at + 3], "little") for at in (0, 3, 6, 9))
    left, top, across, down = 2 * left, 2 * top, across + 1, down + 1
    if left + across > width or top + down > height:
        raise DecodeError("expected a frame inside its WebP picture, found one that is not; export it again")
    parts = {kind: frame[start:end] for kind, start, end in _chunks(frame, 16) if kind in _PICTURES}
    pixels = _still(parts, across, down)
    canvas = np.zeros((height, width, 4), np.uint8)
    part = canvas[top : top + down, left : left + across]
    part[..., : pixels.shape[2]] = pixels
    if pixels.shape[2] == 3:
        part[..., 3] = 255
    return canvas
