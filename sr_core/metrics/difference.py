"""Where two pictures of measured values differ, and how far."""

from dataclasses import replace

import numpy as np

from ..errors import MetricError
from ..types import DecodedImage


def difference(image: DecodedImage, other: DecodedImage) -> DecodedImage:
    """Subtract a picture of measured values from another one, pixel by pixel.

    Args:
        image: measured values.
        other: measured values in the same unit, of the same size, or with rows and columns more on the right and below,
            as a reference has where shrinking cut its rim; these are left out.

    Returns:
        (H, W, 1) float32 in the unit, positive where `image` is higher; NaN where either has no value. All else is that
        of `image`.

    Raises:
        MetricError: if one of them holds no measured values, the units differ, or `other` is smaller.
    """
    if not image.unit or image.unit != other.unit:
        raise MetricError(
            f"a difference needs two pictures of measured values in one unit, found {image.unit or 'grey levels'} and "
            f"{other.unit or 'grey levels'}"
        )
    if other.height < image.height or other.width < image.width:
        raise MetricError(f"{other.shape_text} cannot be subtracted from {image.shape_text}; it does not cover it")
    return replace(image, pixels=image.pixels - other.pixels[: image.height, : image.width])


def mean_and_largest(difference: np.ndarray) -> tuple[float, float]:
    """Return the mean and the largest absolute value, in the unit of the values; NaN twice where there is none.

    Args:
        difference: any shape; what is not finite is left out.
    """
    size = np.abs(difference[np.isfinite(difference)])
    return (float(size.mean(dtype=np.float64)), float(size.max())) if size.size else (float("nan"), float("nan"))
