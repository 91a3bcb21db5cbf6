import numpy as np
import pytest

from sr_core.errors import MetricError
from sr_core.metrics.error_histogram import REACH, error_histogram
from sr_core.types import DecodedImage


def grey(values: np.ndarray) -> DecodedImage:
    return DecodedImage(values.astype(np.uint8)[..., None])


def test_histogram_matches_numpy_and_sums_to_one() -> None:
    rng = np.random.default_rng(0)
    hr = rng.integers(60, 180, (40, 50))
    sr = hr + np.round(rng.normal(0, 12, hr.shape)).astype(int)
    found = error_histogram(grey(sr), grey(hr), crop_border=3)
    inner = (sr - hr)[3:-3, 3:-3].clip(-REACH, REACH)
    expected, _ = np.histogram(inner, bins=np.arange(-REACH - 0.5, REACH + 1))
    np.testing.assert_allclose(found.share, expected / inner.size)
    assert found.share.sum() == pytest.approx(1)


def test_errors_beyond_the_reach_are_in_the_outermost_bins() -> None:
    hr = np.full((20, 20), 100)
    sr = hr.copy()
    sr[5, 5], sr[6, 6] = 200, 0
    found = error_histogram(grey(sr), grey(hr), crop_border=0)
    assert (found.share[0], found.share[-1]) == (1 / 400, 1 / 400)


def test_p99_is_the_error_99_per_cent_stay_within() -> None:
    hr = np.full((20, 20), 100)
    sr = hr.copy()
    sr.ravel()[:10] += np.arange(1, 11)  # 1 % of 400 are 4: the errors 7, 8, 9 and 10
    assert error_histogram(grey(sr), grey(hr), crop_border=0).p99 == 6


def test_error_histogram_rejects_grey_against_colour() -> None:
    colour = DecodedImage(np.zeros((20, 20, 3), np.uint8))
    with pytest.raises(MetricError, match="same channels"):
        error_histogram(colour, grey(np.zeros((20, 20))))


def test_mean_size_is_the_mean_absolute_error() -> None:
    rng = np.random.default_rng(4)
    sr, hr = rng.integers(100, 120, (30, 30)), rng.integers(100, 120, (30, 30))
    found = error_histogram(grey(sr), grey(hr), crop_border=0)
    assert found.mean_size == pytest.approx(np.abs(sr - hr).mean())
