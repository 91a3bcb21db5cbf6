"""BMP: 1 to 32 bits, palette, bit fields, RLE, of Windows and OS/2, bottom-up and top-down.

The format is read here because Pillow knows few bit fields, and its RLE takes seconds on files made for that. Source:
Microsoft's "Bitmap Storage"; OS/2 2.0 "Bitmap File Format".
"""

import struct
from dataclasses import dataclass, replace

import numpy as np

from ..errors import DecodeError
from .colour.codes import Declared, from_endpoints
from .raster import Raster, check_size, grey_if_neutral

_MAX_CODES = 3_000_000
"""Largest number of run-length codes: each takes the same time however few pixels it makes, and ordinary files have a
few per row."""
_END_OF_LINE, _END, _DELTA = 0, 1, 2


def unpack_rle(codes: bytes, width: int, height: int, bits: int) -> bytearray:
    """Unpack run-length codes.

    Args:
        codes: bytes from the first code on; those behind the end code are ignored.
        width: width of the picture in pixels.
        height: number of rows.
        bits: bits per index, 8 or 4.

    Returns:
        `height * width` palette indices in the order of the file, its bottom row first; 0 where no code wrote.

    Raises:
        DecodeError: for codes that are cut short or too many. Runs over the end of a row are cut there.
    """
    out = bytearray(width * height)
    x = y = at = 0
    try:
        for _ in range(_MAX_CODES):
            count, value = codes[at], codes[at + 1]
            at += 2
            if count == 0 and value > _DELTA:  # indices follow as they are, padded to an even number of bytes
                size = value if bits == 8 else (value + 1) // 2
                if at + size > len(codes):
                    raise IndexError(size)
                _write(out, x, y, width, height, _literal(codes[at : at + size], value, bits))
                at, x = at + size + size % 2, x + value
            elif count:
                _write(out, x, y, width, height, _run(value, count, bits))
                x += count
            elif value == _END_OF_LINE:
                x, y = 0, y + 1
            elif value == _DELTA:
                x, y, at = x + codes[at], y + codes[at + 1], at + 2
            else:
                return out
    except IndexError as error:
        if y >= height or (y == height - 1 and x >= width):  # some writers leave out the end code
            return out
        raise DecodeError(
            "expected a complete BMP, found one that is cut short; export or download it again"
        ) from error
    raise DecodeError("expected a BMP with runs, found millions of short ones; save it as PNG")


def _write(out: bytearray, x: int, y: int, width: int, height: int, run: bytes) -> None:
    if y < height and x < width:
        start = y * width + x
        kept = run[: width - x]
        out[start : start + len(kept)] = kept


