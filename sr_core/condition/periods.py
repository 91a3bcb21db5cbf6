"""Periods in a picture's differences: 8 x 8 blocks of a JPEG, and pixels that an enlargement repeated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .samples import Sample

_BLOCK = 8
_SMALLEST = 4 * _BLOCK
"""Fewest pixels of a side in which a period is looked for."""
_CAP = 2.0
"""Differences count up to this many times their median, and up to as many grey levels: edges are no blocks."""
_LARGEST_REPEAT = 16
_REPEAT_SHARE = 0.6
"""Share of the squared differences that lies between repeated blocks at least: a JPEG of a repeated picture leaves
less than all of it there, and an ordinary picture has 1 / factor."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """8 x 8 blocks that a JPEG left in the pixels."""

    strength: float
    """Step across the block edges over the step elsewhere, less 1: 0 to 0.03 without blocks; 0.08 to 0.25 for most
    JPEGs of quality 60 or below; up to about 1."""
    row: int
    """Row of the picture, 0..7, at which the first whole block begins."""
    column: int
    """Column of the picture, 0..7, at which the first whole block begins."""


def find_blocks(samples: Sequence[Sample]) -> Blocks:
    """Measure the blocks of a JPEG in the pixels, wherever their grid lies.

    Across each line between two pixels the third difference is taken, which is large at a step and small on a ramp, and
    averaged by the position of the line modulo 8. The strength is how far the highest of the eight means rises above
    the next one, over the mean of the others; of rows and columns the geometric mean is returned.

    Source: the periodic differences across block boundaries of Wang, Bovik, Evans, "Blind measurement of blocking
    artifacts in images", ICIP 2000, in pixels instead of their spectrum; a third difference as in Li, Yuan, Yu,
    "Passive detection of doctored JPEG image via block artifact grid extraction", Signal Processing 89 (2009).
    """
    rows, columns = (_profile(samples, axis, _BLOCK, _capped_third, 2) for axis in (0, 1))
    if rows is None or columns is None:
        return Blocks(0.0, 0, 0)
    rises = [_rise(profile) for profile in (rows, columns)]
    return Blocks(float(np.sqrt(rises[0] * rises[1])), int(rows.argmax()), int(columns.argmax()))


def find_repeat(samples: Sequence[Sample]) -> int:
    """Return the factor by which a picture was enlarged by repeating its pixels; 1 if it was not.

    Of a picture enlarged by a whole factor without interpolation all differences lie on every factor-th line. A JPEG
    saved after that moves some of them; at least 60 % of the squared differences must lie there, in rows and columns.

    Returns:
        1 to 16; of several that fit the largest.
    """
    if any(min(sample.luma.shape) < _SMALLEST for sample in samples):
        return 1
    for factor in range(_LARGEST_REPEAT, 1, -1):
        shares = [_share(_profile(samples, axis, factor, _squared_first, 1)) for axis in (0, 1)]
        if min(shares) >= max(_REPEAT_SHARE, 1.0 / factor + 0.25):
            return factor
    return 1


def _profile(
    samples: Sequence[Sample], axis: int, period: int, measure: Callable[[np.ndarray], np.ndarray], first: int
) -> np.ndarray | None:
    """Return the mean measure by the position, modulo the period, of the pixel that follows a line.

    Args:
        samples: tiles of a picture.
        axis: 0 for lines between rows, 1 for lines between columns.
        period: number of positions.
        measure: takes (lines, others) luma, differences along the first axis.
        first: position, in the tile, of the pixel that follows the first line that `measure` returns.
    """
    total, count = np.zeros(period), np.zeros(period)
    for sample in samples:
        plane = sample.luma if axis == 0 else sample.luma.T
        if plane.shape[0] < _SMALLEST:
            return None
        means = measure(plane).mean(axis=1, dtype=np.float64)
        start = (sample.top if axis == 0 else sample.left) + first
        position = (np.arange(means.size) + start) % period
        total += np.bincount(position, means, period)
        count += np.bincount(position, minlength=period)
    return total / count


def _capped_third(plane: np.ndarray) -> np.ndarray:
    third = np.abs(plane[:-3] - plane[3:] + 3 * (plane[2:-1] - plane[1:-2]))
    return np.minimum(third, max(_CAP, _CAP * float(np.median(third[::4, ::2]))))


def _squared_first(plane: np.ndarray) -> np.ndarray:
    return np.square(plane[1:] - plane[:-1])


def _rise(profile: np.ndarray) -> float:
    highest = int(profile.argmax())
    rest = np.delete(profile, highest)
    return float((profile[highest] - rest.max()) / rest.mean()) if rest.mean() > 0 else 0.0


def _share(profile: np.ndarray | None) -> float:
    return float(profile.max() / profile.sum()) if profile is not None and profile.sum() > 0 else 0.0
