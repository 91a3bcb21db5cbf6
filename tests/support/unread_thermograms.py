"""JPEGs of thermal cameras whose temperatures the app cannot read."""

import struct

import numpy as np
from PIL import Image

from .made_files import pillow_file

M3T = b"\x2c\x01\x20\0"
M30T = b"\xaa\x55\x38\0"


def segment(marker: int, body: bytes) -> bytes:
    """One segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", 2 + len(body)) + body


def jpeg(*segments: bytes, make: str = "", model: str = "") -> bytes:
    """A photograph with EXIF's make and model, and more segments behind it."""
    exif = Image.Exif()
    if make:
        exif[0x010F] = make
    if model:
        exif[0x0110] = model
    plain = pillow_file(Image.fromarray(np.full((12, 16, 3), 90, np.uint8)), "JPEG", exif=exif.tobytes())
    at = 2
    while plain[at + 1] in (0xE0, 0xE1):
        at += 2 + struct.unpack(">H", plain[at + 2 : at + 4])[0]
    return plain[:at] + b"".join(segments) + plain[at:]


RADIOMETRIC = {
    "DJI XT and H20T": ("DJI", jpeg(segment(0xE4, b"\xaa\x55\x12\x06" + bytes(60)), make="DJI")),
    "DJI M30T": ("DJI", jpeg(segment(0xE4, bytes(32) + M30T + bytes(28)), make="DJI")),
    "DJI M30T without EXIF": ("DJI", jpeg(segment(0xE4, bytes(32) + M30T + bytes(28)))),
    "DJI M3T": ("DJI", jpeg(segment(0xE4, bytes(32) + M3T + bytes(28)), make="DJI")),
    "DJI M3T, later firmware": ("DJI", jpeg(segment(0xE4, bytes(64) + M3T + bytes(28)), make="DJI")),
    "DJI, raw counts alone": ("DJI", jpeg(*[segment(0xE3, bytes(65_000))] * 10, make="DJI", model="M3TD")),
    "InfiRay P2 Pro": ("InfiRay", jpeg(segment(0xE2, b"\0\2\2\0IJPEG\0" + bytes(70)))),
    "Thermal Master": ("InfiRay", jpeg(segment(0xE2, b"\0\2\2\0IJPEG\0" + bytes(70)), make="Thermal Master")),
}
"""Camera -> its maker, a JPEG as it writes them."""
