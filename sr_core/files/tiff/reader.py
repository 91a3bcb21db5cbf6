"""TIFF and BigTIFF: 1 to 16 bits, grey, RGB, palette, CMYK, alpha; grey numbers of other types. Source: TIFF 6.0.

Only the first page is read. Everything that the decoder will trust (sizes, strip positions, compression) is checked
before.
"""

import enum
import io
import logging

import numpy as np
import tifffile
from tifffile import COMPRESSION, PHOTOMETRIC, TiffPage

from ...errors import DecodeError
from ..exif import TURNS
from ..raster import Raster, check_size, first_of, grey_if_neutral
from .directory import check_directory
from .lzw import read_lzw
from .page import declared_colours, declaring_texts, is_numbers, may_be_measured, nodata_of
from .segments import FAX, check_complete, check_segments, count_pages

# tifffile logs oddities, by default to stderr; those that matter to the user are raised below.
logging.getLogger("tifffile").setLevel(logging.CRITICAL)

_ADVICE = "save it as an 8- or 16-bit grey or RGB TIFF or PNG"
_UINT = 1
_ORIENTATION, _DNG_VERSION = 274, 50706
_INK_SET, _CMYK = 332, 1
_UNSPECIFIED, _ASSOCIATED, _UNASSOCIATED = 0, 1, 2
_ROWS = 64  # numbers that are computed at a time
_COMPRESSIONS = (
    COMPRESSION.NONE,
    *FAX,
    COMPRESSION.LZW,
    COMPRESSION.JPEG,
    COMPRESSION.ADOBE_DEFLATE,
    COMPRESSION.DEFLATE,
    COMPRESSION.PACKBITS,
    COMPRESSION.LZMA,
    COMPRESSION.ZSTD,
)
CHANNELS_OF: dict[int, int] = {
    PHOTOMETRIC.MINISWHITE: 1,
    PHOTOMETRIC.MINISBLACK: 1,
    PHOTOMETRIC.RGB: 3,
    PHOTOMETRIC.PALETTE: 1,
    PHOTOMETRIC.SEPARATED: 4,
    PHOTOMETRIC.YCBCR: 3,
}
"""Photometric interpretation -> colour samples per pixel, alpha not counted."""


def read_tiff(data: bytes) -> Raster:
    """Decode the first page of a TIFF at its native depth; other numbers of bits are stretched to 8 or 16.

    Grey floats, signed and 32-bit integers come back as they are stored.

    Raises:
        DecodeError: if it is too large, damaged or of a kind that is not an ordinary picture.
    """
    check_directory(data)
    with tifffile.TiffFile(io.BytesIO(data), is_ome=False) as file:
        page = file.pages.first
        _check_kind(page)
        stored = 8 if page.bitspersample <= 8 else max(page.bitspersample, 16)
        check_size(page.imagewidth, page.imagelength, stored * page.samplesperpixel)
        check_segments(page, data)
        values = _read(page, data)  # (S, 1, H, W, C), one of S and C is 1
        check_complete(page, data, values)
        profile = bytes(page.tags.valueof(tifffile.TIFF.TAGS["InterColorProfile"], b"") or b"")
        orientation = page.tags.valueof(_ORIENTATION, 1)
        notes = first_of(count_pages(file, data), "pages", "TIFF")
    values = values[:, 0, ..., 0].transpose(1, 2, 0) if page.planarconfig == 2 else values[0, 0]
    samples, alpha, more = (values, None, ()) if is_numbers(page) else _interpret(page, values)
    colour, colour_notes = (None, ()) if profile or is_numbers(page) else declared_colours(page, data)
    return Raster(
        samples,
        alpha,
        profile,
        int(orientation) if orientation in TURNS else 1,
        notes + more + colour_notes,
        colour=colour,
        stored=values[..., 0] if may_be_measured(page) else None,
        texts=declaring_texts(page),
        nodata=nodata_of(page),
    )


def _read(page: TiffPage, data: bytes) -> np.ndarray:
    return read_lzw(page, data) if page.compression == COMPRESSION.LZW else page.asarray(squeeze=False, maxworkers=1)


