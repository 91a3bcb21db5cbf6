"""Lookup tables of DICOM: descriptor and data to an array (PS3.3 C.11.1.1.1, C.11.2.1.1, C.7.6.3.1.5, C.7.9.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

from ..errors import DecodeError

MAX_LUT_ENTRIES = 65536
"""Entries of the largest table: the descriptor's number has 16 bits, and 0 stands for this many."""
_LONGEST = 4 * MAX_LUT_ENTRIES
"""Largest number of words of data: segments may need more words than the entries they stand for."""
_BAD = "expected a complete lookup table, found one that is damaged or cut short; export the file again"


@dataclass(frozen=True, slots=True, eq=False)
class Lut:
    """A lookup table."""

    first: int
    """Input of the first entry."""
    entries: np.ndarray
    """Entries of the table, (N,) uint16."""
    declared: int
    """Bits of an entry as the descriptor says, 8 to 16."""

    @property
    def needed(self) -> int:
        """Bits that the largest entry needs, at least 8."""
        return max(8, int(self.entries.max()).bit_length())

    @property
    def bits(self) -> int:
        """Bits that hold every entry: as declared, or more where the entries prove it."""
        return max(self.declared, self.needed)

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Look integers up; those outside have the first or the last entry."""
        index = values.astype(np.int64) - self.first
        return self.entries[np.clip(index, 0, len(self.entries) - 1)]


def holds_table(item: Dataset, name: str = "LUT") -> bool:
    """Tell an item that has a descriptor or data; an empty one stands for no table."""
    return any(_present(item, f"{name}{end}") for end in ("Descriptor", "Data"))


def read_lut(
    item: Dataset, name: str = "LUT", *, signed: bool | None, big_endian: bool, segmented: bool = False
) -> Lut:
    """Read a table.

    Args:
        item: dataset with the descriptor (number of entries, input of the first, bits of an entry) and the data.
        name: beginning of their keywords.
        signed: True if inputs may be below 0, False if they cannot, None if the descriptor's VR decides.
        big_endian: byte order of bytes.
        segmented: True for segments (PS3.3 C.7.9.2), whose keyword begins with "Segmented".

    Raises:
        DecodeError: for a table that is damaged.
    """
    descriptor = f"{name}Descriptor"
    three = _words(item, descriptor, big_endian, 3)
    if len(three) != 3:
        raise DecodeError(_BAD)
    count, first, bits = (int(n) for n in three)
    count = count or MAX_LUT_ENTRIES
    below_zero = item.get_item(descriptor).VR == "SS" if signed is None else signed
    if first > 0x7FFF and (below_zero or first + count > MAX_LUT_ENTRIES):  # a table cannot reach beyond 65535
        first -= MAX_LUT_ENTRIES
    if not 8 <= bits <= 16:
        raise DecodeError(f"expected a lookup table of 8 to 16 bits, found {bits}; export the file again")
    words = _words(item, f"Segmented{name}Data" if segmented else f"{name}Data", big_endian, _LONGEST)
    if segmented:
        words = _unfold_all(words, count, bits)
    elif len(words) < count and (bits == 8 or len(words) == -(-count // 2)):  # entries of 8 bits stand two to a word
        words, bits = np.stack((words & 0xFF, words >> 8), axis=1).reshape(-1), 8
    if len(words) < count:
        raise DecodeError(_BAD)
    return Lut(first, words[:count].astype(np.uint16), bits)


def _present(item: Dataset, keyword: str) -> bool:
    element = item.get_item(keyword) if keyword in item else None
    return element is not None and element.value not in (None, b"", "", [])


def _words(item: Dataset, keyword: str, big_endian: bool, limit: int) -> np.ndarray:
    """Return at most `limit` 16-bit numbers as int64, without sign; pydicom makes no list of them."""
    if not _present(item, keyword):
        return np.zeros(0, np.int64)
    element = item.get_item(keyword)
    value = element.value
    if isinstance(element, RawDataElement) and element.VR in ("DS", "IS"):
        value = item[keyword].value
    if isinstance(value, bytes):
        value = value[: 2 * limit]
        return np.frombuffer(value + b"\0" * (len(value) % 2), ">u2" if big_endian else "<u2").astype(np.int64)
    try:
        return np.atleast_1d(np.asarray(value, np.int64))[:limit] & 0xFFFF
    except (TypeError, ValueError, OverflowError) as error:
        raise DecodeError(_BAD) from error


def _unfold_all(words: np.ndarray, count: int, bits: int) -> np.ndarray:
    """Expand segments; those of 8-bit entries are bytes, but words in files of some writers."""
    if bits == 8:
        try:
            packed = _unfold(np.stack((words & 0xFF, words >> 8), axis=1).reshape(-1), count, width=1)
        except DecodeError:
            packed = np.zeros(0, np.int64)
        if len(packed) == count:
            return packed
    return _unfold(words, count, width=2)


def _unfold(words: np.ndarray, count: int, *, width: int) -> np.ndarray:
    """Expand discrete, linear and indirect segments of numbers of `width` bytes to at most `count` entries."""
    found: list[int] = []
    # Segments without entries might go on for billions: no more of them are read than there may be entries.
    for kind, values in islice(_segments(words, 0, len(words), width=width), MAX_LUT_ENTRIES):
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
    words: np.ndarray, start: int, stop: int, *, width: int, nested: bool = False, limit: int = MAX_LUT_ENTRIES
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
        elif kind == 2 and not nested and at + 1 + 4 // width < stop:
            # The offset has 32 bits and counts bytes, and the length the segments to repeat.
            offset = [int(n) for n in words[at + 2 : at + 2 + 4 // width]]
            begin = sum(n << (8 * width * place) for place, n in enumerate(offset)) // width
            yield from _segments(words, begin, stop, width=width, nested=True, limit=length)
            at += 2 + 4 // width
        else:
            raise DecodeError(_BAD)
