"""The percentile bootstrap: an interval that says how sure a mean over few pictures is."""

import math
from collections.abc import Sequence

import numpy as np

RESAMPLES = 10_000
"""Number of sets that are drawn with replacement."""

LEVEL = 0.95
"""Confidence of the interval."""

DESCRIPTION = f"{LEVEL:.0%} percentile bootstrap over pictures, {RESAMPLES:,} resamples, seed 0"
"""Description of the intervals for tables."""


def bootstrap_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Bound the mean of the population that `values` were drawn from.

    The percentile bootstrap: `RESAMPLES` sets of the same size are drawn from the values with replacement, and the
    interval lies between the 2.5 % and 97.5 % quantiles of their means. The draws are seeded: the same values give the
    same interval. With few pictures it understates the uncertainty (with 5, about 85 % instead of 95 % of such
    intervals hold the mean), and it applies to similar pictures only. For a gain over a baseline, pass the differences
    picture by picture: both methods saw the same pictures, so that what makes a picture hard cancels (a paired
    comparison).

    Args:
        values: one value per picture, in any unit.

    Returns:
        (low, high) in the unit of the values; None for fewer than two pictures or a value that is not finite.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), ch. 13.
    """
    if len(values) < 2 or not all(math.isfinite(v) for v in values):
        return None
    drawn = np.random.default_rng(0).integers(0, len(values), (RESAMPLES, len(values)))
    means = np.asarray(values, np.float64)[drawn].mean(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