def _check_kind(page: TiffPage) -> None:
    """Refuse pages that are not an ordinary picture, saying what they are."""
    bits, kind = page.bitspersample, page.photometric
    found = ""
    if _DNG_VERSION in page.tags or page.is_reduced:
        found = "a camera RAW file"
    elif page.sampleformat != _UINT and not is_numbers(page):
        found = f"{bits}-bit {'float' if page.sampleformat == 3 else 'signed or complex'} samples"
    elif bits not in range(1, 17) and not is_numbers(page):
        found = f"{bits} bits per sample"
    elif kind not in CHANNELS_OF or (kind == PHOTOMETRIC.YCBCR and page.compression != COMPRESSION.JPEG):
        found = f"{_name_of(PHOTOMETRIC, kind)} colours"
    elif kind == PHOTOMETRIC.SEPARATED and page.tags.valueof(_INK_SET, _CMYK) != _CMYK:
        found = "inks other than CMYK"
    elif page.compression not in _COMPRESSIONS or (page.compression in FAX and bits != 1):
        found = f"{_name_of(COMPRESSION, page.compression)} compression"
    elif not CHANNELS_OF[kind] <= page.samplesperpixel <= CHANNELS_OF[kind] + 4 or page.imagedepth != 1:
        found = f"{page.samplesperpixel} samples per pixel and depth {page.imagedepth}"
    if found:
        raise DecodeError(f"expected a TIFF of 1 to 16 bits, grey, RGB, CMYK or palette, found {found}; {_ADVICE}")


def _name_of(kinds: type[enum.IntEnum], value: int) -> str:
    if not isinstance(value, int):  # the tag has many values
        return "several kinds of"
    return kinds(value).name if value in {kind.value for kind in kinds} else f"unknown ({value})"


def _interpret(page: TiffPage, values: np.ndarray) -> tuple[np.ndarray, np.ndarray | None, tuple[str, ...]]:
    """Turn (H, W, C) as stored into full-range samples, alpha and notes."""
    colours, bits = CHANNELS_OF[page.photometric], page.bitspersample
    notes: tuple[str, ...] = ()
    indexed = page.photometric == PHOTOMETRIC.PALETTE
    if 8 < bits < 16 and not indexed:
        notes += (f"The values were stretched from {bits} to 16 bits.",)
    if indexed:
        samples, extra = _look_up(page, values[..., 0].astype(np.uint16)), _stretch(values[..., 1:], bits)
    else:
        values = _stretch(values, bits)
        samples, extra = values[..., :colours], values[..., colours:]
    # Files without ExtraSamples but with a fourth RGB sample mean alpha; 0 means "unspecified".
    meanings = (page.extrasamples or (_UNASSOCIATED,))[: extra.shape[2]]
    found = [n for n, meaning in enumerate(meanings) if meaning != _UNSPECIFIED][:1]
    if extra.shape[2] > len(found):
        notes += ("Extra channels of this TIFF were left out.",)
    alpha = extra[..., found[0]] if found else None
    if alpha is not None and alpha.dtype != samples.dtype:  # these are colours of a palette, which have 8 bits
        alpha = (alpha >> 8).astype(samples.dtype)
    if alpha is not None and meanings[found[0]] == _ASSOCIATED and not indexed:
        samples = _unmultiply(samples, alpha)  # before black and white change places: stored 0 is 0 of either
    if page.photometric == PHOTOMETRIC.MINISWHITE:
        samples = np.iinfo(samples.dtype).max - samples
    return samples, alpha, notes


def _stretch(values: np.ndarray, bits: int) -> np.ndarray:
    """Scale `bits` wide values to the full range of uint8 or uint16, rounding half up."""
    dtype, full = (np.uint8 if bits <= 8 else np.uint16), (1 << bits) - 1
    peak = int(np.iinfo(dtype).max)
    if full == peak:
        return values.astype(dtype, copy=False)
    out = np.empty(values.shape, dtype)
    for top in range(0, len(values), _ROWS):
        strip = values[top : top + _ROWS].astype(np.uint32)
        out[top : top + _ROWS] = (strip * peak + full // 2) // full
    return out


def _look_up(page: TiffPage, indices: np.ndarray) -> np.ndarray:
    colours = page.colormap  # (3, 2**bits) uint16
    if colours is None or colours.shape[1] <= int(indices.max()):
        raise DecodeError(f"expected a TIFF colour map for every index, found too few colours; {_ADVICE}")
    # Some writers put 8-bit values into the 16-bit map.
    table = (colours >> 8 if colours.max() > 255 else colours).astype(np.uint8)
    return grey_if_neutral(table.T[indices])


def _unmultiply(samples: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Divide colours by their alpha, as associated alpha is stored multiplied; fully transparent pixels stay."""
    peak = int(np.iinfo(samples.dtype).max)
    out = np.empty_like(samples)
    for top in range(0, len(samples), _ROWS):
        strip, opacity = samples[top : top + _ROWS].astype(np.uint64), alpha[top : top + _ROWS]
        divisor = np.where(opacity == 0, peak, opacity).astype(np.uint64)[..., None]
        out[top : top + _ROWS] = np.minimum((strip * peak + divisor // 2) // divisor, peak)
    return out
