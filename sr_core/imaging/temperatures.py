"""Temperatures: stored numbers to degC, and what no temperature can be."""

import numpy as np

from ..errors import DecodeError
from ..radiometry import ABSOLUTE_ZERO, Scaling

MAX_CELSIUS = 3000.0
"""degC; thermal cameras measure up to about this."""

_ROUNDING = 1e-3  # degC: float32 and decimal scales at absolute zero


def to_celsius(stored: np.ndarray, scaling: Scaling, nodata: float | None = None) -> tuple[np.ndarray, tuple[str, ...]]:
    """Turn stored numbers into temperatures.

    Args:
        stored: (H, W) integers or floats.
        scaling: degC = stored * factor + offset.
        nodata: stored number of pixels that were not measured, besides NaN; None for none.

    Returns:
        (H, W, 1) float32 degC, NaN where nothing was measured, and notes on pixels at the end of the stored range.

    Raises:
        DecodeError: for values that are not temperatures.
    """
    unmeasured = np.zeros(stored.shape, bool) if nodata is None else stored == nodata
    with np.errstate(over="ignore", invalid="ignore"):  # floats may hold anything; what is no temperature is refused
        values = stored.astype(np.float64)
        values *= scaling.factor
        values += scaling.offset
    values[unmeasured] = np.nan
    celsius = checked_celsius(values)[..., None]
    if stored.dtype.kind not in "iu":
        return celsius, ()
    limits = np.iinfo(stored.dtype)
    ends = ((stored == limits.min) | (stored == limits.max)) & ~unmeasured
    return celsius, limit_notes(int(np.count_nonzero(ends)))


def checked_celsius(values: np.ndarray) -> np.ndarray:
    """Return degC as float32; NaN stands for "not measured".

    Raises:
        DecodeError: if one is infinite, below absolute zero or above `MAX_CELSIUS`, or if all are NaN.
    """
    if np.isnan(values).all():
        raise DecodeError("expected temperatures, found no measured value at all; export the file again")
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if not ABSOLUTE_ZERO - _ROUNDING <= low <= high <= MAX_CELSIUS:
        raise DecodeError(
            f"expected temperatures of {ABSOLUTE_ZERO} to {MAX_CELSIUS:,.0f} degC, found {low:,.6g} to {high:,.6g} "
            "degC; check the unit and the scale, or export the file again"
        )
    return values.astype(np.float32)


def limit_notes(count: int) -> tuple[str, ...]:
    """Return the note on pixels at the end of what the camera can store; nothing for none."""
    if not count:
        return ()
    pixels = "1 pixel is" if count == 1 else f"{count:,} pixels are"
    return (f"{pixels} at the end of the camera's range: the true temperature there is higher or lower.",)
