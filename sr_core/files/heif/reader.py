"""HEIC and AVIF: 8 to 12 bits, tiles, transparency, colours; of several pictures the main one.

HEVC is decoded by libheif and libde265 through pillow-heif, AV1 by dav1d through imagecodecs. Each is given a file that
holds one picture whose size was checked. Source: ISO/IEC 23008-12 (HEIF); AV1 Image File Format 1.1.
"""

import imagecodecs
import numpy as np

from ...errors import DecodeError
from ..boxes import damaged
from ..raster import Raster, split_alpha
from .av1 import read_av1
from .coded import Coded
from .hevc import read_hevc
from .items import Item, Items, read_items
from .still import Still, size_of, still
from .upright import declared_colours, picture_notes, upright

_ROWS = 64  # samples that are scaled at a time


def read_heic(data: bytes) -> Raster:
    """Decode the main picture of a HEIC, as RGB: decoders give no grey.

    Raises:
        DecodeError: if it is too large, cut short, damaged, or not coded as HEVC.
    """
    items = read_items(data, "HEIC")
    one = still(data, items, b"hvc1", _hevc)
    return _raster(items, one, _decode_hevc(one))


def read_avif(data: bytes) -> Raster:
    """Decode the main picture of an AVIF.

    Raises:
        DecodeError: if it is too large, cut short, damaged, or not coded as AV1.
    """
    items = read_items(data, "AVIF")
    one = still(data, items, b"av01", lambda item, content: read_av1(content))
    return _raster(items, one, imagecodecs.avif_decode(one.file, numthreads=1))


def _hevc(item: Item, content: bytes) -> Coded:
    configuration = item.find(b"hvcC")
    if not configuration:
        raise DecodeError(damaged("HEIC"))
    return read_hevc(configuration[0], content)


def _decode_hevc(one: Still) -> np.ndarray:
    try:
        import pillow_heif  # here, since only a HEIC needs it, and an installation may do without
    except ImportError as error:
        raise DecodeError(
            "expected the package pillow-heif, which decodes HEIC, found none; install it, or save the picture as PNG"
        ) from error
    found = pillow_heif.open_heif(one.file, convert_hdr_to_8bit=False, hdr_to_16bit=False)
    return np.asarray(found)


def _raster(items: Items, one: Still, values: np.ndarray) -> Raster:
    item = items.of(items.primary)
    width, height = size_of(item, items.whole)
    if values.shape[:2] != (height, width):
        raise DecodeError(damaged(items.whole))
    values, turned = upright(_full_range(values, one.depth), item, items)
    samples, alpha = split_alpha(values)
    if alpha is not None and one.premultiplied:
        samples = _unpremultiplied(samples, alpha)
    profile, (colour, colour_notes) = declared_colours(item)
    return Raster(
        samples,
        alpha,
        profile=profile,
        colour=colour,
        notes=(*picture_notes(items), *turned, *colour_notes),
    )


def _full_range(values: np.ndarray, depth: int) -> np.ndarray:
    """Scale samples of 9 to 15 bits to 16."""
    if depth in (8, 16):
        return values
    table = np.rint(np.arange(1 << 16) * (65535.0 / ((1 << depth) - 1))).clip(0, 65535).astype(np.uint16)
    return table[values]


def _unpremultiplied(samples: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Divide colours by their alpha, rounded; those of no alpha stay 0."""
    out = np.empty_like(samples)
    peak = int(np.iinfo(samples.dtype).max)
    for top in range(0, len(samples), _ROWS):
        share = alpha[top : top + _ROWS, :, None].astype(np.uint64)
        light = samples[top : top + _ROWS].astype(np.uint64) * peak + share // 2
        out[top : top + _ROWS] = np.minimum(light // np.maximum(share, 1), peak)
    return out
