"""JPEG 2000: 1 to 16 bits, grey, RGB, sYCC, CMYK, palette, alpha. Only the codestream reaches OpenJPEG.

Source: ISO/IEC 15444-1, annex I.
"""

import struct
from collections.abc import Callable

import imagecodecs
import numpy as np

from ...errors import DecodeError
from ..boxes import boxes, cut_short, damaged
from ..raster import Raster, check_size, first_of
from .codestream import START, WHOLE, Codestream, read_frame

_SRGB, _GREY, _SYCC, _CMYK = 16, 17, 18, 12
_COLOURS = {_SRGB: 3, _GREY: 1, _SYCC: 3, _CMYK: 4}
"""Enumerated colour space -> its channels."""
_SPACES = {b"GRAY": _GREY, b"RGB ": _SRGB, b"CMYK": _CMYK}
"""Colour space in the header of an ICC profile -> the enumerated one with its channels."""
_OPACITY, _PREMULTIPLIED, _WHOLE_PICTURE = 1, 2, 0
_MAX_ENTRIES = 1024
_ROWS = 64  # samples that are converted at a time
_UNKNOWN = "The colours that this JPEG 2000 declares are not known to this app and were not converted."


def read_jpeg2000(data: bytes) -> Raster:
    """Decode a JP2 file or a codestream.

    Raises:
        DecodeError: if it is too large, cut short, damaged, or of a kind that is not read.
    """
    found, streams = ({}, [data]) if data.startswith(START) else _parts(data)
    if not streams or not streams[0].startswith(START):
        raise DecodeError(cut_short(WHOLE))
    frame = read_frame(streams[0])
    values = imagecodecs.jpeg2k_decode(streams[0], numthreads=1)
    values = values.reshape(*values.shape[:2], -1)
    if values.shape != (frame.height, frame.width, frame.channels):
        raise DecodeError(damaged(WHOLE))
    try:
        depth, values = _with_palette(frame, values, found)
        space, profile, notes = _colours(found, values.shape[2])
        samples, alpha = _channels(values, found, _COLOURS[space])
    except (struct.error, IndexError) as error:
        raise DecodeError(damaged(WHOLE)) from error
    samples = _full_range(samples, depth)
    if space == _SYCC:
        samples = _by_strips(samples, _from_sycc)
    notes = (*first_of(len(streams), "pictures", WHOLE), *notes)
    return Raster(samples, None if alpha is None else _full_range(alpha, depth), profile=profile, notes=notes)


def _parts(data: bytes) -> tuple[dict[bytes, list[bytes]], list[bytes]]:
    """Return the boxes of the header by type, and the codestreams."""
    found: dict[bytes, list[bytes]] = {}
    streams = []
    for kind, start, end in boxes(data, 0, len(data), WHOLE):
        if kind == b"jp2h" and not found:
            for name, first, last in boxes(data, start, end, WHOLE):
                found.setdefault(name, []).append(data[first:last])
        elif kind == b"jp2c":
            streams.append(data[start:end])
    return found, streams


def _with_palette(frame: Codestream, values: np.ndarray, found: dict[bytes, list[bytes]]) -> tuple[int, np.ndarray]:
    """Return the bits per sample, and the samples with colours for indices (I.5.3.4 and I.5.3.5)."""
    if b"pclr" not in found:
        return frame.depth, values
    palette, mapping = found[b"pclr"][0], found.get(b"cmap", [b""])[0]
    entries, columns = struct.unpack_from(">HB", palette)
    depths = set(palette[3 : 3 + columns])
    if not 1 <= entries <= _MAX_ENTRIES or not 1 <= columns <= 4 or len(depths) != 1 or max(depths) > 15:
        raise DecodeError(damaged(WHOLE))
    depth = depths.pop() + 1
    width = 1 if depth <= 8 else 2
    stored = palette[3 + columns : 3 + columns + entries * columns * width]
    table = np.frombuffer(stored, ">u2" if width == 2 else np.uint8).reshape(entries, columns)
    table = table.astype(np.uint16 if width == 2 else np.uint8)
    check_size(frame.width, frame.height, columns * 8 * width)
    planes = []
    for channel, kind, column in struct.iter_unpack(">HBB", mapping[: 4 * columns]):
        if channel >= values.shape[2] or column >= columns or kind > 1:
            raise DecodeError(damaged(WHOLE))
        plane = values[..., channel]
        planes.append(table[np.minimum(plane, entries - 1), column] if kind else plane)
    return depth, np.stack(planes, axis=-1)


