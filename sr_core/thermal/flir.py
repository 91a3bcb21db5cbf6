"""FLIR data inside a JPEG: raw counts and the camera's calibration, found and checked, not yet temperatures.

The data are a small file system ("FFF") cut into APP1 segments. Byte order differs between cameras, between records of
one file, and in PNG records. Source: exiftool's FLIR tag table.
"""

import struct
from dataclasses import dataclass

import numpy as np

from ..errors import DecodeError
from ..files.jpeg import segments
from ..files.png import read_png
from ..files.raster import check_size

_MAGIC, _APP1 = b"FLIR\0", 0xE1
_RAW_DATA, _CAMERA_INFO = 1, 32
_HEADER, _ENTRY = 64, 32
_MAX_RECORDS = 1000
_CUT_SHORT = "expected a complete radiometric JPEG, found one that is damaged or cut short; export or download it again"
_FIELDS = {
    "emissivity": (32, "f"),
    "object_distance": (36, "f"),
    "reflected_apparent_temperature": (40, "f"),
    "atmospheric_temperature": (44, "f"),
    "ir_window_temperature": (48, "f"),
    "ir_window_transmission": (52, "f"),
    "relative_humidity": (60, "f"),
    "planck_r1": (88, "f"),
    "planck_b": (92, "f"),
    "planck_f": (96, "f"),
    "atmospheric_trans_alpha1": (112, "f"),
    "atmospheric_trans_alpha2": (116, "f"),
    "atmospheric_trans_beta1": (120, "f"),
    "atmospheric_trans_beta2": (124, "f"),
    "atmospheric_trans_x": (128, "f"),
    "planck_o": (776, "i"),
    "planck_r2": (780, "f"),
    "raw_value_range_min": (784, "H"),
    "raw_value_range_max": (786, "H"),
}
"""Name, as flyr spells it -> (byte offset in the camera record, struct type). Temperatures in kelvin."""


@dataclass(frozen=True, slots=True, eq=False)
class FlirData:
    """Raw counts and calibration that a thermal camera stored."""

    counts: np.ndarray
    """(H, W) uint16 counts in the orientation of the sensor, never turned by an EXIF orientation."""
    camera: dict[str, float]
    """Fields of the camera record, unchecked."""


def is_flir(data: bytes) -> bool:
    """Tell a JPEG with FLIR data by its segments.

    Raises:
        DecodeError: for a JPEG that ends before its pixels.
    """
    return any(marker == _APP1 and data.startswith(_MAGIC, start + 4) for marker, start, _ in segments(data))


def read_flir(data: bytes) -> FlirData:
    """Find raw counts and calibration in a JPEG.

    Raises:
        DecodeError: if a part is missing, damaged or cut short, or if the file holds no raw counts.
    """
    records = _records(_join(data))
    if _RAW_DATA not in records or _CAMERA_INFO not in records:
        raise DecodeError(
            "expected the camera's raw data in this FLIR JPEG, found none; open it as an ordinary picture"
        )
    camera = records[_CAMERA_INFO]
    order = _order(camera)
    if len(camera) < max(offset for offset, _ in _FIELDS.values()) + 4:
        raise DecodeError(_CUT_SHORT)
    fields = {name: struct.unpack_from(order + kind, camera, at)[0] for name, (at, kind) in _FIELDS.items()}
    return FlirData(_counts(records[_RAW_DATA]), fields)


def _join(data: bytes) -> bytes:
    """Join the pieces of the FLIR data; each segment holds its own number and that of the last one."""
    pieces: dict[int, bytes] = {}
    last = set()
    for marker, start, end in segments(data):
        if marker == _APP1 and data.startswith(_MAGIC, start + 4):
            body = data[start + 4 : end]
            if len(body) < 8 or body[6] in pieces:
                raise DecodeError(_CUT_SHORT)
            pieces[body[6]] = body[8:]
            last.add(body[7])
    if len(last) != 1 or sorted(pieces) != list(range(last.pop() + 1)):
        raise DecodeError(_CUT_SHORT)
    return b"".join(pieces[number] for number in sorted(pieces))


def _records(fff: bytes) -> dict[int, bytes]:
    """Return type -> body of the records; of several with one type the last, as flyr does."""
    if len(fff) < _HEADER or fff[:4] not in (b"FFF\0", b"AFF\0"):
        raise DecodeError(_CUT_SHORT)
    order = ">" if 100 <= struct.unpack_from(">I", fff, 20)[0] < 200 else "<"
    start, count = struct.unpack_from(order + "II", fff, 24)
    if count > _MAX_RECORDS or start + count * _ENTRY > len(fff):
        raise DecodeError(_CUT_SHORT)
    places = {}
    for number in range(count):
        kind, _, _, _, offset, length = struct.unpack_from(order + "HHIIII", fff, start + number * _ENTRY)
        if kind in (_RAW_DATA, _CAMERA_INFO):
            if offset + length > len(fff) or length < _ENTRY:
                raise DecodeError(_CUT_SHORT)
            places[kind] = offset, offset + length
    return {kind: fff[start:stop] for kind, (start, stop) in places.items()}


def _order(record: bytes) -> str:
    """Return the byte order of a record, which begins with the number 2."""
    order = {b"\2\0": "<", b"\0\2": ">"}.get(record[:2])
    if order is None:
        raise DecodeError(_CUT_SHORT)
    return order


def _counts(record: bytes) -> np.ndarray:
    order = _order(record)
    width, height = struct.unpack_from(order + "HH", record, 2)
    check_size(width, height)
    body = record[32:]
    if body.startswith(b"\x89PNG"):
        png = read_png(body)
        if png.stored is None or png.stored.shape != (height, width):
            raise DecodeError(_CUT_SHORT)
        return _in_order(png.stored)
    if len(body) < 2 * width * height:
        raise DecodeError(_CUT_SHORT)
    return np.frombuffer(body, order + "u2", width * height).reshape(height, width).astype(np.uint16)


def _in_order(values: np.ndarray) -> np.ndarray:
    """Undo FLIR's byte swap inside PNG; cameras of about 2006 did not swap, and their picture is smooth as it is."""
    swapped = values.byteswap()
    return values if 4.0 * _roughness(values) < _roughness(swapped) else swapped


def _roughness(values: np.ndarray) -> float:
    return float(np.abs(np.diff(values.astype(np.int32))).sum(dtype=np.float64))
