import math

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from sr_core.errors import MetricError
from sr_core.metrics.psnr import mae, mse, psnr
from sr_core.metrics.ssim import ssim

from ..support.pictures import smooth_picture


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    hr = smooth_picture(40, 50).astype(float)
    return hr + np.random.default_rng(0).normal(0, 6, hr.shape), hr


def test_psnr_matches_skimage_rgb(pair: tuple[np.ndarray, np.ndarray]) -> None:
    sr, hr = pair
    assert psnr(sr, hr, crop_border=0, data_range=255) == pytest.approx(peak_signal_noise_ratio(hr, sr, data_range=255))


def test_psnr_of_one_level_everywhere_is_48_13() -> None:
    hr = np.zeros((8, 8))
    assert psnr(hr + 1, hr, crop_border=0, data_range=255) == pytest.approx(20 * math.log10(255))


def test_psnr_of_equal_pictures_is_infinite(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert psnr(pair[1], pair[1], crop_border=2, data_range=255) == math.inf


def test_ssim_matches_skimage_with_the_papers_window(pair: tuple[np.ndarray, np.ndarray]) -> None:
    sr, hr = pair[0][..., 0], pair[1][..., 0]
    theirs = structural_similarity(
        hr, sr, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    # scikit-image averages over the same windows: it crops the 5-pixel rim of its map.
    assert ssim(sr, hr, crop_border=0, data_range=255) == pytest.approx(theirs, abs=1e-10)


def test_mae_and_mse_ignore_the_border() -> None:
    sr, hr = np.zeros((6, 6)), np.zeros((6, 6))
    sr[0] = 100
    sr[2, 2] = 4
    assert mae(sr, hr, crop_border=1) == pytest.approx(4 / 16)
    assert mse(sr, hr, crop_border=1) == pytest.approx(16 / 16)


def test_metrics_reject_different_shapes() -> None:
    with pytest.raises(MetricError, match="one shape"):
        mae(np.zeros((4, 4)), np.zeros((4, 5)))


def test_metrics_reject_a_border_that_leaves_nothing() -> None:
    with pytest.raises(MetricError, match="leaves nothing"):
        mae(np.zeros((4, 4)), np.zeros((4, 4)), crop_border=2)


def test_ssim_rejects_less_than_a_window() -> None:
    with pytest.raises(MetricError, match="11 x 11"):
        ssim(np.zeros((12, 30)), np.zeros((12, 30)), crop_border=1, data_range=255)


def test_metrics_are_the_same_in_strips(pair: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch) -> None:
    sr, hr = pair
    whole = [mae(sr, hr), mse(sr, hr), ssim(sr, hr, crop_border=0, data_range=255)]
    monkeypatch.setattr("sr_core.metrics.pairs._STRIP", 7 * sr.shape[1])
    assert [mae(sr, hr), mse(sr, hr), ssim(sr, hr, crop_border=0, data_range=255)] == pytest.approx(whole, abs=1e-12)
