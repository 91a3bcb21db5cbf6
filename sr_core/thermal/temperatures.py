"""Temperatures: stored numbers converted to degC, and values refused that cannot be temperatures."""

import numpy as np

from ..errors import DecodeError
from ..types.radiometry import ABSOLUTE_ZERO, Scaling
from .units import unit_of

MAX_CELSIUS = 3000.0
"""Temperature in degC up to which thermal cameras measure."""

_USUAL = (-20.0, 60.0)
"""Temperatures in degC of rooms, people and machines; a picture wholly above 60 or below -60 is compared with other
units."""
_COLDEST = -250.0
"""Temperature in degC below which no thermal camera measures."""
_PLAIN = {unit.name: unit.scaling for unit in map(unit_of, "cfk")}
_PIXELS = 1 << 20
"""Pixels converted at once: doubles of a whole picture would take three times its memory."""
_ROUNDING = 1e-3
"""Error in degC of float32 and decimal scales at absolute zero."""


def to_celsius(stored: np.ndarray, scaling: Scaling, nodata: float | None = None) -> tuple[np.ndarray, tuple[str, ...]]:
    """Turn stored numbers into temperatures.

    Args:
        stored: numbers as stored, (H, W) integers or floats.
        scaling: scale from stored numbers to degC.
        nodata: stored number of pixels that were not measured, besides NaN; None for none.

    Returns:
        (H, W, 1) float32 degC, NaN where nothing was measured, and notes on pixels at the end of the stored range.

    Raises:
        DecodeError: for values that are not temperatures.
    """
    celsius = np.empty((*stored.shape, 1), np.float32)
    low, high, ends = np.inf, -np.inf, 0
    limits = np.iinfo(stored.dtype) if stored.dtype.kind in "iu" else None
    step = max(1, _PIXELS // max(1, stored.shape[1]))
    for top in range(0, len(stored), step):
        part = stored[top : top + step]
        with np.errstate(over="ignore", invalid="ignore"):  # floats may be infinite; they are refused below
            values = part.astype(np.float64)
            values *= scaling.factor
            values += scaling.offset
        measured = np.ones(part.shape, bool) if nodata is None else part != nodata
        values[~measured] = np.nan
        low, high = float(np.fmin.reduce(values, None, initial=low)), float(np.fmax.reduce(values, None, initial=high))
        if limits is not None:
            ends += int(np.count_nonzero(((part == limits.min) | (part == limits.max)) & measured))
        with np.errstate(over="ignore"):
            celsius[top : top + step, :, 0] = values
    _check_range(low, high)
    return celsius, limit_notes(ends)


def checked_celsius(values: np.ndarray) -> np.ndarray:
    """Return degC as float32; NaN stands for "not measured".

    Raises:
        DecodeError: for values that are not temperatures.
    """
    _check_range(
        float(np.fmin.reduce(values, None, initial=np.inf)), float(np.fmax.reduce(values, None, initial=-np.inf))
    )
    return values.astype(np.float32)


def refuse_thousands(celsius: np.ndarray, scaling: Scaling) -> None:
    """Refuse a table of hundredths or thousandths of a kelvin that would be colder than any camera sees.

    "29,764" under a heading cK is 24.49 degC if the comma groups thousands, and -272.85 degC if it is a decimal comma.

    Args:
        celsius: temperatures as read, (H, W, 1) in degC.
        scaling: scale by which they were read.

    Raises:
        DecodeError: where all values are below `_COLDEST` in such a unit.
    """
    warmest = float(np.nanmax(celsius))
    if 0 < scaling.factor < 0.5 and warmest < _COLDEST:
        raise DecodeError(
            f"expected temperatures that a camera can see, found at most {warmest:.2f} degC, as if commas or points "
            "that group thousands were read as decimal; export the table without them"
        )


def unit_doubts(celsius: np.ndarray, scaling: Scaling) -> tuple[str, ...]:
    """Return a note where another unit would make unusual temperatures usual; it decides nothing.

    Args:
        celsius: (H, W, 1) degC as read.
        scaling: as they were read; only plain degC, degF and K are doubted.
    """
    low, high = float(np.nanmin(celsius)), float(np.nanmax(celsius))
    if scaling not in _PLAIN.values() or (low < _USUAL[1] and high > -_USUAL[1]):
        return ()
    for name, other in _PLAIN.items():
        ends = [(end - scaling.offset) / scaling.factor * other.factor + other.offset for end in (low, high)]
        if other != scaling and _USUAL[0] <= ends[0] and ends[1] <= _USUAL[1]:
            return (
                f"Check the unit: temperatures of {low:.1f} to {high:.1f} degC are unusual. If the numbers were "
                f"{name}, they would "
                f"be {ends[0]:.1f} to {ends[1]:.1f} degC.",
            )
    return ()


def _check_range(low: float, high: float) -> None:
    if low > high:
        raise DecodeError("expected temperatures, found no measured value at all; export the file again")
    if not ABSOLUTE_ZERO - _ROUNDING <= low <= high <= MAX_CELSIUS:
        raise DecodeError(
            f"expected temperatures of {ABSOLUTE_ZERO} to {MAX_CELSIUS:,.0f} degC, found {low:,.6g} to {high:,.6g} "
            "degC; check the unit and the scale, or export the file again"
        )


def limit_notes(count: int) -> tuple[str, ...]:
    """Return the note on pixels at the end of the range that the camera can store; nothing if there are none."""
    if not count:
        return ()
    pixels = "1 pixel is" if count == 1 else f"{count:,} pixels are"
    return (f"{pixels} at the end of the camera's range, so the true temperature there is higher or lower.",)
