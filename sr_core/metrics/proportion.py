"""Shares of successes: how sure one is, and whether two that were counted on the same cases differ."""

import math

_NORMAL_95 = 1.959963984540054
"""97.5 % quantile of the normal distribution."""


def wilson_interval(successes: int, count: int) -> tuple[float, float]:
    """Bound the share of successes that cases of this kind have, with a confidence of 95 %.

    Args:
        successes: number of successes, 0 to `count`.
        count: number of cases, at least 1.

    Returns:
        (low, high), each 0 to 1. Unlike the usual interval, it is not empty where all cases are successes.

    Source: Wilson, Journal of the American Statistical Association 22, 1927.
    """
    if not 0 <= successes <= count or count < 1:
        raise ValueError(f"needs 0 to {count} successes of at least 1 case, got {successes}")
    share, z2 = successes / count, _NORMAL_95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = _NORMAL_95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def mcnemar_p(only_first: int, only_second: int) -> float:
    """Return how probable so uneven a split is if two methods succeed equally often: McNemar's exact test, two-sided.

    Args:
        only_first: cases in which only the first method succeeds.
        only_second: cases in which only the second does. Cases that both or neither solve do not count.

    Returns:
        The probability, 0 to 1; 1 without any such case.

    Source: McNemar, Psychometrika 12, 1947; the exact form is the binomial test with a probability of one half.
    """
    count, fewer = only_first + only_second, min(only_first, only_second)
    ways = term = 1
    for n in range(fewer):
        term = term * (count - n) // (n + 1)
        ways += term
    return min(1.0, 2 * ways / 2**count)
