"""What the container says of a picture as a whole: cropped, turned, mirrored, in which colours.

EXIF says nothing here that counts: its orientation repeats what the container says (ISO/IEC 23000-22, 7.3.6.7).
Source: ISO/IEC 23008-12, 6.5; ISO/IEC 14496-12, 12.1.4 and 12.1.5.
"""

import struct

import numpy as np

from ...errors import DecodeError
from ..boxes import damaged
from ..colour.codes import Declared, from_code_points
from .items import Item, Items

_UNSPECIFIED = 2
_SRGB_PRIMARIES, _SRGB_CURVE = 1, 13
"""What counts where nothing is specified (ISO/IEC 23000-22, 7.3.6.4)."""


def upright(values: np.ndarray, item: Item, items: Items) -> tuple[np.ndarray, tuple[str, ...]]:
    """Crop, turn and mirror (H, W, C) in the order of the properties; return it with notes.

    Raises:
        DecodeError: for a crop that leaves nothing, or reaches outside of the picture.
    """
    words = []
    for kind, body in item.properties:
        if kind == b"clap":
            values = _cropped(values, body, items.whole)
        elif kind == b"irot" and body and body[0] & 3:
            values = np.rot90(values, body[0] & 3)
            words.append("rotated")
        elif kind == b"imir" and body:
            values = np.fliplr(values) if body[0] & 1 else np.flipud(values)
            words.append("mirrored")
    done = " and ".join(dict.fromkeys(words))
    return values, (f"The picture was {done} as the {items.whole} says.",) if done else ()


def _cropped(values: np.ndarray, body: bytes, whole: str) -> np.ndarray:
    """Crop to the clean aperture: width, height, and how far its middle is right of and below that of the picture."""
    if len(body) < 32:
        raise DecodeError(damaged(whole))
    numbers = struct.unpack_from(">IIIIiIiI", body)
    if not all(numbers[1::2]):
        raise DecodeError(damaged(whole))
    width, height, right, down = (top / bottom for top, bottom in zip(numbers[::2], numbers[1::2], strict=True))
    left = round((values.shape[1] - width) / 2.0 + right)
    top = round((values.shape[0] - height) / 2.0 + down)
    across, high = round(width), round(height)
    if min(left, top) < 0 or min(across, high) < 1 or left + across > values.shape[1] or top + high > values.shape[0]:
        raise DecodeError(damaged(whole))
    return values[top : top + high, left : left + across]


def declared_colours(item: Item) -> tuple[bytes, Declared]:
    """Return the ICC profile, and the space that code points declare where there is none, with notes."""
    declared: Declared = (None, ())
    for body in item.find(b"colr"):
        if body[:4] in (b"prof", b"rICC"):
            return body[4:], (None, ())
        if body[:4] == b"nclx" and len(body) >= 8:
            primaries, transfer = struct.unpack_from(">HH", body, 4)
            primaries = _SRGB_PRIMARIES if primaries == _UNSPECIFIED else min(primaries, 255)
            transfer = _SRGB_CURVE if transfer == _UNSPECIFIED else min(transfer, 255)
            # The decoder undoes matrix and range; what it gives is RGB of full range.
            declared = from_code_points(bytes((primaries, transfer, 0, 1)), 8)
    return b"", declared


def picture_notes(items: Items) -> tuple[str, ...]:
    """Return the note on a file of several pictures or frames, or nothing for a single one."""
    if items.frames > 1:
        return (f"Only the still picture of this animation of {items.frames} frames is shown.",)
    parts: set[int] = set()
    for number, item in items.by_number.items():
        for kind, found in item.references.items():
            if kind in (b"thmb", b"auxl"):
                parts.add(number)
            elif kind == b"dimg":
                parts.update(found)
    shown = [
        number
        for number, item in items.by_number.items()
        if item.kind in (b"hvc1", b"av01", b"grid") and not item.hidden and number not in parts
    ]
    return (f"Only the main one of {len(shown)} pictures in this {items.whole} is shown.",) if len(shown) > 1 else ()
