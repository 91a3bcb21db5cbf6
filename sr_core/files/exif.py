"""EXIF blocks: the few tags that this app needs, and pictures turned upright as their orientation says.

The parser is our own: Pillow's reads the whole block and warns about anything unusual in it. It also reads the tags of
a TIFF, whose form an EXIF block has. Source: Exif 2.32, 4.6 and tag 0x0112; DCF 2.0; TIFF 6.0 section 2.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

MAKE, MODEL, ORIENTATION = 0x010F, 0x0110, 0x0112
TRANSFER_FUNCTION, WHITE_POINT, PRIMARIES = 0x012D, 0x013E, 0x013F
COLOUR_SPACE, GAMMA, INTEROPERABILITY = 0xA001, 0xA500, 0x0001
_PHOTO, _INTEROPERABILITY = 0x8769, 0xA005
_MAX_TAGS = 1000
_MAX_BYTES = 4096
"""Largest value of a tag that is read; those of the tags above are short."""
_ASCII, _SHORT = 2, 3
_NUMBERS = {1: "B", 3: "H", 4: "I", 5: "II", 13: "I"}

Values = tuple[float, ...]
TURNS: dict[int, tuple[Callable[[np.ndarray], np.ndarray], str]] = {
    2: (np.fliplr, "mirrored"),
    3: (lambda a: np.rot90(a, 2), "rotated"),
    4: (np.flipud, "mirrored"),
    5: (lambda a: np.swapaxes(a, 0, 1), "rotated and mirrored"),
    6: (lambda a: np.rot90(a, -1), "rotated"),
    7: (lambda a: np.rot90(np.swapaxes(a, 0, 1), 2), "rotated and mirrored"),
    8: (np.rot90, "rotated"),
}
"""Orientation -> (what turns (H, W[, C]) upright, the word for it). 1 is upright already."""


@dataclass(frozen=True, slots=True)
class Exif:
    """Tags of a block; a tag that is absent or damaged is not there."""

    numbers: dict[int, Values] = field(default_factory=dict)
    """Tag -> its numbers; rationals divided."""
    texts: dict[int, str] = field(default_factory=dict)
    """Tag -> its text, without its end."""
    kinds: dict[int, int] = field(default_factory=dict)
    """Tag -> its type, a number of TIFF 6.0."""


def read_exif(block: bytes) -> Exif:
    """Read a block, with or without its "Exif" prefix; one that makes no sense says nothing."""
    tiff = block.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    found = Exif()
    if order is None or len(tiff) < 8:
        return found
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    _read_directory(tiff, order, start, found)
    for pointer in (_PHOTO, _INTEROPERABILITY):
        if pointer in found.numbers:
            _read_directory(tiff, order, int(found.numbers[pointer][0]), found)
    return found


def _read_directory(tiff: bytes, order: str, start: int, found: Exif) -> None:
    try:
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(min(count, _MAX_TAGS)):
            at = start + 2 + 12 * entry
            tag, kind, length = struct.unpack_from(order + "HHI", tiff, at)
            if tag not in found.kinds:
                _read_value(tiff, order, (tag, kind, length), at + 8, found)
    except struct.error:  # the directory points outside the block
        return


def _read_value(tiff: bytes, order: str, header: tuple[int, int, int], at: int, found: Exif) -> None:
    tag, kind, length = header
    form = "s" if kind == _ASCII else _NUMBERS.get(kind, "")
    size = length * struct.calcsize("=" + form) if form else 0
    if not 0 < size <= _MAX_BYTES:
        return
    if size > 4:
        (at,) = struct.unpack_from(order + "I", tiff, at)
    if at + size > len(tiff):
        return
    found.kinds[tag] = kind
    if kind == _ASCII:
        found.texts[tag] = tiff[at : at + size].partition(b"\0")[0].decode("latin-1").strip()
        return
    numbers = struct.unpack_from(f"{order}{length * len(form)}{form[0]}", tiff, at)
    if form == "II":
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        numbers = tuple(top / bottom if bottom else float("nan") for top, bottom in pairs)
    found.numbers[tag] = numbers


def read_orientation(exif: bytes) -> int:
    """Return the orientation 1..8 of an EXIF block, with or without its "Exif" prefix; 1 if it says nothing usable."""
    found = read_exif(exif)
    value = found.numbers.get(ORIENTATION, (1,))[0]
    return int(value) if found.kinds.get(ORIENTATION) == _SHORT and value in TURNS else 1


def turn_upright(values: np.ndarray, orientation: int) -> np.ndarray:
    """Turn (H, W[, C]) upright; a view for orientations above 1, the array itself for 1."""
    return TURNS[orientation][0](values) if orientation in TURNS else values


def orientation_notes(orientation: int) -> tuple[str, ...]:
    """Return the note that goes with an orientation; nothing for 1."""
    return (f"The picture was {TURNS[orientation][1]} as its EXIF orientation says.",) if orientation in TURNS else ()
