"""Fixtures of picture files."""

import struct

import numpy as np
import pytest


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