def _run(value: int, count: int, bits: int) -> bytes:
    if bits == 8:
        return bytes((value,)) * count
    return (bytes((value >> 4, value & 15)) * ((count + 1) // 2))[:count]


def _literal(packed: bytes, count: int, bits: int) -> bytes:
    if bits == 8:
        return packed
    return bytes(part for byte in packed for part in (byte >> 4, byte & 15))[:count]


_FILE_HEADER, _CORE = 14, 12
_RGB, _RLE8, _RLE4, _FIELDS, _ALPHA_FIELDS = 0, 1, 2, 3, 6
_OS2 = (16, 64)  # sizes of the header of OS/2 2.0, whose compressions 3 and 4 are others
_EMBEDDED_PROFILE, _LINKED_PROFILE, _CALIBRATED = b"DEBM", b"KNIL", bytes(4)
_DEPTHS = {_RGB: (1, 2, 4, 8, 16, 24, 32), _RLE8: (8,), _RLE4: (4,), _FIELDS: (16, 32), _ALPHA_FIELDS: (16, 32)}
_MASKS = {16: (0x7C00, 0x3E0, 0x1F, 0), 32: (0xFF0000, 0xFF00, 0xFF, 0)}
_CUT_SHORT = "expected a complete BMP, found one that is cut short; export or download it again"
_STRIP = 1 << 22  # samples whose colours are computed at a time


@dataclass(frozen=True, slots=True)
class _Header:
    size: int
    width: int
    height: int
    top_down: bool
    bits: int
    compression: int
    colours: int
    masks: tuple[int, int, int, int]
    pixels: int  # offset of the first byte
    palette: int  # offset of the first colour


def read_bmp(data: bytes) -> Raster:
    """Decode a BMP; pixels that its RLE leaves out have the first colour of the palette.

    Raises:
        DecodeError: if it is too large, cut short or of a kind that is not an ordinary picture.
    """
    header = _read_header(data)
    check_size(header.width, header.height, 32 if header.masks[3] else 24)
    if header.compression in (_RLE8, _RLE4):
        indices = unpack_rle(data[header.pixels :], header.width, header.height, header.bits)
        rows = np.frombuffer(indices, np.uint8).reshape(header.height, header.width)
    else:
        rows = _stored_rows(data, header)
    if not header.top_down:
        rows = rows[::-1]
    alpha = None
    if header.bits <= 8:
        samples = grey_if_neutral(_palette(data, header)[_indices(rows, header)])
    elif header.bits == 24:
        samples = rows.reshape(header.height, -1)[:, : 3 * header.width].reshape(header.height, -1, 3)[..., ::-1]
    else:
        samples, alpha = _from_masks(rows, header)
    colour, notes = _declared(data, header)
    samples = np.ascontiguousarray(samples)
    return Raster(samples, alpha, profile=_profile(data, header), colour=colour, notes=notes)


def _read_header(data: bytes) -> _Header:
    if len(data) < _FILE_HEADER + _CORE:
        raise DecodeError(_CUT_SHORT)
    pixels, size = struct.unpack_from("<II", data, 10)
    if size == _CORE:
        width, height, _, bits = struct.unpack_from("<4H", data, 18)
        compression, colours = _RGB, 0
    else:
        if not 16 <= size <= 4096 or len(data) < _FILE_HEADER + size:
            raise DecodeError(f"expected a BMP header, found one of {size:,} bytes; export or download it again")
        width, height, _, bits, compression, _, _, _, colours = struct.unpack_from(
            "<iiHHIIiiI", data[18 : _FILE_HEADER + size] + bytes(24)
        )
    if bits not in _DEPTHS.get(compression, ()) or (size in _OS2 and compression > _RLE4):
        raise DecodeError(
            f"expected a BMP of 1 to 32 bits, plain or in RLE, found {bits} bits and compression {compression}; "
            "save it as PNG"
        )
    masks, end = _masks(data, size, bits, compression)
    header = _Header(size, width, abs(height), height < 0, bits, compression, colours, masks, pixels or end, end)
    after = end + _colour_count(header) * _colour_size(header)
    if header.pixels < after and after + _stored_size(header) <= len(data):  # the offset is too small for the palette
        return replace(header, pixels=after)
    return header


def _masks(data: bytes, size: int, bits: int, compression: int) -> tuple[tuple[int, int, int, int], int]:
    """Return the masks of red, green, blue and alpha (0 for none), and where header and masks end."""
    end = _FILE_HEADER + size
    if compression not in (_FIELDS, _ALPHA_FIELDS):
        return _MASKS.get(bits, (0, 0, 0, 0)), end
    count = 4 if compression == _ALPHA_FIELDS or size >= 56 else 3
    if size < 52:
        end += 4 * count
    if len(data) < _FILE_HEADER + 40 + 4 * count:
        raise DecodeError(_CUT_SHORT)
    red, green, blue, *alpha = struct.unpack_from(f"<{count}I", data, _FILE_HEADER + 40)
    found = (red, green, blue, *(alpha or [0]))
    for mask in found:
        low = mask & -mask
        if (mask + low) & mask or mask >> bits:  # the bits of a mask do not stand together, or outside of the pixel
            raise DecodeError(f"expected a BMP with masks of adjoining bits, found {mask:#x}; save it as PNG")
    return found, end


def _stride(header: _Header) -> int:
    return (header.width * header.bits + 31) // 32 * 4


def _stored_size(header: _Header) -> int:
    """Return the bytes of plain rows; some writers leave out the padding of the last one."""
    return _stride(header) * (header.height - 1) + (header.width * header.bits + 7) // 8


def _colour_size(header: _Header) -> int:
    return 3 if header.size == _CORE else 4


def _colour_count(header: _Header) -> int:
    return min(header.colours or 1 << header.bits, 256) if header.bits <= 8 else 0


def _stored_rows(data: bytes, header: _Header) -> np.ndarray:
    """Return (H, bytes) as stored, padding included."""
    stride = _stride(header)
    found = data[header.pixels : header.pixels + stride * header.height]
    if len(found) < _stored_size(header):
        raise DecodeError(_CUT_SHORT)
    return np.frombuffer(found.ljust(stride * header.height, b"\0"), np.uint8).reshape(header.height, stride)


def _indices(rows: np.ndarray, header: _Header) -> np.ndarray:
    """Return (H, W) palette indices."""
    if header.bits == 8 or header.compression == _RLE4:
        return rows[:, : header.width]
    shifts = np.arange(8 - header.bits, -1, -header.bits, dtype=np.uint8)
    spread = (rows[..., None] >> shifts) & ((1 << header.bits) - 1)
    return spread.reshape(header.height, -1)[:, : header.width]


def _palette(data: bytes, header: _Header) -> np.ndarray:
    """Return (256, 3) RGB; colours that the file does not hold are black, as in every viewer."""
    each, count = _colour_size(header), _colour_count(header)
    if header.pixels > header.palette:
        count = min(count, (header.pixels - header.palette) // each)
    found = np.frombuffer(data[header.palette : header.palette + count * each], np.uint8)
    if found.size < each:
        raise DecodeError("expected a BMP with a palette, found none; export or download it again")
    colours = found[: found.size // each * each].reshape(-1, each)[:, 2::-1]
    table = np.zeros((256, 3), np.uint8)
    table[: len(colours)] = colours
    return table


def _from_masks(rows: np.ndarray, header: _Header) -> tuple[np.ndarray, np.ndarray | None]:
    """Return 8-bit RGB and alpha of 16- or 32-bit pixels; alpha that is nowhere above 0 counts as none."""
    values = np.ascontiguousarray(rows).view(f"<u{header.bits // 8}")[:, : header.width]
    planes = 4 if header.masks[3] else 3
    out = np.empty((header.height, header.width, planes), np.uint8)
    step = max(1, _STRIP // header.width)
    for top in range(0, header.height, step):
        strip = values[top : top + step]
        for plane, mask in enumerate(header.masks[:planes]):
            out[top : top + step, :, plane] = _channel(strip, mask)
    if planes == 4 and out[..., 3].any():
        return out[..., :3], np.ascontiguousarray(out[..., 3])
    return out[..., :3], None


def _channel(values: np.ndarray, mask: int) -> np.ndarray:
    """Stretch the bits under a mask to 0..255, rounding half up; 0 without a mask."""
    shift = (mask & -mask).bit_length() - 1 if mask else 0
    peak = max(mask >> shift, 1)
    found = (values & values.dtype.type(mask)) >> values.dtype.type(shift)
    if peak == 255:
        return found.astype(np.uint8)
    return ((found.astype(np.uint64) * 255 + peak // 2) // peak).astype(np.uint8)


def _profile(data: bytes, header: _Header) -> bytes:
    """Return the embedded ICC profile of a version 5 header; empty if there is none."""
    if header.size < 124 or data[_FILE_HEADER + 56 : _FILE_HEADER + 60] != _EMBEDDED_PROFILE:
        return b""
    start, length = struct.unpack_from("<II", data, _FILE_HEADER + 112)
    return data[_FILE_HEADER + start : _FILE_HEADER + start + length]


def _declared(data: bytes, header: _Header) -> Declared:
    """Return the calibrated colours of a version 4 header, or a note on a profile that lies in another file."""
    kind = data[_FILE_HEADER + 56 : _FILE_HEADER + 60]
    if header.size >= 124 and kind == _LINKED_PROFILE:
        return None, ("The colour profile of this BMP is in another file, so its colours were not converted.",)
    if header.size < 108 or kind != _CALIBRATED:
        return None, ()
    numbers = struct.unpack_from("<12I", data, _FILE_HEADER + 60)
    return from_endpoints(numbers[:9], numbers[9:])
