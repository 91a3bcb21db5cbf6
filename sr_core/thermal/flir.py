"""FLIR data: raw counts and the camera's calibration, found and checked, not yet temperatures.

Source: exiftool's FLIR tag table; ISO/IEC 14495-1 (JPEG-LS), Annex C, for its frame header.
"""

import struct
from dataclasses import dataclass

import imagecodecs
import numpy as np

from ..errors import DecodeError
from ..files.png import read_png
from ..files.raster import check_size
from .fff import CAMERA_INFO, CUT_SHORT, RAW_DATA, RECORD_HEADER, join_segments, order_of, read_records

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
_START, _END, _START_OF_SCAN, _JPEG_LS = b"\xff\xd8", b"\xff\xd9", 0xDA, 0xF7
_MAX_SEGMENTS = 256
_BITS = 64
"""Bits of a temperature while it is computed."""


@dataclass(frozen=True, slots=True, eq=False)
class FlirData:
    """Raw counts and calibration that a thermal camera stored."""

    counts: np.ndarray
    """(H, W) uint16 counts in the orientation of the sensor, never turned by an EXIF orientation."""
    camera: dict[str, float]
    """Fields of the camera record, unchecked."""


def read_flir(data: bytes) -> FlirData:
    """Find raw counts and calibration in a JPEG.

    Raises:
        DecodeError: if a part is missing, damaged or cut short, or if the file holds no raw counts.
    """
    return read_fff(join_segments(data))


def read_fff(fff: bytes) -> FlirData:
    """Find raw counts and calibration in an FFF file, which is also a frame of a recording.

    Raises:
        DecodeError: if a part is missing, damaged or cut short, or if the file holds no raw counts.
    """
    records = read_records(fff, (RAW_DATA, CAMERA_INFO))
    if len(records) < 2:
        raise DecodeError(
            "expected the camera's raw data and calibration in this FLIR file, found none; export it again, or open it "
            "as an ordinary picture"
        )
    camera = records[CAMERA_INFO]
    order = order_of(camera)
    if len(camera) < max(offset for offset, _ in _FIELDS.values()) + 4:
        raise DecodeError(CUT_SHORT)
    fields = {name: struct.unpack_from(order + kind, camera, at)[0] for name, (at, kind) in _FIELDS.items()}
    return FlirData(_counts(records[RAW_DATA]), fields)


def _counts(record: bytes) -> np.ndarray:
    width, height = struct.unpack_from(order_of(record) + "HH", record, 2)
    check_size(width, height, _BITS)
    body = record[RECORD_HEADER:]
    if body.startswith(b"\x89PNG"):
        png = read_png(body)
        if png.stored is None or png.stored.shape != (height, width):
            raise DecodeError(CUT_SHORT)
        return _in_order(png.stored)
    if body.startswith(_START):
        return _jpeg_ls(body, width, height)
    if len(body) < 2 * width * height:
        raise DecodeError(CUT_SHORT)
    return np.frombuffer(body, order_of(record) + "u2", width * height).reshape(height, width).astype(np.uint16)


def _jpeg_ls(body: bytes, width: int, height: int) -> np.ndarray:
    """Decode counts in JPEG-LS, whose frame header must declare the same size."""
    at, marker = len(_START), 0
    for _ in range(_MAX_SEGMENTS):
        if at + 10 > len(body) or body[at] != 0xFF:
            raise DecodeError(CUT_SHORT)
        marker = body[at + 1]
        if marker in (_JPEG_LS, _START_OF_SCAN) or marker in range(0xC0, 0xC4):
            break
        at += 2 + int.from_bytes(body[at + 2 : at + 4], "big")
    if marker != _JPEG_LS:
        raise DecodeError(
            "expected raw counts as they are, in PNG or in JPEG-LS, found another kind of JPEG; "
            "export the frame as a radiometric JPEG, TIFF or CSV with the camera's program"
        )
    bits, rows, columns, samples = struct.unpack_from(">BHHB", body, at + 4)
    if (rows, columns, samples) != (height, width, 1) or bits > 16 or _END not in body:
        raise DecodeError(CUT_SHORT)
    try:
        counts = imagecodecs.jpegls_decode(body + _END)  # without its end marker, CharLS looks for pixels for seconds
    except (imagecodecs.JpeglsError, RuntimeError, ValueError) as error:
        raise DecodeError(CUT_SHORT) from error
    if counts.shape != (height, width):
        raise DecodeError(CUT_SHORT)
    return counts.astype(np.uint16)


def _in_order(values: np.ndarray) -> np.ndarray:
    """Undo FLIR's byte swap inside PNG; cameras of about 2006 did not swap, and their picture is smooth as it is."""
    swapped = values.byteswap()
    return values if 4.0 * _roughness(values) < _roughness(swapped) else swapped


def _roughness(values: np.ndarray) -> float:
    return float(np.abs(np.diff(values.astype(np.int32))).sum(dtype=np.float64))
