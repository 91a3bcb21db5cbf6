"""Errors of the temperatures of an enlargement, by comparison with the true ones."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import convolve

from ..errors import MetricError
from ..types import DecodedImage

SKIN_C = (28.0, 40.0)
"""Temperatures in degC between which a reference pixel counts as skin; a warm room or machine may have them, too."""

EDGE_C = 0.25
"""Gradient in degC per pixel from which a reference pixel counts as an edge (central differences, both directions)."""

HOT_SPOT_SIDE = 3
"""Side in pixels of the mean that finds the hottest spot: a single pixel would be found by noise."""


@dataclass(frozen=True, slots=True)
class TemperatureError:
    """Errors of SR against a reference, in degC; signed errors are SR minus reference."""

    mae_c: float
    """Mean absolute error."""
    rmse_c: float
    """Root of the mean squared error."""
    p999_c: float
    """99.9th percentile of the absolute error: one pixel in a thousand is worse."""
    max_c: float
    """Largest absolute error."""
    bias_c: float
    """Mean error: above 0 if SR is too warm as a whole."""
    skin_mae_c: float
    """Mean absolute error where the reference is within `SKIN_C`; nan if it is nowhere."""
    edge_mae_c: float
    """Mean absolute error where the reference changes by `EDGE_C` per pixel or more; nan if it does nowhere."""
    hot_spot_shift: float
    """Distance in reference pixels between the hottest spots (mean of 3 x 3) of SR and of the reference."""
    peak_error_c: float
    """Temperature of the hottest spot of SR minus that of the reference."""


def temperature_error(sr: DecodedImage, hr: DecodedImage, *, crop_border: int | None = None) -> TemperatureError:
    """Measure SR against the reference, pixel by pixel; pixels missing in either are left out.

    Args:
        sr: the result, unit degC.
        hr: the reference, unit degC, of the same size or larger by less than the scale on the right and below.
        crop_border: pixels removed on each side; None for `sr.scale`, as for PSNR.

    Raises:
        MetricError: if one is no thermogram, the sizes do not belong together, or no pixel is left.
    """
    if sr.unit != "degC" or hr.unit != "degC":
        raise MetricError("errors in degC need two thermograms; one of these pictures holds no temperatures")
    slack = (hr.height - sr.height, hr.width - sr.width)
    if any(not 0 <= s < max(1, sr.scale) for s in slack):
        raise MetricError(f"a result of {sr.shape_text} cannot be compared with a reference of {hr.shape_text}")
    border = sr.scale if crop_border is None else crop_border
    inner = (slice(border, sr.height - border), slice(border, sr.width - border))
    a, b = (image.pixels[: sr.height, : sr.width, 0][inner].astype(np.float64) for image in (sr, hr))
    known = np.isfinite(a) & np.isfinite(b)
    if not known.any():
        raise MetricError(f"no temperature is left {border} pixels inside {sr.shape_text}; choose a larger picture")
    error = np.where(known, a - b, 0.0)
    size = np.abs(error[known])
    rows, cols = np.gradient(b) if min(b.shape) > 1 else (np.zeros_like(b), np.zeros_like(b))
    edge = np.nan_to_num(np.hypot(rows, cols)) >= EDGE_C
    skin = (b >= SKIN_C[0]) & (b <= SKIN_C[1])
    peaks = [_hottest(np.where(known, plane, np.nan)) for plane in (a, b)]
    (row_a, col_a, peak_a), (row_b, col_b, peak_b) = peaks
    return TemperatureError(
        mae_c=float(size.mean()),
        rmse_c=float(np.sqrt(np.square(size).mean())),
        p999_c=float(np.percentile(size, 99.9)),
        max_c=float(size.max()),
        bias_c=float(error[known].mean()),
        skin_mae_c=_mean_where(error, known & skin),
        edge_mae_c=_mean_where(error, known & edge),
        hot_spot_shift=float(np.hypot(row_a - row_b, col_a - col_b)),
        peak_error_c=peak_a - peak_b,
    )


def _mean_where(error: np.ndarray, where: np.ndarray) -> float:
    return float(np.abs(error[where]).mean()) if where.any() else float("nan")


def _hottest(plane: np.ndarray) -> tuple[int, int, float]:
    """Return row, column and temperature of the hottest spot; spots that reach a missing pixel do not count."""
    means = convolve(plane, np.full((HOT_SPOT_SIDE, HOT_SPOT_SIDE), 1 / HOT_SPOT_SIDE**2), mode="nearest")
    means = means if np.isfinite(means).any() else plane
    row, col = np.unravel_index(np.nanargmax(means), means.shape)
    return int(row), int(col), float(means[row, col])
