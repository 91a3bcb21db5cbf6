"""Files made by hand, bit by bit, for what no library writes."""

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One PNG chunk with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_file(
    rows: np.ndarray, *, width: int, depth: int, colour: int, before: bytes = b"", after: bytes = b""
) -> bytes:
    """A PNG of packed rows (H, bytes) uint8; chunks `before` and `after` surround the pixels."""
    header = struct.pack(">IIBBBBB", width, len(rows), depth, colour, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    body = png_chunk(b"IHDR", header) + before + png_chunk(b"IDAT", pixels) + after + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def tiff_file(values: np.ndarray, **options: object) -> bytes:
    """A TIFF as tifffile writes it, without its own metadata."""
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, values, metadata=None, **options)
    return buffer.getvalue()


def pillow_file(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A file as Pillow writes it."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def noise(*shape: int, dtype: type = np.uint8, seed: int = 0) -> np.ndarray:
    """Uniform values over the whole range of `dtype`."""
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


@pytest.fixture(scope="session")
def cmyk_profile() -> bytes:
    """An ICC profile named 'Toy inks': the 16 full-ink corners in Lab; no ink is white, all black is black."""
    corners = []
    for c, m, y, k in np.ndindex(2, 2, 2, 2):
        lightness = round(255 * (1 - k) * (1 - (c + m + y) / 6))
        corners += [lightness, 128 + (m - c) * 40 * (1 - k), 128 + (y - m) * 40 * (1 - k)]
    ramp, identity = bytes(range(256)), [65536 if i % 4 == 0 else 0 for i in range(9)]
    white = struct.pack(">3i", 63190, 65536, 54061)  # D50
    name = b"desc" + bytes(4) + struct.pack(">I", 9) + b"Toy inks\0" + bytes(78)
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + struct.pack(">9i", *identity) + ramp * 4 + bytes(corners)
    tags = {b"desc": name, b"wtpt": b"XYZ " + bytes(4) + white, b"A2B0": table + ramp * 3}
    start = 128 + 4 + 12 * len(tags)
    index, body = struct.pack(">I", len(tags)), b""
    for kind, data in tags.items():
        index += kind + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = (
        struct.pack(">I", start + len(body))
        + bytes(4)
        + b"\x02\x40\0\0prtrCMYKLab "
        + struct.pack(">6H", 2000, *[1] * 5)
    )
    return head + b"acsp" + bytes(28) + white + bytes(48) + index + body
