"""Precision: decoded samples of a compressed frame to stored values, where the stream and the header may differ.

A stream declares the bits of its samples, JPEG 2000 also whether they are signed. The stream is right; the header only
decides what a stream leaves open. Source: PS3.5 8.2 (consistency of streams and attributes).
"""

from dataclasses import dataclass, replace

import numpy as np

from ..errors import DecodeError
from .layout import MONOCHROME, Layout


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Decoded samples of a stream."""

    values: np.ndarray
    """Integers (H, W, S) as in the stream."""
    bits: int
    """Bits of a sample that the stream declares."""
    signed: bool = False
    """True if the stream says that its samples are signed."""
    rgb: bool = False
    """True for colours that are RGB after decoding, whatever the header says; False where the header decides."""


def to_stored_values(samples: Samples, layout: Layout, *, overlaid: bool) -> tuple[np.ndarray, Layout]:
    """Return (H, W, S) stored values, and the layout with as many bits, and the colours, that they prove.

    Args:
        samples: decoded samples.
        layout: layout that the header declares.
        overlaid: True if the header places overlays in the unused bits of the pixels.

    Raises:
        DecodeError: for samples whose sign the stream and the header leave open.
    """
    values, shift = samples.values, layout.high_bit + 1 - layout.stored
    if samples.rgb and layout.samples == 3:
        layout = replace(layout, photometric="RGB")
    if overlaid or (shift and samples.bits > layout.high_bit):
        return keep_stored_bits(values, layout, shift if samples.bits > layout.high_bit else 0), layout
    if layout.photometric not in MONOCHROME:
        # Colours are those of the stream, whose bits are full brightness unless the header's are enough.
        enough = samples.bits > layout.stored and _bits_of(values, signed=False) <= layout.stored
        return values, layout if enough else replace(layout, stored=samples.bits)
    if samples.signed != layout.signed:
        values = _with_sign(samples, layout)
    return values, replace(layout, stored=max(layout.stored, _bits_of(values, signed=layout.signed)))


def keep_stored_bits(values: np.ndarray, layout: Layout, shift: int) -> np.ndarray:
    """Return the stored bits, of which the lowest is bit `shift`, and their sign; bits above may be overlays."""
    raw: np.ndarray = values.astype(np.int64 if layout.allocated == 32 else np.int32)
    raw = np.right_shift(raw, shift) & ((1 << layout.stored) - 1)
    if layout.signed:
        sign = 1 << (layout.stored - 1)
        return ((raw ^ sign) - sign).astype(np.int32)
    return raw.astype(np.uint8 if layout.stored <= 8 else np.uint16 if layout.stored <= 16 else np.uint32)


def _with_sign(samples: Samples, layout: Layout) -> np.ndarray:
    """Read samples as signed or not as the header declares, where the stream declares the opposite."""
    values: np.ndarray = samples.values.astype(np.int64 if samples.bits > 16 else np.int32)
    sign, mask = 1 << (samples.bits - 1), (1 << samples.bits) - 1
    if samples.signed:
        if values.min() < 0 and samples.bits != layout.stored:
            raise DecodeError(_unclear(samples, layout))
        return values & mask
    if samples.bits < layout.stored:
        if values.max() >= sign:
            raise DecodeError(_unclear(samples, layout))
        return values
    # Above the stored bits, there are zeros or copies of the sign; where there is anything else, the stream has more.
    kept = keep_stored_bits(values, layout, 0)
    rest = values - kept
    if ((rest == 0) | (rest == 1 << layout.stored) | (rest == 1 << samples.bits)).all():
        return kept
    return (values ^ sign) - sign


def _unclear(samples: Samples, layout: Layout) -> str:
    return (
        f"expected compressed pixels of {layout.stored} bits as the header says, found {samples.bits} bits whose sign "
        "is not clear; export the file again"
    )


def _bits_of(values: np.ndarray, *, signed: bool) -> int:
    """Return the bits that hold all values, with a sign if there is one."""
    low, high = int(values.min()), int(values.max())
    return max(high.bit_length(), (~low).bit_length() if low < 0 else 0) + signed
