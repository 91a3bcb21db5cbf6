"""What a TIFF page says of its own numbers: the colours they stand for, or that they may be measured values.

Colours without a profile are declared by white point, primaries, transfer function or EXIF. Source: TIFF 6.0,
section 20 (RGB image colorimetry).
"""

import numpy as np
from tifffile import PHOTOMETRIC, TiffPage

from ..colour.codes import Declared, from_exif, from_tables
from ..colour.space import D65
from ..exif import PRIMARIES, TRANSFER_FUNCTION, WHITE_POINT, read_exif

_PLAIN = (PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.RGB)
_NOT_APPLIED = "The colours that this TIFF declares (white point, primaries or transfer function) were not converted."
_DESCRIPTION, _GDAL_METADATA, _GDAL_NODATA = 270, 42112, 42113
_NUMBERS = ("float16", "float32", "float64", "int16", "int32", "uint32")
"""Sample types that no picture viewer shows."""


def declared_colours(page: TiffPage, data: bytes) -> Declared:
    """Return the space of a page without a profile, and notes.

    Args:
        page: page that was checked already.
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


def _is_grey(page: TiffPage) -> bool:
    return page.photometric in (PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.MINISWHITE) and page.samplesperpixel == 1


def is_numbers(page: TiffPage) -> bool:
    """Tell grey pages that are no picture: floats, signed and 32-bit integers."""
    # 24 bits and other odd sizes, which a decoder widens, are read in the wrong byte order.
    whole = page.dtype is not None and page.bitspersample == 8 * page.dtype.itemsize
    return _is_grey(page) and whole and str(page.dtype) in _NUMBERS


def may_be_measured(page: TiffPage) -> bool:
    """Tell pages whose stored numbers may be temperatures, 9- to 16-bit pictures included."""
    return is_numbers(page) or (_is_grey(page) and page.bitspersample > 8)


def declaring_texts(page: TiffPage) -> tuple[str, ...]:
    """Return every different ImageDescription and GDAL's metadata, where a scale may be declared."""
    tags = [*(page.tags.getall(_DESCRIPTION) or ()), *(page.tags.getall(_GDAL_METADATA) or ())]
    return tuple(dict.fromkeys(str(tag.value) for tag in tags))


def nodata_of(page: TiffPage) -> float | None:
    """Return the stored number that GDAL's tag names as "not measured"; None without one."""
    try:
        return float(page.tags.valueof(_GDAL_NODATA))
    except (TypeError, ValueError):  # no such tag, or not a number
        return None
