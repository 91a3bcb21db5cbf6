"""Natural image quality evaluator (NIQE): how far the statistics of a picture are from those of natural photographs.

No reference is needed. The picture is divided into blocks of 96 x 96 pixels; of each, 36 numbers describe how its
locally normalised values, and the products of neighbours, are distributed at full and at half size. NIQE is the
distance between the Gaussian of these numbers and the authors' Gaussian, which they fitted to 125 natural photographs.

Source: Mittal, Soundararajan and Bovik, "Making a 'completely blind' image quality analyzer", IEEE SPL 2013. The steps
and the parameters (niqe.safetensors) are those of the authors' release of 2012.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.ndimage import correlate1d
from scipy.special import gamma

from ..errors import MetricError
from ..image.resize import resize

PARAMETERS = Path(__file__).with_name("niqe.safetensors")
"""Mean (36) and covariance (36, 36) of the numbers of natural photographs, float64, from the authors' release."""
BLOCK = 96
"""Side of a block at full size, in pixels."""
_RADIUS = 3
_WINDOW = np.exp(-0.5 * (np.arange(-_RADIUS, _RADIUS + 1) / (7 / 6)) ** 2)
_WINDOW /= _WINDOW.sum()
_NEIGHBOURS = ((0, 1), (1, 0), (1, 1), (1, -1))
_SHAPES = np.arange(200, 10001) / 1000.0
_RATIOS = gamma(2 / _SHAPES) ** 2 / (gamma(1 / _SHAPES) * gamma(3 / _SHAPES))
"""Squared mean size over mean square of a generalised Gaussian of each shape; it grows with the shape."""
_BAND_BLOCKS = 64
"""Blocks measured at once, so that a large picture needs little memory."""
_NOTHING = 1e-9
"""Normalised values below this are rounding errors of a flat place, whose signs would count as texture."""


def niqe(plane: np.ndarray, *, crop_border: int) -> float:
    """Return NIQE of one (H, W) plane in 8-bit grey levels: lower is more natural, photographs have about 2 to 5.

    The authors' code rounds the plane to whole levels first; what is passed here is measured as it is. Columns and rows
    on the right and below that fill no block are left out.

    Raises:
        MetricError: if fewer than two blocks inside the border have texture.
    """
    inner = slice(crop_border, -crop_border or None)
    plane = plane[inner, inner]
    rows, columns = (side // BLOCK for side in plane.shape)
    if rows * columns < 2:
        raise MetricError(
            f"NIQE needs at least two blocks of {BLOCK} x {BLOCK} pixels inside the border, found "
            f"{plane.shape[0]} x {plane.shape[1]} pixels"
        )
    plane = plane[: rows * BLOCK, : columns * BLOCK].astype(np.float64)
    half = resize(plane, rows * BLOCK // 2, columns * BLOCK // 2)
    features = np.hstack([_features(plane, BLOCK), _features(half, BLOCK // 2)])
    known = features[np.isfinite(features).all(axis=1)]
    if len(known) < 2:
        raise MetricError("NIQE needs at least two blocks that are not flat")
    mean, covariance = _natural()
    # The authors leave a flat block out of the covariance, but of the mean only the numbers that it lacks.
    distance = np.nanmean(features, axis=0) - mean
    inverse = np.linalg.pinv((covariance + np.cov(known, rowvar=False)) / 2)
    return float(np.sqrt(distance @ inverse @ distance))


@lru_cache(maxsize=1)
def _natural() -> tuple[np.ndarray, np.ndarray]:
    found = load_file(PARAMETERS)
    return found["mean"], found["covariance"]


def _features(plane: np.ndarray, side: int) -> np.ndarray:
    """Return the 18 numbers of each block of `side` x `side` pixels, (N, 18); nan where a block is flat."""
    return np.vstack([_block_features(blocks) for blocks in _normalised_blocks(plane, side)])


def _normalised_blocks(plane: np.ndarray, side: int) -> Iterator[np.ndarray]:
    """Yield blocks (N, side, side) of the plane less its local mean over its local deviation plus 1, rows by rows."""
    columns = plane.shape[1] // side
    step = max(1, _BAND_BLOCKS // columns) * side
    padded = np.pad(plane, _RADIUS, "edge")
    for top in range(0, plane.shape[0], step):
        band = padded[top : min(top + step, plane.shape[0]) + 2 * _RADIUS]
        mean = _local_mean(band)
        deviation = np.sqrt(np.abs(_local_mean(band * band) - mean**2))
        values = (band[_RADIUS:-_RADIUS, _RADIUS:-_RADIUS] - mean) / (deviation + 1)
        values[np.abs(values) < _NOTHING] = 0.0
        blocks = values.reshape(-1, side, columns, side).swapaxes(1, 2)
        yield blocks.reshape(-1, side, side)


def _local_mean(plane: np.ndarray) -> np.ndarray:
    inner = slice(_RADIUS, -_RADIUS)
    return correlate1d(correlate1d(plane, _WINDOW, axis=0)[inner], _WINDOW, axis=1)[:, inner]


def _block_features(blocks: np.ndarray) -> np.ndarray:
    shape, left, right = _fit(blocks)
    numbers = [shape, (left + right) / 2]
    for shift in _NEIGHBOURS:  # a block's neighbours beyond its edge are those on its other side
        shape, left, right = _fit(blocks * np.roll(blocks, shift, axis=(1, 2)))
        numbers += [shape, (right - left) * gamma(2 / shape) / gamma(1 / shape), left, right]
    return np.stack(numbers, axis=1)


def _fit(blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit an asymmetric generalised Gaussian to each block by its moments: shape, left and right scale, each (N,)."""
    values = blocks.reshape(len(blocks), -1)
    squares = values * values
    with np.errstate(invalid="ignore", divide="ignore"):  # a flat block has no values on one side
        left, right = (
            np.sqrt(np.sum(squares, axis=1, where=where) / np.count_nonzero(where, axis=1))
            for where in (values < 0, values > 0)
        )
        skew = left / right
        ratio = np.abs(values).mean(axis=1) ** 2 / squares.mean(axis=1)
        ratio *= (skew**3 + 1) * (skew + 1) / (skew**2 + 1) ** 2
    above = np.clip(np.searchsorted(_RATIOS, ratio), 1, len(_RATIOS) - 1)
    nearest = np.where(ratio - _RATIOS[above - 1] <= _RATIOS[above] - ratio, above - 1, above)
    shape = np.where(np.isfinite(ratio), _SHAPES[nearest], np.nan)
    scale = np.sqrt(gamma(1 / shape) / gamma(3 / shape))
    return shape, left * scale, right * scale
