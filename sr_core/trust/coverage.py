"""Coverage of error bars, counted picture by picture, and the factor that guarantees it for new pictures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import MetricError
from ..types import DecodedImage

PROMISED_PICTURES = 0.9
"""Share of new pictures in which a level of coverage is reached."""
FEWEST = 9
"""Fewest calibration pictures from which that can be guaranteed: the largest of 9 is exceeded by 1 of 10 new ones."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of pixels inside the bars, measured on the pictures of one set."""

    set: str
    """Name of the set: "xray/test"."""
    pictures: int
    """Number of pictures."""
    mean: float
    """Mean share of a picture's pixels that lie inside, 0..1."""
    worst: float
    """Smallest share of a picture, 0..1."""
    reached: float
    """Share of the pictures whose coverage reaches the level, 0..1."""
    half_width: float
    """Mean half-width, in the unit of the values; of display values in 8-bit grey levels."""


def conformal_factor(ratios: Sequence[np.ndarray], level: float) -> float:
    """Find the factor by which estimated errors must be multiplied so that the bars cover enough of a new picture.

    Split conformal prediction with whole pictures as its units (Vovk, Gammerman, Shafer, "Algorithmic Learning in a
    Random World", 2005), which is conformal risk control (Angelopoulos et al., ICLR 2024) of the loss "less than
    `level` of this picture is covered": if a new picture is exchangeable with the n given ones, at least `level` of its
    pixels lie inside the bars with a probability of at least `PROMISED_PICTURES`, over the choice of all pictures.

    Args:
        ratios: for each calibration picture, error over estimated error of its pixels, 0 or more.
        level: share of pixels, above 0 and below 1.

    Raises:
        MetricError: for fewer than `FEWEST` pictures.
    """
    if len(ratios) < FEWEST:
        raise MetricError(f"a guarantee needs at least {FEWEST} calibration pictures, found {len(ratios)}; add some")
    needed = sorted(float(np.quantile(picture, level, method="higher")) for picture in ratios)
    return needed[math.ceil((len(needed) + 1) * PROMISED_PICTURES - 1e-9) - 1]


def largest_error(sr: DecodedImage, truth: DecodedImage) -> np.ndarray:
    """Return the error of each pixel, (H, W) float32: of colours, that of the channel that is off most.

    Raises:
        MetricError: if the pictures differ in size, channels or depth.
    """
    if sr.pixels.shape != truth.pixels.shape or (not sr.unit and sr.pixels.dtype != truth.pixels.dtype):
        raise MetricError(
            f"errors need two pictures of one size, depth and the same channels, found {sr.shape_text} with "
            f"{sr.channels} of {sr.bit_depth} bits and {truth.shape_text} with {truth.channels} of {truth.bit_depth}"
        )
    return np.asarray(np.abs(sr.pixels.astype(np.float32) - truth.pixels.astype(np.float32)).max(axis=2))


def share_inside(errors: np.ndarray, half_width: np.ndarray) -> float:
    """Return the share of pixels whose error is within the bars, 0..1; NaN where nothing was measured."""
    known = np.isfinite(errors) & np.isfinite(half_width)
    return float(np.mean(errors[known] <= half_width[known])) if known.any() else math.nan
