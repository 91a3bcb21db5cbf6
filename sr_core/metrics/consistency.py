"""The input as judge: does the enlarged picture shrink back to what was given?"""

import numpy as np

from ..errors import MetricError
from ..image.degradations import degrade
from ..image.transparency import laid_over_grey
from ..types import DecodedImage, Degradation
from .error import mae


def consistency(sr: DecodedImage, lr: DecodedImage) -> float:
    """Shrink SR by bicubic imresize and compare it with LR; needs no reference.

    Args:
        sr: the result, an exact multiple of `lr` in size.
        lr: what was enlarged.

    Returns:
        Mean absolute difference over all channels, 0 if it shrinks back exactly: in 8-bit grey levels at every depth,
        or in the unit of measured values, missing ones left out. Transparent pictures are compared over mid-grey.

    Raises:
        MetricError: if the sizes do not belong together.
    """
    scale = sr.height // lr.height
    if (sr.height, sr.width) != (lr.height * scale, lr.width * scale) or scale < 2:
        raise MetricError(f"{sr.shape_text} is not an enlargement of {lr.shape_text} by a whole number")
    shrunk = degrade(sr, Degradation(scale=scale))
    if lr.unit:
        return float(np.nanmean(np.abs(shrunk.pixels - lr.pixels, dtype=np.float64)))
    return mae(laid_over_grey(shrunk).pixels, laid_over_grey(lr).pixels) * 255.0 / lr.peak
