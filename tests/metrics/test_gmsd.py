import numpy as np
import pytest
from scipy.signal import convolve2d

from sr_core.errors import MetricError
from sr_core.metrics.gradient_similarity import gmsd

from ..support.pictures import smooth_picture


def authors_gmsd(y1: np.ndarray, y2: np.ndarray) -> float:
    """GMSD.m of Xue et al. line by line, for even sides: conv2 'same' of a 2x2 kernel starts at its second sample."""

    def gradient(y: np.ndarray) -> np.ndarray:
        mean = convolve2d(y, np.full((2, 2), 0.25))[1:, 1:][::2, ::2]
        dx = np.array([[1, 0, -1]] * 3) / 3
        return np.sqrt(convolve2d(mean, dx, "same") ** 2 + convolve2d(mean, dx.T, "same") ** 2)

    a, b = gradient(y1), gradient(y2)
    return float(np.std((2 * a * b + 170) / (a**2 + b**2 + 170), ddof=1))


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    hr = smooth_picture(40, 54)[..., 0].astype(float)
    return hr + np.random.default_rng(0).normal(0, 6, hr.shape), hr


def test_gmsd_matches_the_authors_code(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert gmsd(*pair, crop_border=0, data_range=255) == pytest.approx(authors_gmsd(*pair), abs=1e-12)


def test_gmsd_of_equal_pictures_is_zero(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert gmsd(pair[1], pair[1], crop_border=2, data_range=255) == 0


def test_gmsd_grows_with_the_damage(pair: tuple[np.ndarray, np.ndarray]) -> None:
    hr = pair[1]
    noise = np.random.default_rng(1).normal(0, 1, hr.shape)
    found = [gmsd(hr + sigma * noise, hr, crop_border=0, data_range=255) for sigma in (2, 6, 20)]
    assert found == sorted(found)


def test_gmsd_does_not_depend_on_the_unit(pair: tuple[np.ndarray, np.ndarray]) -> None:
    sr, hr = pair
    same = gmsd(sr / 255, hr / 255, crop_border=1, data_range=1)
    assert same == pytest.approx(gmsd(sr, hr, crop_border=1, data_range=255), rel=1e-9)


def test_gmsd_minds_local_damage_more_than_psnr_does() -> None:
    hr = smooth_picture(64, 64)[..., 0].astype(float)
    everywhere, local = hr + 4.0, hr.copy()
    local[20:36, 20:36] += np.where(np.indices((16, 16)).sum(0) % 4 < 2, 16.0, -16.0)
    assert np.mean((local - hr) ** 2) == pytest.approx(np.mean((everywhere - hr) ** 2))
    values = [gmsd(sr, hr, crop_border=2, data_range=255) for sr in (everywhere, local)]
    assert values[0] < 0.1 * values[1]


def test_gmsd_leaves_out_an_odd_last_row_and_column(pair: tuple[np.ndarray, np.ndarray]) -> None:
    sr, hr = pair
    odd = gmsd(sr[:39, :53], hr[:39, :53], crop_border=0, data_range=255)
    assert odd == gmsd(sr[:38, :52], hr[:38, :52], crop_border=0, data_range=255)


def test_gmsd_rejects_a_picture_without_gradients() -> None:
    with pytest.raises(MetricError, match="8 x 8"):
        gmsd(np.zeros((11, 30)), np.zeros((11, 30)), crop_border=2, data_range=255)
