"""Run-length codes of BMP: 8 and 4 bits. Source: Microsoft's "Bitmap Compression"."""

from ..errors import DecodeError

_MAX_CODES = 3_000_000
"""Each code takes the same time however few pixels it makes; ordinary files have some per row."""
_END_OF_LINE, _END, _DELTA = 0, 1, 2


def unpack_rle(codes: bytes, width: int, height: int, bits: int) -> bytearray:
    """Unpack run-length codes.

    Args:
        codes: from the first code on; what follows the end code is ignored.
        width: in pixels.
        height: in rows.
        bits: 8 or 4 per index.

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
            if count == 0 and value > _DELTA:  # so many indices as they are, padded to an even number of bytes
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
