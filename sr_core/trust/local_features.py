"""Local features of a result from which its error is estimated: cheap, and one set for each pixel of the input."""

from collections.abc import Callable

import numpy as np
from scipy.ndimage import uniform_filter

from ..image.missing import fill_missing
from ..types import DecodedImage

FEATURES = (
    "distance from bicubic",
    "distance from bicubic, mean of 3 x 3",
    "distance from bicubic, mean of 9 x 9",
    "contrast of the result",
    "contrast of the result, 3 x 3",
    "fine detail of the result",
    "fine detail of the result, mean of 3 x 3",
    "fine detail of the input, mean of 3 x 3",
    "fine detail of the input, mean of 9 x 9",
    "fine detail of the input, mean of 25 x 25",
    "coarser detail of the input, mean of 5 x 5",
    "coarser detail of the input, mean of 17 x 17",
    "gradient of the input",
    "fine detail of the input, exceeded by 90 % of it",
    "fine detail of the input, exceeded by 70 % of it",
    "fine detail of the input, exceeded by 40 % of it",
)
"""Names of the features, in pixels of the input. The last three belong to the whole input: they tell its noise."""
LEVELS = 255.0
"""Span of the input's values in which features are expressed, as if it had 8 bits."""
_SHARES = (0.1, 0.3, 0.6)
_ROWS = 64
"""Rows of the input whose part of the result is worked on at once."""


def local_features(lr: DecodedImage, sr: DecodedImage, bicubic: DecodedImage) -> np.ndarray:
    """Measure the features at each pixel of the input; of colours, each takes the largest of the channels.

    Args:
        lr: the input.
        sr: the result, a whole number of times as large.
        bicubic: bicubic enlargement of the input to the same size.

    Returns:
        (h, w, F) float32, 0 or more, at the size of the input: `FEATURES` in 255ths of the input's value range.
    """
    low, high = lr.value_range
    factor = np.float32(LEVELS / (high - low))
    scale = sr.height // lr.height
    pixels = _filled(lr) * factor
    fine = _largest(np.abs(pixels - _mean(pixels, 3)))
    coarse = _largest(np.abs(_mean(pixels, 3) - _mean(pixels, 7)))
    gradient = np.maximum(*(_largest(np.abs(np.gradient(pixels, axis=axis))) for axis in (0, 1)))
    distance, variance, detail = _result_maps(_filled(sr), _filled(bicubic), scale)
    distance, variance, detail = distance * factor, variance * factor**2, detail * factor
    maps = [
        distance,
        uniform_filter(distance, 3),
        uniform_filter(distance, 9),
        np.sqrt(variance),
        np.sqrt(np.maximum(uniform_filter(variance, 3), 0)),
        detail,
        uniform_filter(detail, 3),
        *(uniform_filter(fine, side) for side in (3, 9, 25)),
        *(uniform_filter(coarse, side) for side in (5, 17)),
        gradient,
        *(np.full_like(fine, share) for share in np.quantile(fine, _SHARES)),
    ]
    return np.maximum(np.stack(maps, axis=-1), 0)


def _filled(image: DecodedImage) -> np.ndarray:
    """Return the pixels as float32, those that are missing with the value of the nearest one."""
    return (fill_missing(image) if image.unit else image).pixels.astype(np.float32)


def _result_maps(sr: np.ndarray, bicubic: np.ndarray, scale: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean distance, variance and mean fine detail of the result within each pixel of the input."""
    rows: list[tuple[np.ndarray, ...]] = []
    step = _ROWS * scale
    for top in range(0, len(sr), step):
        here = sr[top : top + step]
        around = sr[max(0, top - 1) : top + step + 1]
        detail = np.abs(around - _mean(around, 3))[min(top, 1) :][: len(here)]
        inside = _cells(scale)
        mean = inside(here)
        # The variance of the differences to the mean, since squares of large values would lose it in float32.
        spread = np.square(here - np.repeat(np.repeat(mean, scale, axis=0), scale, axis=1))
        rows.append(
            (
                _largest(inside(np.abs(here - bicubic[top : top + step]))),
                _largest(inside(spread)),
                _largest(inside(detail)),
            )
        )
    distance, variance, fine = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return distance, variance, fine


def _cells(scale: int) -> Callable[[np.ndarray], np.ndarray]:
    def mean(values: np.ndarray) -> np.ndarray:
        height, width, channels = values.shape
        return values.reshape(height // scale, scale, width // scale, scale, channels).mean(axis=(1, 3))

    return mean


def _mean(values: np.ndarray, side: int) -> np.ndarray:
    return uniform_filter(values, (side, side, 1))


def _largest(values: np.ndarray) -> np.ndarray:
    return np.asarray(values.max(axis=2))
