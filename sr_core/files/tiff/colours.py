"""Colours that a TIFF page declares without a profile: white point, primaries, transfer function, EXIF.

Source: TIFF 6.0, section 20 (RGB image colorimetry).
"""

import numpy as np
from tifffile import PHOTOMETRIC, TiffPage

from ..colour.codes import Declared, from_exif, from_tables
from ..colour.space import D65
from ..exif import PRIMARIES, TRANSFER_FUNCTION, WHITE_POINT, read_exif

_PLAIN = (PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.RGB)
_NOT_APPLIED = "The colours that this TIFF declares (white point, primaries or transfer function) were not converted."


def declared_colours(page: TiffPage, data: bytes) -> Declared:
    """Return the space of a page without a profile, and notes.

    Args:
        page: already checked.
        data: the whole file; a classic TIFF is an EXIF block.
    """
    places = _rationals(page, WHITE_POINT) + _rationals(page, PRIMARIES)
    table = page.tags.valueof(TRANSFER_FUNCTION)
    if not places and table is None:
        return from_exif(read_exif(data))
    numbers = np.asarray(table if table is not None else (), np.uint16).ravel()
    size = 1 << page.bitspersample
    fits = numbers.size in (0, size, 3 * size) and len(places) in (0, 2, 8)
    if page.photometric not in _PLAIN or not fits:
        return None, (_NOT_APPLIED,)
    tables = tuple(numbers[at : at + size] for at in range(0, numbers.size, size))
    if len(places) != 2:
        return from_tables(tables, places)
    colour, notes = from_tables(tables, ())  # a white point without primaries cannot be applied
    return colour, notes if np.allclose(places, D65, atol=0.002) else (*notes, _NOT_APPLIED)


def _rationals(page: TiffPage, tag: int) -> tuple[float, ...]:
    """Return the rational numbers of a tag; empty without it."""
    found = page.tags.valueof(tag)
    if not isinstance(found, tuple) or len(found) % 2:
        return ()
    return tuple(top / bottom if bottom else float("nan") for top, bottom in zip(found[::2], found[1::2], strict=True))
