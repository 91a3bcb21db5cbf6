"""HEIC and AVIF files: whole ones as encoders write them, and containers made by hand around their coded pictures."""

import io
import struct
from dataclasses import dataclass, field

import imagecodecs
import numpy as np
import pillow_heif
from PIL import Image

SRGB_CODES = b"\0\1\0\x0d\0\x06\x80"
"""Code points of sRGB: primaries, curve and matrix of two bytes each, full range."""


def heic_file(values: np.ndarray, **options: object) -> bytes:
    """A lossless HEIC of (H, W, 3 or 4) uint8 or (H, W, 3) uint16, or with `quality` a lossy one."""
    buffer = io.BytesIO()
    if values.dtype == np.uint16:
        picture = pillow_heif.from_bytes("RGB;16", values.shape[1::-1], values.tobytes())
    else:
        picture = pillow_heif.from_pillow(Image.fromarray(values))
    picture.save(buffer, **{"quality": -1, "chroma": 444, **options})
    return buffer.getvalue()


def avif_file(values: np.ndarray, **options: object) -> bytes:
    """A lossless AVIF of (H, W[, C]) values, of 8 bits unless `bitspersample` says so."""
    return imagecodecs.avif_encode(values, level=100, speed=10, **options)


def box(kind: bytes, *parts: bytes) -> bytes:
    """One box."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def find_box(data: bytes, kind: bytes) -> bytes:
    """Return the body of the first box of a type, wherever it is."""
    at = data.index(kind)
    return data[at + 4 : at - 4 + struct.unpack_from(">I", data, at - 4)[0]]


def coded_picture(data: bytes) -> tuple[bytes, bytes]:
    """Return the body of the hvcC or av1C box and the coded picture of a file that holds one."""
    return find_box(data, b"av1C" if b"av1C" in data else b"hvcC"), find_box(data, b"mdat")


@dataclass
class Part:
    """One item of a container."""

    kind: bytes
    content: bytes
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    references: dict[bytes, list[int]] = field(default_factory=dict)
    hidden: bool = False


def ispe(width: int, height: int) -> tuple[bytes, bytes]:
    """The property of an item's size."""
    return b"ispe", bytes(4) + struct.pack(">II", width, height)


def grid_of(rows: int, columns: int, width: int, height: int) -> bytes:
    """The content of a grid item."""
    return struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)


def container(parts: list[Part], *, primary: int = 1, brand: bytes = b"heic", more: bytes = b"") -> bytes:
    """A file of these items, numbered from 1; every property is stored once for each item that has it."""
    shared = list(dict.fromkeys(found for part in parts for found in part.properties))
    entries = [
        box(b"infe", b"\2\0\0", bytes((part.hidden,)), struct.pack(">HH4sB", number, 0, part.kind, 0))
        for number, part in enumerate(parts, 1)
    ]
    links = [
        box(kind, struct.pack(f">HH{len(targets)}H", number, len(targets), *targets))
        for number, part in enumerate(parts, 1)
        for kind, targets in part.references.items()
    ]
    used = [
        struct.pack(">HB", number, len(part.properties))
        + b"".join(struct.pack(">H", shared.index(found) + 1) for found in part.properties)
        for number, part in enumerate(parts, 1)
    ]

    def meta(at: int) -> bytes:
        places = []
        for number, part in enumerate(parts, 1):
            places.append(struct.pack(">HHHII", number, 0, 1, at, len(part.content)))
            at += len(part.content)
        return box(
            b"meta",
            bytes(4),
            box(b"hdlr", bytes(8), b"pict", bytes(13)),
            box(b"pitm", bytes(4), struct.pack(">H", primary)),
            box(b"iloc", bytes(4), b"\x44\0", struct.pack(">H", len(parts)), *places),
            box(b"iinf", bytes(4), struct.pack(">H", len(parts)), *entries),
            box(
                b"iprp",
                box(b"ipco", *(box(*found) for found in shared)),
                box(b"ipma", b"\0\0\0\1", struct.pack(">I", len(parts)), *used),
            ),
            box(b"iref", bytes(4), *links),
            more,
        )

    start = box(b"ftyp", brand, bytes(4), brand, b"mif1")
    return start + meta(len(start) + len(meta(0)) + 8) + box(b"mdat", *(part.content for part in parts))


def one_picture(data: bytes, width: int, height: int, *properties: tuple[bytes, bytes], **options: object) -> bytes:
    """The only picture of a file, in a container with other properties."""
    configuration, content = coded_picture(data)
    av1 = b"av1C" in data
    found = [ispe(width, height), (b"av1C" if av1 else b"hvcC", configuration), *properties]
    return container(
        [Part(b"av01" if av1 else b"hvc1", content, found)], **{"brand": b"avif" if av1 else b"heic"} | options
    )


def tiled(files: list[bytes], across: int, size: tuple[int, int], tile: int, *properties: tuple[bytes, bytes]) -> bytes:
    """A grid of square tiles of `tile` pixels, one a file, `across` of them in a row, cut to `size` (width, height)."""
    av1 = b"av1C" in files[0]
    coded = [coded_picture(data) for data in files]
    name, kind = (b"av1C", b"av01") if av1 else (b"hvcC", b"hvc1")
    parts = [Part(kind, content, [ispe(tile, tile), (name, found)], hidden=True) for found, content in coded]
    grid = Part(b"grid", grid_of(len(files) // across, across, *size), [ispe(*size), *properties])
    grid.references[b"dimg"] = list(range(2, len(files) + 2))
    return container([grid, *parts], brand=b"avif" if av1 else b"heic")
