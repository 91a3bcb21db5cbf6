"""Gains by degradation: measured against a computation of its own, written and read, damaged files refused."""

from dataclasses import replace

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio

import sr_core as sr
from sr_core.benchmark.degradation_matrix import matrix_path, measure_matrix, write_matrix
from sr_core.errors import CardError

from ..support.pictures import smooth_picture, with_16_bit

WAYS = (sr.Degradation(2), sr.Degradation(2, blur_sigma=1.5))


@pytest.fixture
def pictures() -> list[sr.DecodedImage]:
    return [sr.DecodedImage(smooth_picture(48, 56, seed=seed), f"{seed}.png") for seed in (1, 2)]


@pytest.fixture
def matrix(tiny_checkpoint: str, pictures: list[sr.DecodedImage]) -> sr.DegradationMatrix:
    return measure_matrix(pictures, [tiny_checkpoint], WAYS, data="drawn")


def luma(pixels: np.ndarray, peak: int) -> np.ndarray:
    """Y of BT.601 in whole levels, as MATLAB's rgb2ycbcr defines it."""
    return np.round(16 + pixels.astype(float) @ np.array([65.481, 128.553, 24.966]) / peak)


def mean_psnr(pictures: list[sr.DecodedImage], method: str, way: sr.Degradation) -> float:
    """Mean PSNR by scikit-image, two pixels of the border removed."""
    found = []
    for picture in pictures:
        large = sr.upscale(with_16_bit(sr.degrade(picture, way)), method, scale=2).image.pixels
        a, b = (luma(p, peak)[2:-2, 2:-2] for p, peak in ((large, 65535), (picture.pixels, 255)))
        found.append(peak_signal_noise_ratio(b, a, data_range=255))
    return float(np.mean(found))


def test_psnr_and_gain_of_each_column_are_means_over_the_pictures(
    tiny_checkpoint: str, pictures: list[sr.DecodedImage], matrix: sr.DegradationMatrix
) -> None:
    own, base = ([mean_psnr(pictures, method, way) for way in WAYS] for method in (tiny_checkpoint, "bicubic"))
    assert matrix.psnr[tiny_checkpoint] == pytest.approx(own)
    assert matrix.bicubic == pytest.approx(base)
    assert matrix.gains(tiny_checkpoint) == pytest.approx(np.subtract(own, base))
    assert matrix.bicubic[0] > matrix.bicubic[1], "blur before the reduction costs something"
    assert (matrix.scale, matrix.images, matrix.data) == (2, 2, "drawn")
    assert len(set(matrix.degradations)) == len(WAYS)


def test_what_is_written_is_read_with_four_decimals(tiny_checkpoint: str, matrix: sr.DegradationMatrix) -> None:
    assert sr.degradation_matrix(2) is None
    matrix_path(2).parent.mkdir(exist_ok=True)
    write_matrix(matrix)
    read = sr.degradation_matrix(2)
    assert read is not None
    assert read.psnr[tiny_checkpoint] == tuple(round(value, 4) for value in matrix.psnr[tiny_checkpoint])
    exact = {"psnr": matrix.psnr, "bicubic": matrix.bicubic}
    assert replace(read, **exact) == matrix


def test_figures_of_other_weights_are_not_current(tiny_checkpoint: str, matrix: sr.DegradationMatrix) -> None:
    [card] = sr.path_cards(tiny_checkpoint)
    assert matrix.is_current(tiny_checkpoint, card.sha256)
    assert not matrix.is_current(tiny_checkpoint, "0" * 64)
    assert not matrix.is_current("edsr-other-x2", card.sha256)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"data": 1}', "short"])
def test_damaged_file_is_refused_with_what_to_do(matrix: sr.DegradationMatrix, text: str) -> None:
    matrix_path(2).parent.mkdir(exist_ok=True)
    write_matrix(replace(matrix, bicubic=matrix.bicubic[:1]) if text == "short" else matrix)
    if text != "short":
        matrix_path(2).write_text(text)
    with pytest.raises(CardError, match=r"degradations-x2\.json is damaged .* run python -m tests\.bench"):
        sr.degradation_matrix(2)
