"""Lookup tables of DICOM: descriptor and data to an array (PS3.3 C.11.1.1.1, C.11.2.1.1, C.7.6.3.1.5, C.7.9.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..errors import DecodeError

MAX_ENTRIES = 65536
"""Entries of the largest table: the descriptor's number has 16 bits, and 0 stands for this many."""
_BAD = "expected a complete lookup table, found one that is damaged or cut short; export the file again"


@dataclass(frozen=True, slots=True, eq=False)
class Lut:
    """A table."""

    first: int
    """Input of the first entry."""
    entries: np.ndarray
    """(N,) uint16."""
    bits: int
    """Bits of an entry, 8 to 16."""

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Look integers up; those outside have the first or the last entry."""
        index = values.astype(np.int64) - self.first
        return self.entries[np.clip(index, 0, len(self.entries) - 1)]


def read_lut(descriptor: object, data: object, *, signed: bool, big_endian: bool, segmented: bool = False) -> Lut:
    """Read a table.

    Args:
        descriptor: number of entries, input of the first, bits of an entry; three numbers, or their bytes.
        data: the entries as numbers or bytes, or segments of them.
        signed: True if the input of the first entry is a signed number.
        big_endian: byte order of bytes.
        segmented: True for segments (PS3.3 C.7.9.2).

    Raises:
        DecodeError: for a table that is damaged.
    """
    three = _words(descriptor, big_endian)[:3]
    if len(three) != 3:
        raise DecodeError(_BAD)
    count, first, bits = (int(n) for n in three)
    count = count or MAX_ENTRIES
    if signed and first > 0x7FFF:
        first -= 0x10000
    if not 8 <= bits <= 16:
        raise DecodeError(f"expected a lookup table of 8 to 16 bits, found {bits}; export the file again")
    if segmented:
        entries = _unfold(_words(data, big_endian), count)
    elif isinstance(data, bytes) and bits == 8 and len(data) < 2 * count:
        entries = _bytes(data, big_endian)
    else:
        entries = _words(data, big_endian)
    if len(entries) < count:
        raise DecodeError(_BAD)
    return Lut(first, entries[:count].astype(np.uint16), bits)


def _words(value: object, big_endian: bool) -> np.ndarray:
    """Return 16-bit numbers as int64, without sign."""
    if isinstance(value, bytes):
        return np.frombuffer(value[: len(value) & ~1], ">u2" if big_endian else "<u2").astype(np.int64)
    try:
        return np.atleast_1d(np.asarray(value, np.int64)) & 0xFFFF
    except (TypeError, ValueError, OverflowError) as error:
        raise DecodeError(_BAD) from error


def _bytes(data: bytes, big_endian: bool) -> np.ndarray:
    """Return 8-bit entries, packed two to a 16-bit word."""
    values = np.frombuffer(data, np.uint8)
    return values[: len(values) & ~1].reshape(-1, 2)[:, ::-1].reshape(-1) if big_endian else values


def _unfold(words: np.ndarray, count: int) -> np.ndarray:
    """Expand discrete, linear and indirect segments to at most `count` entries."""
    found: list[int] = []
    segments = _segments(words, 0, len(words), nested=False)
    for kind, values in segments:
        if kind == 0:
            found += values
        else:
            steps, end = values
            if not found:
                raise DecodeError(_BAD)
            begin = found[-1]
            found += [round(begin + (end - begin) * n / steps) for n in range(1, min(steps, count) + 1)]
        if len(found) >= count:
            break
    return np.asarray(found, np.int64)


def _segments(
    words: np.ndarray, start: int, stop: int, *, nested: bool, limit: int = MAX_ENTRIES
) -> Iterator[tuple[int, list[int]]]:
    at = start
    while at + 2 <= stop and limit:
        kind, length = int(words[at]), int(words[at + 1])
        limit -= 1
        if kind == 0:
            yield 0, [int(n) for n in words[at + 2 : at + 2 + length]]
            at += 2 + length
        elif kind == 1 and at + 2 < stop and length:
            yield 1, [length, int(words[at + 2])]
            at += 3
        elif kind == 2 and not nested and at + 3 < stop:
            # The offset counts bytes, and the length the segments to repeat.
            begin = (int(words[at + 2]) | int(words[at + 3]) << 16) // 2
            yield from _segments(words, begin, stop, nested=True, limit=length)
            at += 4
        else:
            raise DecodeError(_BAD)
