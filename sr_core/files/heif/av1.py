"""AV1: the size that a coded picture declares. Source: AV1 bitstream specification, 5.3 and 5.5."""

from ...errors import DecodeError
from ..bits import Bits
from ..boxes import damaged
from .coded import Coded

_SEQUENCE, _FRAME_HEADER, _TILES, _FRAME = 1, 3, 4, 6
_KEPT = (_SEQUENCE, _FRAME_HEADER, _TILES, _FRAME)
_MAX_FRAMES = 4
"""Largest number of frames: a still picture has one for each of up to four layers."""
_WHOLE = "AVIF"


def read_av1(data: bytes) -> Coded:
    """Read the size of a picture, and keep what makes its pixels.

    Args:
        data: the item: OBUs with their sizes.

    Raises:
        DecodeError: for data without a sequence header, with contradicting ones, or with many frames.
    """
    kept, sizes, frames, at = [], set(), 0, 0
    try:
        while at < len(data):
            kind, body, end = _unit(data, at)
            if kind == _SEQUENCE:
                sizes.add(_sequence(data[body:end]))
            frames += kind in (_FRAME_HEADER, _FRAME)
            if kind in _KEPT:
                kept.append(data[at:end])
            at = end
    except (ValueError, IndexError) as error:
        raise DecodeError(damaged(_WHOLE)) from error
    if len(sizes) != 1 or not 1 <= frames <= _MAX_FRAMES:
        raise DecodeError(damaged(_WHOLE))
    width, height, depth, channels = sizes.pop()
    return Coded(width, height, depth, channels, b"".join(kept))


def _unit(data: bytes, at: int) -> tuple[int, int, int]:
    """Return (type, start of the body, end) of an OBU."""
    head = data[at]
    start = at + 1 + (head >> 2 & 1)
    end = len(data)
    if head & 2:
        size = shift = 0
        for shift in range(0, 35, 7):
            byte = data[start]
            start += 1
            size |= (byte & 127) << shift
            if byte < 128:
                break
        end = start + size
    if head & 128 or end > len(data):
        raise ValueError("a unit ends early")
    return head >> 3 & 15, start, end


def _sequence(body: bytes) -> tuple[int, int, int, int]:
    """Return (width, height, bits, channels) of a sequence header."""
    bits = Bits(body)
    profile = bits.read(3)
    bits.read(1)
    reduced = bits.read(1)
    if reduced:
        bits.read(5)
    else:
        _skip_timing(bits)
    across, down = bits.read(4) + 1, bits.read(4) + 1
    width, height = bits.read(across) + 1, bits.read(down) + 1
    if not reduced and bits.read(1):  # numbers of frames
        bits.read(7)
    bits.read(3)
    if not reduced:
        bits.read(4)
        order = bits.read(1)
        if order:
            bits.read(2)
        screen_content = bits.read(1) or bits.read(1)  # chosen by each frame, or for all
        if screen_content and not bits.read(1):
            bits.read(1)
        if order:
            bits.read(3)
    bits.read(3)
    return width, height, *_colour(bits, profile)


def _skip_timing(bits: Bits) -> None:
    """Skip timing_info, decoder_model_info and the operating points."""
    model = delay = 0
    if bits.read(1):
        bits.read(64)
        if bits.read(1):
            bits.exp_golomb()
        model = bits.read(1)
        if model:
            delay = bits.read(5) + 1
            bits.read(42)
    shown = bits.read(1)
    for _ in range(bits.read(5) + 1):
        bits.read(12)
        if bits.read(5) > 7:
            bits.read(1)
        if model and bits.read(1):
            bits.read(2 * delay + 1)
        if shown and bits.read(1):
            bits.read(4)


def _colour(bits: Bits, profile: int) -> tuple[int, int]:
    """Return (bits, channels) of color_config."""
    deep = bits.read(1)
    depth = 12 if profile == 2 and deep and bits.read(1) else 10 if deep else 8
    grey = bits.read(1) if profile != 1 else 0
    return depth, 1 if grey else 3
