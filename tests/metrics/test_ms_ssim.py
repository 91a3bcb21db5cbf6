import numpy as np
import pytest
from scipy.signal import convolve2d

from sr_core.errors import MetricError
from sr_core.metrics.ms_ssim import EXPONENTS, ms_ssim

from ..support.pictures import smooth_picture


def authors_ms_ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Formulas 7 to 9 of Wang et al. as they stand, with a window of two dimensions, for even sides."""
    x, y = np.mgrid[-5:6, -5:6]
    window = np.exp(-(x**2 + y**2) / (2 * 1.5**2))
    window /= window.sum()

    def mean(plane: np.ndarray) -> np.ndarray:
        return convolve2d(plane, window, "valid")

    product = 1.0
    for scale, exponent in enumerate(EXPONENTS):
        variance_a, variance_b = mean(a**2) - mean(a) ** 2, mean(b**2) - mean(b) ** 2
        covariance = mean(a * b) - mean(a) * mean(b)
        similarity = (2 * covariance + 7.65**2) / (variance_a + variance_b + 7.65**2)
        if scale == len(EXPONENTS) - 1:
            similarity *= (2 * mean(a) * mean(b) + 2.55**2) / (mean(a) ** 2 + mean(b) ** 2 + 2.55**2)
        product *= similarity.mean() ** exponent
        a, b = ((p[::2, ::2] + p[1::2, ::2] + p[::2, 1::2] + p[1::2, 1::2]) / 4 for p in (a, b))
    return float(product)


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    hr = smooth_picture(192, 224)[..., 0].astype(float)
    return hr + np.random.default_rng(0).normal(0, 12, hr.shape), hr


def test_ms_ssim_is_what_its_paper_defines(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert ms_ssim(*pair, crop_border=0, data_range=255) == pytest.approx(authors_ms_ssim(*pair), abs=1e-12)


def test_ms_ssim_of_equal_pictures_is_one(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert ms_ssim(pair[1], pair[1], crop_border=4, data_range=255) == pytest.approx(1.0, abs=1e-12)


def test_ms_ssim_repeats_an_odd_last_row(pair: tuple[np.ndarray, np.ndarray]) -> None:
    repeated = [np.pad(plane[:191], ((0, 1), (0, 0)), "edge") for plane in pair]
    odd = ms_ssim(pair[0][:191], pair[1][:191], crop_border=0, data_range=255)
    assert odd == pytest.approx(ms_ssim(*repeated, crop_border=0, data_range=255), abs=1e-4)


def test_ms_ssim_of_a_negative_is_zero(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert ms_ssim(255 - pair[1], pair[1], crop_border=0, data_range=255) == 0


def test_ms_ssim_rejects_a_picture_without_five_scales() -> None:
    with pytest.raises(MetricError, match="161 x 161"):
        ms_ssim(np.zeros((168, 300)), np.zeros((168, 300)), crop_border=4, data_range=255)
