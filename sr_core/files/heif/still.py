"""The still picture of a HEIC or AVIF file, written anew with nothing else beside it.

The items are read here, and a decoder is given the primary picture alone: its tiles and its transparency, but no
thumbnail, depth map, second picture, animation or metadata. Turning and cropping are left to this app, so that neither
is done twice. Source: ISO/IEC 23008-12 (HEIF); ISO/IEC 14496-12, 8.11.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from ...errors import DecodeError
from ..boxes import box, cut_short, damaged, full_box
from ..raster import check_size
from .coded import Coded
from .items import Item, Items

_KEPT = (b"ispe", b"pixi", b"colr", b"hvcC", b"av1C", b"auxC", b"a1op", b"lsel", b"a1lx")
"""Properties that a decoder needs."""
_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_MARGIN = 64
"""Most that a coded picture is larger than it says, each way: a block of HEVC is cropped."""

Reader = Callable[[Item, bytes], Coded]
"""Reads the header of a coded item."""


@dataclass(frozen=True, slots=True)
class Still:
    """One picture to decode."""

    file: bytes
    """A file of this picture alone."""
    depth: int
    """Bits per sample."""
    premultiplied: bool
    """True for colours that were multiplied by their alpha."""


class _Writer:
    """Collects the items of the new file."""

    def __init__(self, data: bytes, items: Items, kind: bytes, read: Reader) -> None:
        self.data, self.items, self.kind, self.read = data, items, kind, read
        self.entries: list[tuple[Item, bytes]] = []
        self.references: list[bytes] = []
        self.depths: set[int] = set()
        self.channels = 1

    def add(self, number: int) -> int:
        """Add an item, and for a grid its tiles; return its new number."""
        item = self.items.of(number)
        content = b"".join(self.data[start:end] for start, end in item.extents)
        if not content:
            raise DecodeError(cut_short(self.items.whole))
        if item.kind == self.kind:
            return self._add_coded(item, content)
        if item.kind == b"grid":
            return self._add_grid(item, content)
        name = item.kind.decode("latin-1")
        raise DecodeError(
            f"expected a picture coded as {self.kind.decode()!r} in this {self.items.whole}, alone or in tiles, "
            f"found {name!r:.20}; save the picture as PNG"
        )

    def _add_coded(self, item: Item, content: bytes) -> int:
        coded = self.read(item, content)
        width, height = size_of(item, self.items.whole)
        check_size(coded.width, coded.height, coded.channels * (8 if coded.depth == 8 else 16))
        if not (0 <= coded.width - width < _MARGIN and 0 <= coded.height - height < _MARGIN):
            raise DecodeError(damaged(self.items.whole))
        self.depths.add(coded.depth)
        self.channels = max(self.channels, coded.channels)
        self.entries.append((item, coded.data))
        return len(self.entries)

    def _add_grid(self, item: Item, content: bytes) -> int:
        """Add the tiles of a grid, which must cover it and no more. Source: ISO/IEC 23008-12, 6.6.2.3."""
        whole = self.items.whole
        wide = content[1] & 1 if len(content) > 1 else 0
        if len(content) < (12 if wide else 8):
            raise DecodeError(cut_short(whole))
        rows, columns, width, height = struct.unpack_from(">BBII" if wide else ">BBHH", content, 2)
        tiles = item.references.get(b"dimg", ())
        if len(tiles) != (rows + 1) * (columns + 1) or size_of(item, whole) != (width, height):
            raise DecodeError(damaged(whole))
        sizes = {size_of(self.items.of(tile), whole) for tile in tiles}
        if len(sizes) > 1 or any(self.items.of(tile).kind != self.kind for tile in tiles):
            raise DecodeError(damaged(whole))
        across, down = sizes.pop()
        if not (columns * across < width <= (columns + 1) * across and rows * down < height <= (rows + 1) * down):
            raise DecodeError(damaged(whole))
        check_size((columns + 1) * across, (rows + 1) * down)
        new = [self.add(tile) for tile in tiles]
        self.entries.append((item, content))
        number = len(self.entries)
        self.references.append(box(b"dimg", struct.pack(f">HH{len(new)}H", number, len(new), *new)))
        return number


def still(data: bytes, items: Items, kind: bytes, read: Reader) -> Still:
    """Write the primary picture alone.

    Args:
        data: the whole file.
        items: its items.
        kind: type of coded items that the decoder knows, b"hvc1" or b"av01".
        read: reads the header of a coded item, whose size is then checked.

    Raises:
        DecodeError: for a picture that is too large, coded in another way, cut short or damaged.
    """
    writer = _Writer(data, items, kind, read)
    size = size_of(items.of(items.primary), items.whole)
    check_size(*size)
    primary = writer.add(items.primary)
    alpha = _alpha_of(items)
    if alpha is not None and size_of(items.of(alpha), items.whole) == size:
        mask = writer.add(alpha)
        writer.references.append(box(b"auxl", struct.pack(">HHH", mask, 1, primary)))
    if len(writer.depths) > 1:
        raise DecodeError(
            f"expected parts of the same bits in this {items.whole}, found others; save the picture as PNG"
        )
    channels, depth = writer.channels + (alpha is not None), writer.depths.pop()
    check_size(*size, channels * (8 if depth == 8 else 16))
    premultiplied = alpha is not None and alpha in items.of(items.primary).references.get(b"prem", ())
    brand = b"avif" if kind == b"av01" else b"heic"
    return Still(_file(writer, primary, brand), depth, premultiplied)


def size_of(item: Item, whole: str) -> tuple[int, int]:
    """Return (width, height) that the container says of an item.

    Raises:
        DecodeError: if it says none.
    """
    found = item.find(b"ispe")
    if not found or len(found[0]) < 12:
        raise DecodeError(damaged(whole))
    width, height = struct.unpack_from(">II", found[0], 4)
    return width, height


def _alpha_of(items: Items) -> int | None:
    for number, item in items.by_number.items():
        if items.primary in item.references.get(b"auxl", ()):
            kinds = [body[4:].partition(b"\0")[0] for body in item.find(b"auxC")]
            if any(kind in _ALPHA for kind in kinds):
                return number
    return None


def _file(writer: _Writer, primary: int, brand: bytes) -> bytes:
    properties: dict[tuple[bytes, bytes], int] = {}
    kinds, used = [], []
    for number, (item, _) in enumerate(writer.entries, 1):
        kinds.append(full_box(b"infe", struct.pack(">HH4sB", number, 0, item.kind, 0), version=2))
        kept = [found for found in item.properties if found[0] in _KEPT]
        places = [properties.setdefault(found, len(properties) + 1) for found in kept]
        used.append(struct.pack(f">HB{len(places)}H", number, len(places), *places))
    count = struct.pack(">H", len(writer.entries))
    handler = full_box(b"hdlr", bytes(4), b"pict", bytes(13))
    listed = full_box(b"iinf", count, *kinds)
    stored = box(b"ipco", *(box(kind, body) for kind, body in properties))
    assigned = box(b"ipma", b"\0\0\0\1", struct.pack(">I", len(used)), *used)
    named = full_box(b"pitm", struct.pack(">H", primary))
    links = full_box(b"iref", *writer.references) if writer.references else b""
    start = box(b"ftyp", brand, bytes(4), b"mif1", brand)
    rest = (handler, named, listed, box(b"iprp", stored, assigned), links)
    meta = full_box(b"meta", *rest, _places(writer, 0))
    meta = full_box(b"meta", *rest, _places(writer, len(start) + len(meta) + 8))
    return start + meta + box(b"mdat", *(content for _, content in writer.entries))


def _places(writer: _Writer, at: int) -> bytes:
    """Return the item location box of data that begins at `at`."""
    entries = []
    for number, (_, content) in enumerate(writer.entries, 1):
        entries.append(struct.pack(">HHHII", number, 0, 1, at, len(content)))
        at += len(content)
    return full_box(b"iloc", b"\x44\0", struct.pack(">H", len(entries)), *entries)
