"""A FLIR radiometric JPEG made by hand, field by field, after exiftool's FLIR tag table."""

import io
import struct

import numpy as np
from PIL import Image

CAMERA = {
    32: ("f", 0.95),  # emissivity
    36: ("f", 1.0),  # distance, m
    40: ("f", 293.15),  # reflected, K
    44: ("f", 293.15),  # air, K
    48: ("f", 293.15),  # window, K
    52: ("f", 1.0),  # window transmission
    60: ("f", 0.5),  # humidity
    88: ("f", 14985.93),  # Planck R1
    92: ("f", 1398.1),  # Planck B
    96: ("f", 1.0),  # Planck F
    112: ("f", 0.006569),  # atmosphere: alpha 1, alpha 2, beta 1, beta 2, X
    116: ("f", 0.01262),
    120: ("f", -0.002276),
    124: ("f", -0.00667),
    128: ("f", 1.9),
    776: ("i", -6233),  # Planck O
    780: ("f", 0.0112832),  # Planck R2
    784: ("H", 8118),  # lowest and highest count
    786: ("H", 56883),
}
"""Offset in the camera record -> (type, value): an E60's constants."""
COUNTS = (14000 + 10 * np.arange(12 * 16)).reshape(12, 16).astype(np.uint16)
"""About 14 to 26 degC."""


def camera_record(changes: dict[int, float] | None = None, *, order: str = "<") -> bytes:
    """The camera record, some of its fields replaced."""
    record = bytearray(2476)
    struct.pack_into(order + "H", record, 0, 2)
    for offset, (kind, value) in CAMERA.items():
        struct.pack_into(order + kind, record, offset, (changes or {}).get(offset, value))
    return bytes(record)


def raw_record(counts: np.ndarray, *, png: bytes = b"", order: str = "<") -> bytes:
    """The raw record: 32 bytes of header, then counts or a PNG of them."""
    height, width = counts.shape
    return struct.pack(order + "HHH", 2, width, height) + bytes(26) + (png or counts.astype(order + "u2").tobytes())


def fff(raw: bytes, camera: bytes) -> bytes:
    """The small file system that holds both records."""
    entries, body, start = b"", b"", 64 + 3 * 32
    for kind, record in ((1, raw), (32, camera)):
        entries += struct.pack(">HHIIII", kind, 1, 100, 1, start + len(body), len(record)) + bytes(12)
        body += record
    header = b"FFF\0" + bytes(16) + struct.pack(">III", 100, 64, 3) + bytes(32)
    return header + entries + bytes(32) + body


def jpeg(data: bytes, *, piece: int = 400, orientation: int = 1) -> bytes:
    """A small grey JPEG with FLIR data cut into APP1 segments of `piece` bytes."""
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.full((24, 32), 99, np.uint8)).save(buffer, "JPEG", exif=exif)
    pieces = [data[at : at + piece] for at in range(0, len(data), piece)]
    segments = b"".join(
        b"\xff\xe1" + struct.pack(">H", len(body) + 10) + b"FLIR\0\1" + bytes([number, len(pieces) - 1]) + body
        for number, body in enumerate(pieces)
    )
    plain = buffer.getvalue()
    return plain[:2] + segments + plain[2:]


def radiometric(counts: np.ndarray = COUNTS, changes: dict[int, float] | None = None, **options: int) -> bytes:
    """A whole radiometric JPEG."""
    return jpeg(fff(raw_record(counts), camera_record(changes)), **options)
