import pytest
from scipy.stats import binomtest

from sr_core.metrics.proportion import mcnemar_p, wilson_interval


@pytest.mark.parametrize(
    ("successes", "count"), [(0, 1), (1, 1), (0, 10), (10, 10), (9697, 10000), (7, 13), (500, 1000)]
)
def test_wilson_interval_equals_that_of_scipy(successes: int, count: int) -> None:
    other = binomtest(successes, count).proportion_ci(0.95, method="wilson")
    assert wilson_interval(successes, count) == pytest.approx((other.low, other.high), abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second"), [(0, 0), (1, 0), (0, 5), (10, 4), (4, 10), (120, 80), (1400, 1300), (9, 9)]
)
def test_mcnemar_equals_the_binomial_test_of_scipy(first: int, second: int) -> None:
    other = binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert mcnemar_p(first, second) == pytest.approx(other, rel=1e-9)


def test_wilson_refuses_more_successes_than_cases() -> None:
    with pytest.raises(ValueError, match="needs 0 to 3"):
        wilson_interval(4, 3)
