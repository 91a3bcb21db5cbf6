"""NIQE against the authors' program, and its numbers against a second implementation."""

import numpy as np
import pytest
from scipy.ndimage import convolve
from scipy.special import gamma

import sr_core as sr
from sr_core.errors import MetricError
from sr_core.metrics import niqe as measure
from sr_core.metrics.niqe import niqe
from sr_core.metrics.score import luma_plane

from ..support.data import DATA

BABOON = DATA / "natural" / "Set14" / "baboon.png"
MATLAB = 5.72957338
"""NIQE of baboon.png by the authors' program in MATLAB R2021a, as the documentation of BasicSR 1.4.2 gives it."""


def textured(height: int, width: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    rows, columns = np.indices((height, width))
    waves = 60 * np.sin(rows / 9.0) * np.cos(columns / 13.0 + rows / 31.0)
    return np.round(np.clip(128 + waves + rng.normal(0, 9, (height, width)), 0, 255))


def plain_features(block: np.ndarray) -> list[float]:
    """The 18 numbers of one normalised block, as equations 2 to 8 of the paper give them, by a search over shapes."""

    def fit(values: np.ndarray) -> tuple[float, float, float]:
        left = np.sqrt(np.mean(values[values < 0] ** 2))
        right = np.sqrt(np.mean(values[values > 0] ** 2))
        g = left / right
        ratio = np.mean(np.abs(values)) ** 2 / np.mean(values**2) * (g**3 + 1) * (g + 1) / (g**2 + 1) ** 2
        shapes = np.arange(0.2, 10.001, 0.001)
        found = gamma(2 / shapes) ** 2 / (gamma(1 / shapes) * gamma(3 / shapes))
        shape = shapes[np.argmin((found - ratio) ** 2)]
        size = np.sqrt(gamma(1 / shape) / gamma(3 / shape))
        return shape, left * size, right * size

    shape, left, right = fit(block)
    numbers = [shape, (left + right) / 2]
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        shape, left, right = fit(block * np.roll(np.roll(block, down, 0), across, 1))
        numbers += [shape, (right - left) * gamma(2 / shape) / gamma(1 / shape), left, right]
    return numbers


@pytest.mark.skipif(not BABOON.is_file(), reason="needs natural/Set14 of the data folder")
def test_niqe_is_that_of_the_authors_program() -> None:
    image = sr.decode(BABOON.read_bytes(), "baboon.png")
    assert niqe(luma_plane(image, rounded=True), crop_border=0) == pytest.approx(MATLAB, abs=2e-6)


def test_numbers_of_a_block_match_a_second_implementation() -> None:
    plane = textured(192, 192)
    x, y = np.mgrid[-3:4, -3:4]
    window = np.exp(-(x**2 + y**2) / (2 * (7 / 6) ** 2))
    window /= window.sum()
    mean = convolve(plane, window, mode="nearest")
    deviation = np.sqrt(np.abs(convolve(plane**2, window, mode="nearest") - mean**2))
    normalised = (plane - mean) / (deviation + 1)
    wanted = [plain_features(normalised[r : r + 96, c : c + 96]) for r in (0, 96) for c in (0, 96)]
    assert measure._features(plane, 96) == pytest.approx(np.array(wanted), rel=1e-9)


def test_niqe_does_not_depend_on_the_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    plane = textured(300, 400)
    whole = niqe(plane, crop_border=4)
    monkeypatch.setattr(measure, "_BAND_BLOCKS", 1)
    assert niqe(plane, crop_border=4) == pytest.approx(whole, rel=1e-12)


def test_niqe_leaves_a_flat_block_out() -> None:
    plane = textured(192, 288)
    plane[:96, :96] = 77.0
    assert np.isfinite(niqe(plane, crop_border=0))


@pytest.mark.parametrize("plane", [np.zeros((96, 191)), np.zeros((192, 192))], ids=["small", "flat"])
def test_niqe_rejects_what_has_no_two_blocks_of_texture(plane: np.ndarray) -> None:
    with pytest.raises(MetricError, match="two blocks"):
        niqe(plane, crop_border=0)
