"""Signature of DICOM: told by content, also where preamble and prefix are missing (PS3.10 7.1)."""

import struct

PREFIX = 132
"""Bytes of preamble and "DICM" before the first element."""
_FIRST = tuple(struct.pack("<HH", 0x0002, element) for element in (0x0000, 0x0001, 0x0002, 0x0010)) + tuple(
    struct.pack(order + "HH", 0x0008, element)
    for order in "<>"
    for element in (0x0000, 0x0001, 0x0005, 0x0008, 0x0012, 0x0016)
)
"""Tags that a file without preamble begins with."""


def looks_like_dicom(data: bytes) -> bool:
    """Tell a DICOM file by preamble and prefix, or by a first element of group 0002 or 0008 without them."""
    if data[128:PREFIX] == b"DICM":
        return True
    if len(data) < 16 or data[:4] not in _FIRST:
        return False
    return names_vr(data) or struct.unpack_from("<I", data, 4)[0] < 128


def names_vr(head: bytes) -> bool:
    """Tell an element that names its type by two capitals ("explicit VR")."""
    return all(65 <= byte <= 90 for byte in head[4:6])
