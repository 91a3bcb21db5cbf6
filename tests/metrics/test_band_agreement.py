"""Agreement that is measured band by band is that of the whole."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from sr_core.engine.upscale import upscale
from sr_core.errors import MetricError
from sr_core.metrics import band_agreement
from sr_core.metrics.band_agreement import BandAgreement
from sr_core.metrics.difference import Agreement, agreement, shrunk_difference
from sr_core.types import DecodedImage, Part
from tests.support.pictures import smooth_picture

PHOTO = DecodedImage(smooth_picture(61, 43))
ALPHA = dataclasses.replace(PHOTO, alpha=smooth_picture(61, 43, seed=3)[..., 0])
DEEP = DecodedImage(PHOTO.pixels.astype(np.uint16) * 257)
CELSIUS = DecodedImage(20 + PHOTO.pixels[..., :1].astype(np.float32) / 16, unit="degC")


def with_gaps(image: DecodedImage) -> DecodedImage:
    pixels = image.pixels.copy()
    pixels[5:9, 3:30] = np.nan
    pixels[30:61] = np.nan
    return dataclasses.replace(image, pixels=pixels)


def in_bands(sr: DecodedImage, lr: DecodedImage, edges: tuple[int, ...]) -> Agreement:
    found, scale = BandAgreement(lr, sr.height), sr.height // lr.height
    for top, stop in pairwise((*edges, lr.height)):
        found.take(Part(top, 0, stop - top, lr.width).of(sr, scale))
    return found.result()


@pytest.mark.parametrize("edges", [(0,), (0, 1, 2, 3), (0, 20, 40), tuple(range(61))])
@pytest.mark.parametrize(
    "lr", [PHOTO, ALPHA, DEEP, CELSIUS, with_gaps(CELSIUS)], ids=["photo", "alpha", "16 bit", "degC", "gaps"]
)
@pytest.mark.parametrize("scale", [2, 3])
def test_it_is_that_of_the_whole(
    lr: DecodedImage, scale: int, edges: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(band_agreement, "_VALUES", 7 * 43 * 3 * scale**2)
    sr = upscale(lr, "lanczos", scale=scale).image
    whole, found = agreement(shrunk_difference(sr, lr), lr), in_bands(sr, lr, edges)
    assert found.mean == pytest.approx(whole.mean, rel=1e-5)
    assert found.largest == pytest.approx(whole.largest, rel=1e-5)
    assert found.peak == whole.peak


def test_nothing_measured_is_no_number() -> None:
    empty = dataclasses.replace(CELSIUS, pixels=np.full_like(CELSIUS.pixels, np.nan))
    sr = dataclasses.replace(empty, pixels=empty.pixels.repeat(2, 0).repeat(2, 1))
    assert np.isnan(in_bands(sr, empty, (0, 30)).mean)


def test_a_band_that_is_missing_is_told() -> None:
    found = BandAgreement(PHOTO, 122)
    found.take(Part(0, 0, 30, 43).of(upscale(PHOTO, "bicubic", scale=2).image, 2))
    with pytest.raises(MetricError, match="expected 61 rows"):
        found.result()
