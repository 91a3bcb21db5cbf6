"""Where two pictures differ, and how far: measured values, or a result that is shrunk again and the picture it is of.

The second is the consistency of a result with its input, which needs no reference.
"""

from dataclasses import dataclass, replace

import numpy as np

from ..errors import MetricError
from ..image.degradations import degrade
from ..image.missing import laid_over_grey
from ..image.resize import resize_image
from ..types import SCALES, DecodedImage, Degradation


@dataclass(frozen=True, slots=True)
class Agreement:
    """Difference between a result, shrunk again, and the picture it was made from; 0 where every pixel agrees."""

    mean: float
    """Mean absolute difference over all pixels and channels, in the picture's own values: its grey levels (0 to 255 or
    65535) or its unit. NaN where nothing was measured."""
    largest: float
    """Largest absolute difference, in the picture's own values."""
    peak: int | None
    """Largest value that a display value can have; None for measured values."""

    @property
    def levels(self) -> float:
        """Mean in grey levels of 8 bits, at every depth; for measured values the mean in their unit."""
        return self.mean if self.peak is None else self.mean * 255.0 / self.peak


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


def shrunk_difference(sr: DecodedImage, lr: DecodedImage) -> np.ndarray:
    """Shrink SR by bicubic imresize and subtract LR.

    Args:
        sr: the result, larger than `lr` and of its aspect ratio to the nearest pixel; of measured values an exact
            multiple of it.
        lr: picture that was enlarged.

    Returns:
        (H, W, C) float32 at the size of `lr`, in its values; NaN where nothing was measured. Transparent pictures are
        compared over mid-grey.

    Raises:
        MetricError: if the sizes do not belong together.
    """
    return over_grey_difference(_shrunk(sr, lr), lr)


def over_grey_difference(shrunk: DecodedImage, lr: DecodedImage) -> np.ndarray:
    """Subtract LR from a result that is shrunk to its size, both over mid-grey; see `shrunk_difference`."""
    found = laid_over_grey(shrunk).pixels.astype(np.float32)
    found -= laid_over_grey(lr).pixels
    return found


def _shrunk(sr: DecodedImage, lr: DecodedImage) -> DecodedImage:
    scale = sr.height // lr.height
    if scale in SCALES and (sr.height, sr.width) == (lr.height * scale, lr.width * scale):
        return degrade(sr, Degradation(scale=scale))
    # Two sides that were rounded to the nearest pixel each lie up to half a pixel beside the ratio of the input.
    beside = abs(sr.height * lr.width - sr.width * lr.height)
    if sr.unit or beside > (lr.height + lr.width) / 2 or sr.height < lr.height or sr.width < lr.width:
        by = "by a whole number" if sr.unit else "in its aspect ratio"
        raise MetricError(f"{sr.shape_text} is not an enlargement of {lr.shape_text} {by}")
    return resize_image(sr, lr.height, lr.width)


def agreement(difference: np.ndarray, lr: DecodedImage) -> Agreement:
    """Return mean and largest of a `shrunk_difference` to LR."""
    return Agreement(*mean_and_largest(difference), None if lr.unit else lr.peak)


def consistency(sr: DecodedImage, lr: DecodedImage) -> float:
    """Return the mean absolute difference between LR and SR shrunk back to its size; needs no reference.

    Returns:
        0 if it shrinks back exactly: in 8-bit grey levels at every depth, or in the unit of measured values.

    Raises:
        MetricError: if the sizes do not belong together.
    """
    return agreement(shrunk_difference(sr, lr), lr).levels
