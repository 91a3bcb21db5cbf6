"""The first directory of a TIFF: the amount of data that its tags refer to. Source: TIFF 6.0, section 2; BigTIFF."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import DecodeError

_MAX_TAGS = 1000
_MAX_NUMBERS = 1_000_000
"""Largest number of values in one tag: 300,000 strips and the 196,608 entries of a transfer function are below."""
_BYTES = (1, 2, 6, 7)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
"""Type of a tag -> bytes of one value."""
_SLACK = 4096
_CUT_SHORT = "expected a complete TIFF, found one that is cut short; export or download it again"


@dataclass(frozen=True, slots=True)
class _Form:
    """Form in which numbers are written: TIFF or BigTIFF, little or big end first."""

    order: str
    big: bool

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.big else "H")

    @property
    def entry(self) -> str:
        return self.order + ("HHQ8s" if self.big else "HHI4s")

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.big else "I")


def check_directory(data: bytes) -> None:
    """Refuse a first directory of so many or so large tags that reading them takes more than the file is worth.

    A small file can name one long text, or one list of strips, in thousands of tags.

    Raises:
        DecodeError: for such a directory, and for a file without one.
    """
    form, position = _start(data)
    total = 0
    for kind, count in _entries(data, form, position):
        size = count * _SIZES.get(kind, 0)
        if kind not in _BYTES and count > _MAX_NUMBERS:
            raise DecodeError(
                f"expected at most {_MAX_NUMBERS:,} numbers in a tag of a TIFF, found {count:,}; save it again"
            )
        total += size if size <= len(data) else 0  # a tag that does not fit into the file is not read
    if total > 2 * len(data) + _SLACK:
        raise DecodeError(
            "expected TIFF tags with values of their own, found many that share the same bytes; save it again"
        )


def _start(data: bytes) -> tuple[_Form, int]:
    """Return how the file is written and where its first directory is."""
    form = _Form("<" if data.startswith(b"II") else ">", data[2:4] in (b"+\0", b"\0+"))
    at = 8 if form.big else 4
    if len(data) < at + struct.calcsize(form.offset):
        raise DecodeError(_CUT_SHORT)
    return form, struct.unpack_from(form.offset, data, at)[0]


def _entries(data: bytes, form: _Form, position: int) -> Iterator[tuple[int, int]]:
    """Yield (type, number of values) of the tags of a directory."""
    start = position + struct.calcsize(form.count)
    if start > len(data):
        raise DecodeError(_CUT_SHORT)
    (tags,) = struct.unpack_from(form.count, data, position)
    size = struct.calcsize(form.entry)
    if start + tags * size > len(data):
        raise DecodeError(_CUT_SHORT)
    if tags > _MAX_TAGS:
        raise DecodeError(f"expected at most {_MAX_TAGS:,} tags in a TIFF, found {tags:,}; save it again")
    for number in range(tags):
        _, kind, count, _ = struct.unpack_from(form.entry, data, start + number * size)
        yield kind, count
