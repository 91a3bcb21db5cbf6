"""Contrast and detail: responses of a matched filter on the simulated chest."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

import sr_core as sr

SIZE, SCALE = 128, 4


def responses(image: sr.DecodedImage, *, present: bool) -> np.ndarray:
    return np.array([r.share for r in sr.chest.nodule_responses(image) if r.present == present])


@pytest.fixture(scope="module")
def truth() -> sr.DecodedImage:
    return sr.chest.chest_phantom(SIZE, scale=SCALE, quanta=None)


def test_truth_holds_every_nodule_at_full_contrast_and_no_other(truth: sr.DecodedImage) -> None:
    np.testing.assert_allclose(responses(truth, present=True), 1.0, atol=0.03)  # large neighbours overlap by a pixel
    np.testing.assert_allclose(responses(truth, present=False), 0.0, atol=0.03)


def test_picture_without_nodules_holds_none() -> None:
    without = sr.chest.chest_phantom(SIZE, quanta=None, nodules=())
    np.testing.assert_allclose(responses(without, present=True), 0.0, atol=1e-6)


def test_response_is_linear_in_contrast(truth: sr.DecodedImage) -> None:
    background = sr.chest.chest_phantom(SIZE, scale=SCALE, quanta=None, nodules=()).pixels
    half = replace(truth, pixels=background + (truth.pixels - background) * np.float32(0.4))
    np.testing.assert_allclose(responses(half, present=True), 0.4 * responses(truth, present=True), atol=1e-3)


def test_small_nodules_lose_more_than_large_ones_by_interpolation(truth: sr.DecodedImage) -> None:
    lr = sr.chest.chest_phantom(SIZE, quanta=None)
    found = [r for r in sr.chest.nodule_responses(sr.upscale(lr, "bicubic", scale=SCALE).image) if r.present]
    small, large = (np.mean([r.share for r in found if r.nodule.diameter_mm == d]) for d in (2.0, 14.0))
    assert small < 0.5 < 0.85 < large


def test_verdicts_cover_kept_lost_and_invented(truth: sr.DecodedImage) -> None:
    without = sr.chest.chest_phantom(SIZE, scale=SCALE, quanta=None, nodules=())
    everywhere = replace(truth, pixels=without.pixels + np.float32(40.0))
    seen, none, drawn = (sr.chest.nodule_responses(image) for image in (truth, without, everywhere))
    count = {
        name: Counter(v.outcome for v in sr.chest.contrast_detail(before, after))
        for name, before, after in (("kept", seen, seen), ("lost", seen, none), ("hidden", none, none))
    }
    invented = sum(r.present is False for r in seen)
    assert count["kept"] == {"kept": 24, "clear": invented}
    assert count["lost"] == {"lost": 24, "clear": invented}
    assert count["hidden"] == {"hidden": 24, "clear": invented}
    assert Counter(v.outcome for v in sr.chest.contrast_detail(none, drawn))["invented"] == invented


def test_other_pictures_are_refused(hr_image: sr.DecodedImage) -> None:
    with pytest.raises(sr.MetricError, match="simulated chest"):
        sr.chest.nodule_responses(hr_image)
