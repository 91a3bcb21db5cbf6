"""The headers of a JPEG 2000 codestream, checked for what a decoder would take memory and time for.

Source: ISO/IEC 15444-1, annex A.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import DecodeError
from ..boxes import cut_short, damaged
from ..raster import check_size

WHOLE = "JPEG 2000"
START = b"\xff\x4f\xff\x51"
"""Start of a codestream, and of the segment of its size."""
_TILE, _DATA, _END = 0xFF90, 0xFF93, 0xFFD9
_STYLE, _COMPONENT_STYLE = 0xFF52, 0xFF53
_MAX_TILES = 16_384
_MAX_PARTS = 100_000
_MAX_CHANNELS = 5
_MAX_BLOCKS = 1_000_000
"""Largest number of code-blocks, for each of which OpenJPEG takes 400 bytes; 64 megapixels in blocks of 32 x 32 have
a quarter of them."""
_MAX_PACKETS = 32_000_000
"""Largest number of packets of one tile, for each of which a decoder keeps a number."""


@dataclass(frozen=True, slots=True)
class Codestream:
    """What a codestream declares of its picture."""

    width: int
    """Width in pixels."""
    height: int
    """Height in pixels."""
    channels: int
    """Components, 1 to 5."""
    depth: int
    """Bits per sample, 1 to 16."""
    tiles: int
    """Number of tiles."""
    tile_width: int
    """Width of a tile in pixels, not more than that of the picture."""
    tile_height: int
    """Height of a tile in pixels, not more than that of the picture."""


def read_frame(stream: bytes) -> Codestream:
    """Check every header of a codestream.

    Raises:
        DecodeError: for a picture that is too large, cut short, damaged, or of a kind that is not read.
    """
    try:
        frame = _size(stream)
        seen = set()
        for kind, body, tile in _segments(stream):
            if kind == _TILE:
                seen.add(tile)
            elif kind == _STYLE:
                _check_style(frame, body[0] & 1, int.from_bytes(body[2:4]), body[5:])
            elif kind == _COMPONENT_STYLE:
                at = 1 if frame.channels < 257 else 2
                _check_style(frame, body[at] & 1, 1, body[at + 1 :])
    except (struct.error, IndexError) as error:
        raise DecodeError(cut_short(WHOLE)) from error
    if seen != set(range(frame.tiles)):
        raise DecodeError(cut_short(WHOLE))
    return frame


def _size(stream: bytes) -> Codestream:
    right, bottom, left, top, across, down, first, above = struct.unpack_from(">8I", stream, 8)
    (channels,) = struct.unpack_from(">H", stream, 40)
    width, height = right - left, bottom - top
    check_size(max(width, 0), max(height, 0), 8)
    if not 1 <= channels <= _MAX_CHANNELS:
        raise DecodeError(
            f"expected a {WHOLE} of 1 to {_MAX_CHANNELS} channels, found {channels}; save the picture as PNG or TIFF"
        )
    kinds = [tuple(stream[at : at + 3]) for at in range(42, 42 + 3 * channels, 3)]
    if len(set(kinds)) > 1 or kinds[0][1:] != (1, 1):
        raise DecodeError(
            f"expected a {WHOLE} whose channels have the same size and bits, found others; save the picture as PNG"
        )
    depth = (kinds[0][0] & 0x7F) + 1
    if kinds[0][0] & 0x80 or depth > 16:
        raise DecodeError(
            f"expected a {WHOLE} of 1 to 16 bits per sample, found {depth} bits"
            f"{', signed' if kinds[0][0] & 0x80 else ''}; save the picture as PNG or TIFF"
        )
    check_size(width, height, channels * (8 if depth <= 8 else 16))
    if not (across and down and first <= left < first + across and above <= top < above + down):
        raise DecodeError(damaged(WHOLE))
    tiles = -(-(right - first) // across) * -(-(bottom - above) // down)
    if tiles > _MAX_TILES:
        raise DecodeError(f"expected at most {_MAX_TILES:,} tiles in a {WHOLE}, found {tiles:,}; save it as PNG")
    return Codestream(width, height, channels, depth, tiles, min(across, width), min(down, height))


def _segments(stream: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yield (marker, body, tile) of every segment of the main header and of all tile-parts, up to the end marker."""
    at, tile, end, parts = 2, 0, 0, 0
    while True:
        (kind,) = struct.unpack_from(">H", stream, at)
        if kind == _END:
            return
        if kind == _DATA:
            if end <= at:  # data of no tile
                raise DecodeError(damaged(WHOLE))
            at = end
            continue
        (length,) = struct.unpack_from(">H", stream, at + 2)
        if length < 2 or kind < 0xFF00:
            raise DecodeError(damaged(WHOLE))
        body = stream[at + 4 : at + 2 + length]
        if kind == _TILE:
            tile, size = struct.unpack_from(">HI", body)
            end = at + size if size else len(stream) - 2
            parts += 1
            if parts > _MAX_PARTS:
                raise DecodeError(f"expected at most {_MAX_PARTS:,} parts in a {WHOLE}, found more; save it as PNG")
            if end > len(stream) - 2 or end <= at + 12:
                raise DecodeError(cut_short(WHOLE))
        yield kind, body, tile
        at += 2 + length


def _check_style(frame: Codestream, own_precincts: int, layers: int, style: bytes) -> None:
    """Refuse a coding style of more blocks or packets than fit into memory; `style` is SPcod of A.6.1."""
    levels, wide, high = style[0], (style[1] & 15) + 2, (style[2] & 15) + 2
    if levels > 32 or wide + high > 12:
        raise DecodeError(damaged(WHOLE))
    blocks = most = 0
    for resolution in range(levels + 1):
        size = style[5 + resolution] if own_precincts else 0xFF
        across, down = size & 15, size >> 4
        width = -(-frame.tile_width >> (levels - resolution)) + 1
        height = -(-frame.tile_height >> (levels - resolution)) + 1
        most = max(most, (2 + (width >> across)) * (2 + (height >> down)))
        inner = min(resolution, 1)  # the bands of a higher resolution have half of its size
        block_width, block_height = (max(0, min(wide, across - inner)), max(0, min(high, down - inner)))
        blocks += (1 + (width >> block_width)) * (1 + (height >> block_height))
    blocks *= frame.tiles * frame.channels
    if blocks > _MAX_BLOCKS + 64 * frame.tiles * frame.channels:
        raise DecodeError(f"expected at most {_MAX_BLOCKS:,} blocks in a {WHOLE}, found more; save it as PNG")
    if layers * (levels + 1) * frame.channels * most > _MAX_PACKETS:
        raise DecodeError(f"expected at most {_MAX_PACKETS:,} packets in a {WHOLE}, found more; save it as PNG")
