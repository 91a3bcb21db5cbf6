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


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """How the pixels of a result are written."""

    container: Container
    """Integers that hold every one of them."""
    allocated: int
    """Bits Allocated: 8 or 16."""
    photometric: str
    """Photometric Interpretation: MONOCHROME1, MONOCHROME2 or RGB."""
    source: Rescale
    """Rescaling of the source's numbers; slope 1 and intercept 0 for colours, and after a Modality LUT."""

    @property
    def bits(self) -> int:
        """Bits Stored."""
        return self.container.bits

    @property
    def signed(self) -> bool:
        """True for two's complement."""
        return self.container.signed

    @property
    def padding(self) -> tuple[int, ...]:
        """Pixel Padding Value and, if there is one, Range Limit, as they are written; empty without padding."""
        return tuple(number - self.container.first for number in self.container.padding)

    @property
    def rescale(self) -> Rescale:
        """Rescaling that turns written numbers into measured values."""
        first, slope = self.container.first, self.source.slope
        return Rescale(slope, self.source.intercept + first * slope, unit=self.source.unit)

    def numbers(self, image: DecodedImage) -> np.ndarray:
        """Return the result, or whole rows of it, as it is written: (H, W) or (H, W, 3) little-endian integers."""
        if self.photometric == "RGB":
            return image.pixels.astype(image.pixels.dtype.newbyteorder("<"), copy=False)
        values, first = image.pixels[..., 0], self.container.first
        pixels = np.empty(values.shape, f"<{'i' if self.signed else 'u'}{self.allocated // 8}")
        # Values are rounded in strips: the whole in float64, several times over, would take 900 MB for 38 megapixels.
        for top in range(0, len(values), _ROWS):
            numbers = _numbers(values[top : top + _ROWS], self.source) - first
            if self.padding:
                numbers[~np.isfinite(numbers)] = self.padding[0]
            pixels[top : top + _ROWS] = numbers
        return pixels


def stored_result(image: DecodedImage, layout: Layout, rescale: Rescale, padding: tuple[int, ...]) -> Stored:
    """Choose how a result is written: nothing is clipped, and missing pixels become padding.

    A result that is made to agree with its input may overshoot, beyond the source's Bits Stored. It gets more bits, up
    to 16, or another intercept. Values of a Modality LUT are written as they are, without it: a table has no inverse.

    Args:
        image: the result.
        layout: layout of the source.
        rescale: rescaling of the source.
        padding: padding of the source.

    Raises:
        EncodeError: for values that need more than 16 bits, or a source of floating-point pixels.
    """
    if layout.photometric not in MONOCHROME:
        return _stored_colours(image)
    values = image.pixels[..., 0]
    ends = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
    return _stored(image, layout, rescale, padding, ends, gaps=bool(np.isnan(values.min())))


def stored_before(image: DecodedImage, layout: Layout, rescale: Rescale, padding: tuple[int, ...]) -> Stored:
    """Choose how results of a picture will be written, before they are made and if none is made to agree with it.

    Results end where `DicomInfo.limits` end, and pixels that are missing in the picture are missing in them. This is
    what `stored_result` chooses for the result, unless measured values of the source lie on both sides of its padding:
    then it may be another container that holds every value, too.

    Args:
        image: the picture, as it was decoded.
        layout: layout of the source.
        rescale: rescaling of the source.
        padding: padding of the source.

    Raises:
        EncodeError: for a source of floating-point pixels, one with a Modality LUT, or one whose limits and padding
            need more than 16 bits.
    """
    if layout.photometric not in MONOCHROME:
        return _stored_colours(image)
    if rescale.lut is not None:
        raise EncodeError(
            "a DICOM result that is larger than memory needs values whose ends the file declares, found a Modality LUT "
            "table; save a TIFF of float values, or a smaller scale"
        )
    ends = image.dicom.limits if image.dicom is not None and image.dicom.limits is not None else (0.0, 0.0)
    return _stored(image, layout, rescale, padding, ends, gaps=image.missing > 0)


def _stored_colours(image: DecodedImage) -> Stored:
    return Stored(Container(image.bit_depth, False), image.bit_depth, "RGB", Rescale())


def _stored(
    image: DecodedImage,
    layout: Layout,
    rescale: Rescale,
    padding: tuple[int, ...],
    ends: tuple[float, float],
    *,
    gaps: bool,
) -> Stored:
    if image.dicom is None or image.dicom.slope == 0:
        raise EncodeError("a DICOM result needs a source of whole numbers, found floating-point pixels; save a TIFF")
    if rescale.lut is not None:
        source, padding, bits, signed = Rescale(unit=rescale.unit), (), rescale.lut.bits, False
    else:
        source, signed = rescale, layout.signed
        bits = 8 if layout.stored == 1 else min(layout.stored, _MOST_BITS)
    container = contain(ends, source, padding, bits=bits, signed=signed, gaps=gaps)
    allocated = 8 if container.bits <= 8 and layout.allocated <= 8 else 16
    return Stored(container, allocated, layout.photometric, source)


def contain(
    ends: tuple[float, float], rescale: Rescale, padding: tuple[int, ...], *, bits: int, signed: bool, gaps: bool
) -> Container:
    """Choose integers that hold every value: the source's where they do, else wider or moved ones.

    Padding stays what it is in the source unless a measured value is the same number; it is then one number beside the
    measured ones, and left out where nothing is missing.

    Args:
        ends: lowest and highest value; NaN twice where nothing was measured.
        rescale: rescaling from numbers to values.
        padding: padding of the source, in its numbers.
        bits: Bits Stored of the source, at most 16.
        signed: Pixel Representation of the source.
        gaps: True if there are pixels where nothing was measured.

    Raises:
        EncodeError: for values that need more than 16 bits.
    """
    values = np.array(ends)
    low, high = sorted(_numbers(values, rescale)) if np.isfinite(values).all() else (0, 0)
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
        raise EncodeError(
            f"a DICOM result holds {1 << _MOST_BITS:,} different numbers, this one needs {int(high - low) + 1:,} "
            f"({values.min():g} to {values.max():g} in steps of {abs(rescale.slope):g}); save a TIFF of float values"
        )
    return Container(n, False, first, (first,) if gaps else ())


def _numbers(values: np.ndarray, rescale: Rescale) -> np.ndarray:
    """Return the source's stored numbers as float64, whole; NaN stays NaN."""
    return np.rint((values.astype(np.float64) - rescale.intercept) / rescale.slope)
