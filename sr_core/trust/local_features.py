"""Local features of a result from which its error is estimated: cheap, and one set for each pixel of the input."""

import numpy as np
from scipy.ndimage import uniform_filter

from ..image.missing import fill_missing
from ..types import DecodedImage

LOCAL_FEATURES = (
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
        (h, w, F) float32, 0 or more, at the size of the input: `LOCAL_FEATURES` in 255ths of the input's value range.
    """
    scale = sr.height // lr.height
    pixels = _levels(lr, lr)
    fine = _largest(np.abs(pixels - _mean(pixels, 3)))
    coarse = _largest(np.abs(_mean(pixels, 3) - _mean(pixels, 7)))
    gradient = np.maximum(*(_largest(np.abs(np.gradient(pixels, axis=axis))) for axis in (0, 1)))
    distance, variance, detail = _result_maps(_levels(sr, lr), _levels(bicubic, lr), scale)
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


def _levels(image: DecodedImage, lr: DecodedImage) -> np.ndarray:
    """Return the pixels in 255ths of the input's range as float32, those missing with the value of the nearest one."""
    low, high = lr.value_range
    pixels = (fill_missing(image) if image.unit else image).pixels.astype(np.float32)
    if (low, high) != (0.0, LEVELS):
        pixels -= np.float32(low)
        pixels *= np.float32(LEVELS / (high - low))
    return pixels


def _result_maps(sr: np.ndarray, bicubic: np.ndarray, scale: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean distance, variance and mean fine detail of the result within each pixel of the input."""
    rows: list[tuple[np.ndarray, ...]] = []
    for top in range(0, len(sr), _ROWS * scale):
        rest = slice(top, top + _ROWS * scale)
        here = sr[rest]
        mean = _cell_means(here, scale)
        rows.append(
            (
                _largest(_cell_means(np.abs(here - bicubic[rest]), scale)),
                _largest(np.maximum(_cell_means(np.square(here), scale) - np.square(mean), 0)),
                _largest(_cell_means(_laplacian(sr, rest), scale)),
            )
        )
    distance, variance, detail = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return distance, variance, detail


def _laplacian(pixels: np.ndarray, rows: slice) -> np.ndarray:
    """Return how far each pixel of some rows is from the mean of its four neighbours, the rim repeated outside."""
    here = pixels[rows]
    found = 4 * here
    found[1:] -= here[:-1]
    found[:-1] -= here[1:]
    found[0] -= pixels[max(rows.start - 1, 0)]
    found[-1] -= pixels[min(rows.start + len(here), len(pixels) - 1)]
    found[:, 1:] -= here[:, :-1]
    found[:, :-1] -= here[:, 1:]
    found[:, 0] -= here[:, 0]
    found[:, -1] -= here[:, -1]
    np.abs(found, out=found)
    found /= 4
    return found


def _cell_means(values: np.ndarray, scale: int) -> np.ndarray:
    """Return the mean of each square of `scale` x `scale` pixels; rows first, which is several times as fast."""
    height, width, channels = values.shape
    rows = values.reshape(height // scale, scale, width * channels).sum(axis=1)
    return rows.reshape(height // scale, width // scale, scale, channels).sum(axis=2) / np.float32(scale * scale)


def _mean(values: np.ndarray, side: int) -> np.ndarray:
    return uniform_filter(values, (side, side, 1))


def _largest(values: np.ndarray) -> np.ndarray:
    return np.asarray(values.max(axis=2))
