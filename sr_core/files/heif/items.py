"""Items of a HEIC or AVIF file: what is in it, where, and with which properties. Source: ISO/IEC 14496-12, 8.11."""

import struct
from dataclasses import dataclass, field

from ...errors import DecodeError
from ..boxes import boxes, cut_short, damaged

_MAX_ITEMS = 20_000
"""Largest number of items, of their extents, and of their properties; each."""


@dataclass(slots=True)
class Item:
    """One item: a coded picture, a tile, a grid of tiles, or metadata."""

    kind: bytes = b""
    """Type, such as b"hvc1", b"av01" or b"grid"."""
    hidden: bool = False
    """True for an item that is no picture of its own, such as a tile."""
    extents: list[tuple[int, int]] = field(default_factory=list)
    """(start, end) in the file of the parts of its data."""
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    """(type, body) in their order."""
    references: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    """Type of a reference, such as b"dimg", -> the items it leads to."""

    def find(self, kind: bytes) -> list[bytes]:
        """Return the bodies of the properties of a type."""
        return [body for found, body in self.properties if found == kind]


@dataclass(slots=True)
class Items:
    """All items of a file."""

    whole: str
    """Name of the format, for messages."""
    by_number: dict[int, Item] = field(default_factory=dict)
    primary: int = -1
    """Number of the picture that is shown."""
    frames: int = 0
    """Frames of the animation beside the items; 0 for a still."""

    def of(self, number: int) -> Item:
        """Return an item.

        Raises:
            DecodeError: if there is none of this number.
        """
        if number not in self.by_number:
            raise DecodeError(damaged(self.whole))
        return self.by_number[number]


def read_items(data: bytes, whole: str) -> Items:
    """Read the items of a file; `whole` names its format in messages.

    Raises:
        DecodeError: if it is cut short or damaged, or holds no still picture.
    """
    items = Items(whole)
    try:
        for kind, start, end in boxes(data, 0, len(data), whole):
            if kind == b"meta" and items.primary < 0:
                _read_meta(data, start + 4, end, items)
            elif kind == b"moov":
                items.frames = _frames(data, start, end, whole)
    except (struct.error, IndexError) as error:
        raise DecodeError(damaged(whole)) from error
    if items.primary < 0:
        raise DecodeError(f"expected a still picture in this {whole}, found none; save its first frame as a picture")
    return items


def _frames(data: bytes, start: int, end: int, whole: str) -> int:
    """Return the number of samples of the first track."""
    path = [b"trak", b"mdia", b"minf", b"stbl", b"stsz"]
    while path:
        found = [(first, last) for kind, first, last in boxes(data, start, end, whole) if kind == path[0]]
        if not found:
            return 0
        (start, end), path = found[0], path[1:]
    return int.from_bytes(data[start + 8 : start + 12])


def _read_meta(data: bytes, start: int, end: int, items: Items) -> None:
    found = {kind: (first, last) for kind, first, last in boxes(data, start, end, items.whole)}
    if b"pitm" not in found or b"iinf" not in found:
        return
    first, last = found[b"pitm"]
    items.primary = int.from_bytes(data[first + 4 : last][: 2 if data[first] == 0 else 4])
    _read_types(data, *found[b"iinf"], items)
    stored = found.get(b"idat", (0, 0))
    if b"iloc" in found:
        _read_places(data, *found[b"iloc"], stored, items)
    if b"iprp" in found:
        _read_properties(data, *found[b"iprp"], items)
    if b"iref" in found:
        _read_references(data, *found[b"iref"], items)


def _read_types(data: bytes, start: int, end: int, items: Items) -> None:
    for kind, first, last in boxes(data, start + (6 if data[start] == 0 else 8), end, items.whole):
        version = data[first]
        if kind != b"infe" or version < 2:
            continue
        width = 2 if version == 2 else 4
        body = data[first + 4 : last]
        number = int.from_bytes(body[:width])
        items.by_number[number] = Item(body[width + 2 : width + 6], hidden=bool(data[first + 3] & 1))
        _check_count(len(items.by_number), items.whole)


def _check_count(count: int, whole: str) -> None:
    if count > _MAX_ITEMS:
        raise DecodeError(f"expected at most {_MAX_ITEMS:,} parts in this {whole}, found more; save the picture as PNG")


class _Numbers:
    """Reads big-endian numbers one after the other."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def read(self, size: int) -> int:
        if self.at + size > self.end:
            raise IndexError("the box ends early")
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at])


def _read_places(data: bytes, start: int, end: int, stored: tuple[int, int], items: Items) -> None:
    """Read the item location box; `stored` is the place of the data inside of the meta box."""
    version = data[start]
    numbers = _Numbers(data, start + 4, end)
    sizes = numbers.read(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    total = extents = 0
    for _ in range(numbers.read(2 if version < 2 else 4)):
        number = numbers.read(2 if version < 2 else 4)
        method = numbers.read(2) & 15 if version else 0
        numbers.read(2)  # in which file; only this one is read
        base, count = numbers.read(base_size), numbers.read(2)
        extents += count
        _check_count(extents, items.whole)
        for _ in range(count):
            numbers.read(index_size if version else 0)
            offset, length = base + numbers.read(offset_size), numbers.read(length_size)
            first, last = (0, len(data)) if method == 0 else stored
            begin = first + offset
            stop = begin + length if length else last
            total += max(stop - begin, 0)
            if method > 1 or number not in items.by_number:
                continue
            if not begin <= stop <= last or total > 2 * len(data):
                raise DecodeError(cut_short(items.whole))
            items.by_number[number].extents.append((begin, stop))


def _read_properties(data: bytes, start: int, end: int, items: Items) -> None:
    properties: list[tuple[bytes, bytes]] = []
    used = 0
    for kind, first, last in boxes(data, start, end, items.whole):
        if kind == b"ipco":
            properties = [(name, data[a:b]) for name, a, b in boxes(data, first, last, items.whole)]
        elif kind == b"ipma":
            wide = data[first + 3] & 1
            numbers = _Numbers(data, first + 4, last)
            for _ in range(numbers.read(4)):
                item = items.by_number.get(numbers.read(2 if data[first] == 0 else 4), Item())
                for _ in range(numbers.read(1)):
                    at = numbers.read(2) & 0x7FFF if wide else numbers.read(1) & 0x7F
                    used += 1
                    _check_count(used, items.whole)
                    if at > len(properties):
                        raise DecodeError(damaged(items.whole))
                    if at:
                        item.properties.append(properties[at - 1])


def _read_references(data: bytes, start: int, end: int, items: Items) -> None:
    width = 2 if data[start] == 0 else 4
    for kind, first, last in boxes(data, start + 4, end, items.whole):
        numbers = _Numbers(data, first, last)
        item = items.by_number.get(numbers.read(width), Item())
        item.references[kind] = tuple(numbers.read(width) for _ in range(numbers.read(2)))