def _colours(found: dict[bytes, list[bytes]], channels: int) -> tuple[int, bytes, tuple[str, ...]]:
    """Return the colour space, the ICC profile and notes, of the first declaration that is known."""
    for body in found.get(b"colr", []):
        method = body[0]
        if method == 1 and (space := int.from_bytes(body[3:7])) in _COLOURS:
            return _that_fits(space, channels), b"", ()
        if method in (2, 3) and (space := _SPACES.get(body[19:23], 0)):
            return _that_fits(space, channels), body[3:], ()
    space = _SRGB if channels > 2 else _GREY
    return space, b"", (_UNKNOWN,) if b"colr" in found else ()


def _that_fits(space: int, channels: int) -> int:
    if _COLOURS[space] > channels:
        raise DecodeError(
            f"expected a {WHOLE} of {_COLOURS[space]} channels for its colours, found {channels}; "
            "save the picture as PNG"
        )
    return space


def _channels(
    values: np.ndarray, found: dict[bytes, list[bytes]], colours: int
) -> tuple[np.ndarray, np.ndarray | None]:
    """Split into colours in their order, and alpha (I.5.3.6); without a definition, alpha follows the colours."""
    order = list(range(colours))
    alpha = colours if values.shape[2] > colours else None
    if b"cdef" in found:
        alpha = None
        body = found[b"cdef"][0]
        for channel, kind, place in struct.iter_unpack(">HHH", body[2 : 2 + 6 * struct.unpack_from(">H", body)[0]]):
            if kind == 0 and 1 <= place <= colours:
                order[place - 1] = channel
            elif kind in (_OPACITY, _PREMULTIPLIED) and place == _WHOLE_PICTURE:
                alpha = channel
            if kind == _PREMULTIPLIED:
                raise DecodeError(f"expected a {WHOLE} with plain colours, found premultiplied ones; save it as PNG")
    if alpha is not None and colours == 4:
        raise DecodeError(f"expected a {WHOLE} in CMYK without alpha, found one with it; save it as TIFF")
    samples = values[..., :colours] if order == list(range(colours)) else values[..., order]
    return samples, None if alpha is None else values[..., alpha]


def _full_range(values: np.ndarray, depth: int) -> np.ndarray:
    """Scale samples to 8 bits, or from 9 bits on to 16."""
    if depth in (8, 16):
        return values
    peak, target = (255, np.uint8) if depth < 8 else (65535, np.uint16)
    table = np.rint(np.arange(1 << depth) * (peak / ((1 << depth) - 1))).astype(target)
    return table[np.minimum(values, (1 << depth) - 1)]


def _by_strips(values: np.ndarray, convert: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    out = np.empty_like(values)
    for top in range(0, len(values), _ROWS):
        out[top : top + _ROWS] = convert(values[top : top + _ROWS])
    return out


def _from_sycc(values: np.ndarray) -> np.ndarray:
    """Turn sYCC into sRGB (IEC 61966-2-1, annex F: the coefficients of BT.601, full range)."""
    peak = int(np.iinfo(values.dtype).max)
    light, blue, red = (values[..., channel].astype(np.float32) for channel in range(3))
    blue, red = blue - (peak + 1) / 2, red - (peak + 1) / 2
    colours = np.stack([light + 1.402 * red, light - 0.344136 * blue - 0.714136 * red, light + 1.772 * blue], axis=-1)
    found: np.ndarray = np.rint(np.clip(colours, 0, peak)).astype(values.dtype)
    return found
