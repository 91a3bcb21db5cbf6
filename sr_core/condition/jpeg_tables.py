"""Quantisation tables of a JPEG file, and the quality they stand for."""

from dataclasses import dataclass

import numpy as np

from ..errors import DecodeError
from ..files.jpeg import segments

_TABLES = 0xDB
"""Marker DQT."""
_SIZE = 64
_LUMA = """16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62
18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99"""
_CHROMA = """17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 47 66 99 99 99 99 99 99
99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99"""
_STANDARD = tuple(np.array(table.split(), np.int64) for table in (_LUMA, _CHROMA))
"""Tables K.1 and K.2 of ITU-T T.81, row by row."""
_ZIGZAG = sorted(range(_SIZE), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))
"""Position in the table, row by row, of each number as the file stores it: T.81, figure A.6."""


@dataclass(frozen=True, slots=True)
class JpegQuality:
    """Quality at which a JPEG file was saved."""

    quality: int
    """1..100 on the scale of the Independent JPEG Group's library; of the luma's table."""
    standard: bool
    """True if every table is one of the standard's two, scaled exactly as that library does; else `quality` is the
    nearest one, as for files of Photoshop and many cameras."""
    tables: int
    """Number of quantisation tables in the file: 1 for most grey pictures, 2 for most colour ones."""


def jpeg_quality(data: bytes) -> JpegQuality | None:
    """Read the quality of a JPEG from its quantisation tables.

    Args:
        data: bytes of the file, of any kind.

    Returns:
        None for bytes that are no JPEG, or one without whole tables.

    Source: the scaling of libjpeg's jpeg_set_quality; ITU-T T.81, annexes B.2.4.1 and K.1.
    """
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    try:
        tables = _read(data)
    except DecodeError:
        return None
    if not tables:
        return None
    found = [_nearest(tables[number], number > 0) for number in sorted(tables)]
    return JpegQuality(found[0][0], all(exact for _, exact in found), len(tables))


def _read(data: bytes) -> dict[int, np.ndarray]:
    """Return each table by its number in the file, row by row."""
    tables: dict[int, np.ndarray] = {}
    for marker, start, end in segments(data):
        if marker != _TABLES:
            continue
        position = start + 4
        while position < end:
            wide = data[position] >> 4 != 0
            values = np.frombuffer(data[position + 1 : end], ">u2" if wide else "u1")[:_SIZE]
            if values.size < _SIZE:
                break
            table = np.empty(_SIZE, np.int64)
            table[_ZIGZAG] = values
            tables[data[position] & 15] = table
            position += 1 + _SIZE * (2 if wide else 1)
    return tables


def _nearest(table: np.ndarray, chroma: bool) -> tuple[int, bool]:
    """Return the quality whose standard table is nearest, and whether it is the same.

    A table behind the first may be the luma's again, as in files that keep three.
    """
    distances = {
        (quality, kind): float(np.abs(np.log(np.maximum(table, 1) / _scaled(_STANDARD[kind], quality))).sum())
        for quality in range(1, 101)
        for kind in ((0, 1) if chroma else (0,))
    }
    best = min(distances, key=distances.__getitem__)
    return best[0], distances[best] == 0.0


def _scaled(table: np.ndarray, quality: int) -> np.ndarray:
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return np.clip((table * percent + 50) // 100, 1, 255)
