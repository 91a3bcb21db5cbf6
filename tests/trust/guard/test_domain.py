"""A domain against closed forms, and its p-values against their promise."""

import numpy as np
import pytest

from sr_core.trust.guard.domain import DESCRIBED, Domain, fit, places
from sr_core.trust.guard.study import auroc

RNG = np.random.default_rng(0)
NAMES = ("slope", "entropy", "noise")
CHOSEN = places(*NAMES)


def pictures(count: int, mean: float = 0.0) -> np.ndarray:
    found = RNG.normal(0.0, 1.0, (count, DESCRIBED))
    found[:, list(CHOSEN)] += mean
    return found


@pytest.fixture(scope="module")
def domain() -> Domain:
    return fit(pictures(4000), pictures(999), {"others": ([pictures(4000, 3.0)], CHOSEN)}, usual=True)


def test_the_likeness_of_round_clouds_goes_along_the_line_between_them(domain: Domain) -> None:
    (rival,) = domain.rivals
    np.testing.assert_allclose(rival.weights / rival.weights[0], 1.0, atol=0.1)
    assert rival.unlikeness(pictures(500)).mean() < rival.unlikeness(pictures(500, 3.0)).mean()


def test_the_distance_from_a_round_cloud_is_the_root_of_the_sum_of_squares(domain: Domain) -> None:
    one = np.zeros(DESCRIBED)
    one[list(CHOSEN)] = 1.0, -2.0, 2.0
    assert domain.usual is not None
    assert domain.usual.unlikeness(one) == pytest.approx(3.0, rel=0.05)


def test_less_noise_than_usual_is_no_fault_and_more_is(domain: Domain) -> None:
    assert domain.usual is not None
    calm, noisy = np.zeros(DESCRIBED), np.zeros(DESCRIBED)
    calm[list(places("noise"))], noisy[list(places("noise"))] = -19.0, 19.0
    assert domain.usual.unlikeness(calm) == pytest.approx(0.0, abs=0.4)
    assert domain.p_value(noisy) == pytest.approx(1 / 1000)
    assert domain.usual.farthest(noisy) == ("noise", True)


@pytest.mark.parametrize("level", [0.02, 0.1, 0.5])
def test_a_p_value_comes_no_more_often_than_it_says(domain: Domain, level: float) -> None:
    found = np.mean(domain.p_value(pictures(4000)) <= level)
    assert found == pytest.approx(level, abs=0.35 * level + 0.005)


def test_auroc_counts_pairs_and_halves_ties() -> None:
    assert auroc(np.array([0.5, 0.9]), np.array([0.1, 0.5])) == pytest.approx(3.5 / 4)
