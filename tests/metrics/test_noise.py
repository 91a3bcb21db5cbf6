import numpy as np
import pytest

from sr_core.metrics.noise import noise_share
from sr_core.types import DecodedImage


def measured(values: np.ndarray) -> DecodedImage:
    return DecodedImage(values.astype(np.float32)[..., None], unit="US")


@pytest.mark.parametrize("share", [0.01, 0.03, 0.1])
def test_noise_of_a_ramp_is_the_noise_that_was_added(share: float) -> None:
    ramp = np.linspace(0, 1000, 400) * np.ones((300, 1))
    sigma = 980 * share  # of the span from the 1st to the 99th percentile, which noise widens a little
    noisy = ramp + np.random.default_rng(0).normal(0, sigma, ramp.shape)
    low, high = np.percentile(noisy, (1, 99))
    assert noise_share(measured(noisy)) == pytest.approx(sigma / (high - low), rel=0.02)


def test_edges_are_hardly_taken_for_noise() -> None:
    steps = np.kron(np.arange(16).reshape(4, 4), np.ones((50, 50)))
    noisy = steps + np.random.default_rng(1).normal(0, 0.05, steps.shape)
    assert noise_share(measured(noisy)) * np.ptp(np.percentile(noisy, (1, 99))) == pytest.approx(0.05, rel=0.1)


def test_missing_values_are_left_out() -> None:
    noisy = np.random.default_rng(2).normal(0, 1, (100, 100)) + np.linspace(0, 50, 100)
    holed = noisy.copy()
    holed[::10, ::10] = np.nan
    assert noise_share(measured(holed)) == pytest.approx(noise_share(measured(noisy)), rel=0.05)


@pytest.mark.parametrize(
    "values", [np.zeros((40, 40)), np.random.default_rng(3).random((15, 40)), np.full((40, 40), np.nan)]
)
def test_a_flat_a_tiny_and_an_empty_picture_have_none(values: np.ndarray) -> None:
    assert noise_share(measured(values)) == 0.0
