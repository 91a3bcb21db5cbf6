"""Grey TIFF pages as numbers: which may be measured values, and what the page says about them."""

from tifffile import PHOTOMETRIC, TiffPage

_DESCRIPTION, _GDAL_METADATA, _GDAL_NODATA = 270, 42112, 42113
_NUMBERS = ("float16", "float32", "float64", "int16", "int32", "uint32")
"""Sample types that no picture viewer shows."""


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
