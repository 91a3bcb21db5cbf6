"""Stored values: measured values of a result as integers that hold every one of them (the inverse of PS3.3 C.11.1)."""

from dataclasses import dataclass

import numpy as np

from ..errors import EncodeError
from ..types import DecodedImage
from .layout import MONOCHROME, Layout
from .rescale import Rescale

_ROWS = 256
"""Rows of a strip."""
_MOST_BITS = 16
"""Bits Stored of grey pixels that readers can be expected to take."""


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """Pixels of a result as they are written."""

    values: np.ndarray
    """Integers of 8 or 16 bits, (H, W) or (H, W, 3)."""
    bits: int
    """Bits Stored."""
    photometric: str
    """Photometric Interpretation: MONOCHROME1, MONOCHROME2 or RGB."""
    rescale: Rescale
    """Rescaling that turns them into measured values; slope 1 and intercept 0 for colours."""
    padding: tuple[int, ...] = ()
    """Pixel Padding Value and, if there is one, Range Limit; empty without padding."""

    @property
    def signed(self) -> bool:
        """True for two's complement."""
        return self.values.dtype.kind == "i"


@dataclass(frozen=True, slots=True)
class Container:
    """Integers that hold all numbers of a result."""

    bits: int
    """Bits Stored, 1 to 16."""
    signed: bool
    """True for two's complement."""
    first: int = 0
    """Number of the source that is stored as 0; other than 0 only where the source's own numbers do not fit."""
    padding: tuple[int, ...] = ()
    """Pixel padding, in numbers of the source."""


def to_stored(image: DecodedImage, layout: Layout, rescale: Rescale, padding: tuple[int, ...]) -> Stored:
    """Round values to the steps of the source; nothing is clipped, and missing pixels become padding.

    Networks and bicubic overshoot at edges, beyond the source's Bits Stored. Such a result gets more bits, up to 16, or
    another intercept. Values of a Modality LUT are written as they are, without it: a table has no inverse.

    Args:
        image: the result.
        layout: layout of the source.
        rescale: rescaling of the source.
        padding: padding of the source.

    Raises:
        EncodeError: for values that need more than 16 bits, or a source of floating-point pixels.
    """
    if layout.photometric not in MONOCHROME:
        return Stored(image.pixels, image.bit_depth, "RGB", Rescale())
    container = fit(image, layout, rescale, padding)
    if rescale.lut is not None:
        rescale = Rescale(unit=rescale.unit)
    values = image.pixels[..., 0]
    size = 1 if container.bits <= 8 and layout.allocated <= 8 else 2
    pixels = np.empty(values.shape, f"{'i' if container.signed else 'u'}{size}")
    # Values are rounded in strips: the whole in float64, several times over, would take 900 MB for 38 megapixels.
    for top in range(0, len(values), _ROWS):
        numbers = _numbers(values[top : top + _ROWS], rescale) - container.first
        missing = ~np.isfinite(numbers)
        if container.padding:
            numbers[missing] = container.padding[0] - container.first
        pixels[top : top + _ROWS] = numbers
    moved = Rescale(rescale.slope, rescale.intercept + container.first * rescale.slope, unit=rescale.unit)
    shown_padding = tuple(number - container.first for number in container.padding)
    return Stored(pixels, container.bits, layout.photometric, moved, shown_padding)


def fit(image: DecodedImage, layout: Layout, rescale: Rescale, padding: tuple[int, ...]) -> Container:
    """Choose integers that hold every value of a grey result; see `to_stored`.

    Raises:
        EncodeError: for values that need more than 16 bits, or a source of floating-point pixels.
    """
    if image.dicom is None or image.dicom.slope == 0:
        raise EncodeError("a DICOM result needs a source of whole numbers, found floating-point pixels; save a TIFF")
    values = image.pixels[..., 0]
    if rescale.lut is not None:
        return contain(values, Rescale(), (), bits=rescale.lut.bits, signed=False)
    bits = 8 if layout.stored == 1 else min(layout.stored, _MOST_BITS)
    return contain(values, rescale, padding, bits=bits, signed=layout.signed)


def contain(values: np.ndarray, rescale: Rescale, padding: tuple[int, ...], *, bits: int, signed: bool) -> Container:
    """Choose integers that hold every value: the source's where they do, else wider or moved ones.

    Padding stays what it is in the source unless a measured value is the same number; it is then one number beside the
    measured ones, and left out where nothing is missing.

    Args:
        values: (H, W) float32, NaN where nothing was measured.
        rescale: rescaling from numbers to values.
        padding: padding of the source, in its numbers.
        bits: Bits Stored of the source, at most 16.
        signed: Pixel Representation of the source.

    Raises:
        EncodeError: for values that need more than 16 bits.
    """
    ends = np.array([np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)])
    low, high = sorted(_numbers(ends, rescale)) if np.isfinite(ends).all() else (0, 0)
    gaps = bool(np.isnan(values.min()))
    apart = padding if padding and (max(padding) < low or min(padding) > high) else ()
    for n in range(bits, _MOST_BITS + 1):
        least, most = (-(1 << n - 1), (1 << n - 1) - 1) if signed else (0, (1 << n) - 1)
        if not least <= low <= high <= most:
            continue
        kept = apart if apart and least <= min(apart) and max(apart) <= most else ()
        beside = [int(number) for number in (low - 1, high + 1) if least <= number <= most]
        if kept or not gaps:
            return Container(n, signed, padding=kept)
        if beside:
            return Container(n, signed, padding=(beside[0],))
    first = int(low) - gaps
    n = max(bits, int(high - first).bit_length())
    if n > _MOST_BITS:
        span = values[np.isfinite(values)]
        raise EncodeError(
            f"a DICOM result holds {1 << _MOST_BITS:,} different numbers, this one needs {int(high - low) + 1:,} "
            f"({span.min():g} to {span.max():g} in steps of {abs(rescale.slope):g}); save a TIFF of float values"
        )
    return Container(n, False, first, (first,) if gaps else ())


def _numbers(values: np.ndarray, rescale: Rescale) -> np.ndarray:
    """Return the source's stored numbers as float64, whole; NaN stays NaN."""
    return np.rint((values.astype(np.float64) - rescale.intercept) / rescale.slope)
