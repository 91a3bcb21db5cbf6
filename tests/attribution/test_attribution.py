"""What an attribution tells: spread, extent, completeness."""

import numpy as np
import pytest

from sr_core.attribution.attribution import Attribution, gini
from sr_core.types import Part


def pairwise_gini(sizes: np.ndarray) -> float:
    """Half of the relative mean absolute difference: the definition, without sorting."""
    return float(np.abs(sizes[:, None] - sizes[None]).mean() / (2 * sizes.mean()))


def attribution(values: np.ndarray) -> Attribution:
    return Attribution("a-x2", Part(0, 0, 4, 4), Part(0, 0, *values.shape), values, 3.0, 1.0, 0.0)


@pytest.mark.parametrize("seed", range(4))
def test_gini_is_that_of_all_pairs(seed: int) -> None:
    sizes = np.random.default_rng(seed).exponential(size=200) ** (seed + 1)
    assert gini(sizes) == pytest.approx(pairwise_gini(sizes), abs=1e-12)


def test_gini_of_equal_values_of_one_and_of_none() -> None:
    assert gini(np.full((5, 5), 0.3)) == pytest.approx(0.0)
    assert gini(np.eye(1, 100)) == pytest.approx(0.99)
    assert gini(np.zeros(9)) == 1.0


def test_diffusion_index_is_100_minus_100_gini_of_sizes() -> None:
    values = np.random.default_rng(1).normal(size=(8, 9))
    assert attribution(values).diffusion_index == pytest.approx(100 - 100 * pairwise_gini(np.abs(values).ravel()))


def test_pixels_are_the_fewest_with_nine_tenths() -> None:
    values = np.array([[5.0, -3.0, 0.0], [1.0, 0.5, 0.5]])
    assert attribution(values).pixels == 3
    assert attribution(np.ones((10, 10))).pixels == 90


def test_strength_is_relative_to_the_largest_and_mismatch_to_what_is_explained() -> None:
    found = attribution(np.array([[2.0, -4.0], [3.0, 0.0]]))
    np.testing.assert_array_equal(found.strength, [[0.5, 1.0], [0.75, 0.0]])
    assert found.mismatch == pytest.approx(0.5)
