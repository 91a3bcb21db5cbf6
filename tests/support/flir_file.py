"""FLIR radiometric JPEGs and recordings made by hand, field by field, after exiftool's FLIR tag table."""

import io
import struct

import imagecodecs
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


def raw_record(counts: np.ndarray, *, coded: bytes = b"", order: str = "<") -> bytes:
    """The raw record: 32 bytes of header, then counts, or a PNG or JPEG-LS of them."""
    height, width = counts.shape
    return struct.pack(order + "HHH", 2, width, height) + bytes(26) + (coded or counts.astype(order + "u2").tobytes())


def visible_record(coded: bytes, width: int, height: int) -> bytes:
    """The record of a visible picture: 32 bytes of header, then a PNG or JPEG."""
    return struct.pack("<HHH", 3, width, height) + bytes(26) + coded


def alignment_record(real_to_ir: float, across: int, down: int) -> bytes:
    """The record of the camera's picture in picture."""
    return struct.pack("<fhh", real_to_ir, across, down) + bytes(88)


def fff(
    raw: bytes, camera: bytes, more: dict[int, bytes] | None = None, *, order: str = ">", creator: bytes = b""
) -> bytes:
    """The small file system that holds both records, and more by their type."""
    records = ((1, raw), (32, camera), *(more or {}).items())
    entries, body, start = b"", b"", 64 + (len(records) + 1) * 32
    for kind, record in records:
        entries += struct.pack(order + "HHIIII", kind, 1, 100, 1, start + len(body), len(record)) + bytes(12)
        body += record
    header = b"FFF\0" + creator.ljust(16, b"\0") + struct.pack(order + "III", 100, 64, len(records) + 1) + bytes(32)
    return header + entries + bytes(32) + body


def frame(counts: np.ndarray, changes: dict[int, float] | None = None, *, coding: str = "raw") -> bytes:
    """One frame of a recording: its counts as they are (.seq), or in PNG or JPEG-LS (.csq), little-endian as seen."""
    coded = {"raw": b"", "png": imagecodecs.png_encode(counts.byteswap()), "jpeg-ls": imagecodecs.jpegls_encode(counts)}
    raw = raw_record(counts, coded=coded[coding])
    return fff(raw, camera_record(changes), order="<", creator=b"RTP" if coding == "jpeg-ls" else b"CAMCTRL")


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


def radiometric(
    counts: np.ndarray = COUNTS,
    changes: dict[int, float] | None = None,
    more: dict[int, bytes] | None = None,
    **options: int,
) -> bytes:
    """A whole radiometric JPEG."""
    return jpeg(fff(raw_record(counts), camera_record(changes), more), **options)
