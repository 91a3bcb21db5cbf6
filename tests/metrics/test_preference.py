"""Votes, and what they add up to."""

import pytest
from scipy.stats import binomtest

import sr_core as sr

VOTES = [
    sr.Vote("cat", ("a", "b"), "a"),
    sr.Vote("cat", ("b", "a"), "a"),
    sr.Vote("dog", ("a", "c"), "c"),
    sr.Vote("dog", ("b", "c"), ""),
    sr.Vote("dog", ("b", "c"), "c"),
]
FIGURES = {("cat", "a"): 30.0, ("cat", "b"): 28.0, ("dog", "a"): 31.0, ("dog", "b"): 29.0, ("dog", "c"): 29.0}


def test_votes_without_a_preference_do_not_count() -> None:
    found = {method: sr.preferred(VOTES, method) for method in "abc"}
    assert {method: (each.count, each.of) for method, each in found.items()} == {"a": (2, 3), "b": (0, 3), "c": (2, 2)}
    other = binomtest(2, 3).proportion_ci(0.95, method="wilson")
    assert found["a"].interval == pytest.approx((other.low, other.high), abs=1e-12)


def test_a_figure_agrees_where_the_preferred_result_is_the_better_one_by_it() -> None:
    def figure(picture: str, method: str) -> float:
        return FIGURES[picture, method]

    high = sr.agreement_with(VOTES, figure, higher_is_better=True)
    low = sr.agreement_with(VOTES, figure, higher_is_better=False)
    assert (high.count, high.of) == (2, 3)  # b and c of "dog" are equal, so that vote says nothing about the figure
    assert (low.count, low.of) == (1, 3)


def test_nothing_is_known_without_votes() -> None:
    assert sr.preferred([], "a").interval == (0.0, 1.0)
