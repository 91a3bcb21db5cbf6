"""Keeping the measured values: SR shrinks back to the input, and its detail stays."""

import numpy as np
import pytest

from sr_core.engine.back_projection import back_project, mismatch
from sr_core.engine.upscale import upscale
from sr_core.errors import EngineError
from sr_core.image import resize as resize_module
from sr_core.types import DecodedImage, Progress, UpscaleOptions


def thermogram(height: int = 30, width: int = 40, seed: int = 0) -> DecodedImage:
    rng = np.random.default_rng(seed)
    return DecodedImage(rng.uniform(20.0, 37.0, (height, width, 1)).astype(np.float32), unit="degC")


def test_back_projection_shrinks_back_to_the_input_within_the_tolerance() -> None:
    lr = thermogram()
    sr = upscale(lr, "bicubic", scale=2).image
    corrected, correction = back_project(sr, lr, 0.05)
    assert correction.mismatch_before == mismatch(sr, lr) > 1.0
    assert correction.mismatch_after == mismatch(corrected, lr) <= 0.05
    assert correction.iterations > 0


def test_back_projection_leaves_a_consistent_result_alone() -> None:
    lr = DecodedImage(np.full((6, 8, 1), 30.0, np.float32), unit="degC")
    sr = upscale(lr, "bicubic", scale=4).image
    corrected, correction = back_project(sr, lr, 0.01)
    assert correction.iterations == 0
    assert np.array_equal(corrected.pixels, sr.pixels)


def test_upscale_reports_what_keeping_the_measured_values_did() -> None:
    lr = thermogram()
    result = upscale(lr, "lanczos", scale=4, options=UpscaleOptions(keep_measured=0.05))
    assert result.correction is not None
    assert result.correction.mismatch_after <= 0.05 < result.correction.mismatch_before
    assert 0 < result.correction.seconds <= result.seconds


def test_back_projection_corrects_display_values_to_whole_levels() -> None:
    rng = np.random.default_rng(1)
    lr = DecodedImage(rng.integers(0, 256, (12, 12, 3), dtype=np.uint8))
    sr = upscale(lr, "bicubic", scale=2).image
    corrected, correction = back_project(sr, lr, 0.5)
    assert corrected.pixels.dtype == np.uint8
    assert correction.mismatch_after == mismatch(corrected, lr) < mismatch(sr, lr)


def test_progress_of_a_correction_grows_from_nothing_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resize_module, "_STRIP", 200)
    seen: list[Progress] = []
    lr = thermogram()
    _, correction = back_project(upscale(lr, "bicubic", scale=2).image, lr, 0.05, on_progress=seen.append)
    shares = [progress.fraction for progress in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, pytest.approx(1.0))
    assert max(np.diff(shares)) < 0.2
    assert [seen[0].correction, seen[-1].correction] == [1, correction.iterations]


def test_correction_stops_within_a_strip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resize_module, "_STRIP", 200)
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 3:
            raise KeyboardInterrupt

    lr = thermogram()
    with pytest.raises(KeyboardInterrupt):
        back_project(upscale(lr, "bicubic", scale=2).image, lr, 0.05, on_progress=stop)
    assert len(seen) == 3


@pytest.mark.parametrize("tolerance", [0.0, -1.0, float("nan")])
def test_tolerance_must_be_above_zero(tolerance: float) -> None:
    with pytest.raises(EngineError, match="keep_measured must be a difference above 0"):
        UpscaleOptions(keep_measured=tolerance)
