"""Files made by hand, bit by bit, for what no library writes."""

import io
import struct
import zipfile
import zlib

import numpy as np
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


def zip_file(**files: bytes) -> bytes:
    """Write a ZIP archive of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()
