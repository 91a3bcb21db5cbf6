"""EXIF orientation: read it from an EXIF block, turn arrays upright. Source: Exif 2.32, tag 0x0112."""

from collections.abc import Callable

import numpy as np

from .exif import ORIENTATION, read_exif

_SHORT = 3

TURNS: dict[int, tuple[Callable[[np.ndarray], np.ndarray], str]] = {
    2: (np.fliplr, "Mirrored"),
    3: (lambda a: np.rot90(a, 2), "Rotated"),
    4: (np.flipud, "Mirrored"),
    5: (lambda a: np.swapaxes(a, 0, 1), "Rotated and mirrored"),
    6: (lambda a: np.rot90(a, -1), "Rotated"),
    7: (lambda a: np.rot90(np.swapaxes(a, 0, 1), 2), "Rotated and mirrored"),
    8: (np.rot90, "Rotated"),
}
"""Orientation -> (what turns (H, W[, C]) upright, the word for it). 1 is upright already."""


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
    return (f"{TURNS[orientation][1]} as its EXIF orientation says.",) if orientation in TURNS else ()
