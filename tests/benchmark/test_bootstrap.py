from itertools import product

import numpy as np
import pytest
from scipy.stats import bootstrap

from sr_core.benchmark.bootstrap import bootstrap_interval

GAINS = [3.1, 3.9, 4.6, 2.2, 3.4]


def test_bootstrap_interval_matches_scipy() -> None:
    values = np.random.default_rng(1).normal(30, 2, 14)
    expected = bootstrap((values,), np.mean, method="percentile", n_resamples=20_000, rng=2).confidence_interval
    # 0.05 dB: both draw at random, and a quantile of 10,000 means of 14 has an error of about 0.015.
    assert bootstrap_interval(list(values)) == pytest.approx(tuple(expected), abs=0.05)


def test_bootstrap_interval_matches_all_resamples_of_five() -> None:
    means = np.mean(list(product(GAINS, repeat=5)), axis=1)  # all 3,125, equally likely
    assert bootstrap_interval(GAINS) == pytest.approx(tuple(np.quantile(means, [0.025, 0.975])), abs=0.03)


def test_bootstrap_interval_is_the_same_each_time() -> None:
    assert bootstrap_interval(GAINS) == bootstrap_interval(GAINS)


@pytest.mark.parametrize("values", [[], [30.0], [30.0, float("inf")]])
def test_bootstrap_interval_is_none_when_it_would_say_nothing(values: list[float]) -> None:
    assert bootstrap_interval(values) is None
