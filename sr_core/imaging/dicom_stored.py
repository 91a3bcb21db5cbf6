"""Stored values: measured values of a result back to integers of the source's depth (the inverse of PS3.3 C.11.1)."""

from dataclasses import dataclass

import numpy as np

from ..errors import EncodeError
from ..types import DecodedImage
from .dicom_layout import MONOCHROME, Layout
from .dicom_values import Rescale

_ROWS = 256
"""Of a strip."""


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """Pixels as they are written."""

    values: np.ndarray
    """(H, W) or (H, W, 3) integers of 8 or 16 bits."""
    bits: int
    """Bits Stored."""
    photometric: str
    """MONOCHROME1, MONOCHROME2 or RGB."""
    rescale: Rescale
    """What turns them into measured values; of slope 1 and intercept 0 for colours."""
    padding: tuple[int, ...] = ()
    """Pixel Padding Value and, if there is one, Range Limit; empty without padding."""

    @property
    def signed(self) -> bool:
        """True for two's complement."""
        return self.values.dtype.kind == "i"


def to_stored(image: DecodedImage, layout: Layout, rescale: Rescale, padding: tuple[int, ...]) -> Stored:
    """Round and clip once, to the source's Bits Stored; missing pixels become padding, and no measured one does.

    Values of a Modality LUT are written as they are, without it: a table has no inverse.

    Args:
        image: the result.
        layout: of the source.
        rescale: of the source.
        padding: of the source.

    Raises:
        EncodeError: for a source of other than 8 or 16 bits.
    """
    if layout.photometric not in MONOCHROME:
        return Stored(image.pixels, image.bit_depth, "RGB", Rescale())
    if layout.allocated not in (8, 16):
        raise EncodeError(
            f"a DICOM result needs a source of 8 or 16 bits, found {layout.allocated}; save a TIFF instead"
        )
    values = image.pixels[..., 0]
    gaps = not bool(np.isfinite(values).all())
    bits, allocated, signed = layout.stored, layout.allocated, layout.signed
    if rescale.lut is not None:
        bits, allocated, signed = rescale.lut.bits, 8 if rescale.lut.bits == 8 else 16, False
        padding, rescale = (), Rescale(unit=rescale.unit)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    if gaps and not padding:
        padding = (low,)
    pixels = np.empty(values.shape, f"{'i' if signed else 'u'}{allocated // 8}")
    # In strips: the whole in float64, several times over, would take 900 MB for 38 megapixels.
    for top in range(0, len(values), _ROWS):
        strip = values[top : top + _ROWS].astype(np.float64)
        missing = ~np.isfinite(strip)
        stored = np.clip(np.rint((np.where(missing, 0.0, strip) - rescale.intercept) / rescale.slope), low, high)
        if padding:
            _step_aside(stored, padding, low, high)
            stored[missing] = padding[0]
        pixels[top : top + _ROWS] = stored
    return Stored(pixels, bits, layout.photometric, rescale, padding)


def _step_aside(stored: np.ndarray, padding: tuple[int, ...], low: int, high: int) -> None:
    """Move measured values out of the padding range, to the nearest number beside it."""
    first, last = min(padding), max(padding)
    inside = (stored >= first) & (stored <= last)
    up = (stored - first >= last - stored) if first > low and last < high else np.full(stored.shape, last < high)
    stored[inside & up] = last + 1
    stored[inside & ~up] = first - 1
