"""Local features against plain loops, and what they must not depend on."""

import numpy as np
import pytest

from sr_core.engine.upscale import upscale
from sr_core.trust.local_features import LOCAL_FEATURES, local_features
from sr_core.types import DecodedImage

from ..support.pictures import smooth_picture

LR = DecodedImage(smooth_picture(24, 20))
SR, BICUBIC = upscale(LR, "lanczos", scale=2).image, upscale(LR, "bicubic", scale=2).image


def test_they_are_what_their_names_say() -> None:
    found = local_features(LR, SR, BICUBIC)
    assert found.shape == (24, 20, len(LOCAL_FEATURES))
    assert found.dtype == np.float32
    lr, sr, plain = (image.pixels.astype(float) for image in (LR, SR, BICUBIC))
    for row, column in ((5, 7), (12, 3), (20, 15)):
        cell = sr[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        distance = np.abs(cell - plain[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]).mean((0, 1)).max()
        assert found[row, column, 0] == pytest.approx(distance, abs=1e-3)
        assert found[row, column, 3] == pytest.approx(cell.std((0, 1)).max(), abs=0.1)
        detail = []
        for y in (2 * row, 2 * row + 1):
            for x in (2 * column, 2 * column + 1):
                around = (sr[y - 1, x] + sr[y + 1, x] + sr[y, x - 1] + sr[y, x + 1]) / 4
                detail.append(np.abs(sr[y, x] - around))
        assert found[row, column, 5] == pytest.approx(np.mean(detail, 0).max(), abs=1e-3)
        steps = [np.abs(lr[row + 1, column] - lr[row - 1, column]), np.abs(lr[row, column + 1] - lr[row, column - 1])]
        assert found[row, column, 12] == pytest.approx(np.max(steps) / 2, abs=1e-3)


def test_depth_and_polarity_change_nothing() -> None:
    expected = local_features(LR, SR, BICUBIC)

    def deep(image: DecodedImage) -> DecodedImage:
        return DecodedImage(image.pixels.astype(np.uint16) * 257)

    def negative(image: DecodedImage) -> DecodedImage:
        return DecodedImage(255 - image.pixels)

    for change in (deep, negative):
        assert np.allclose(local_features(*map(change, (LR, SR, BICUBIC))), expected, atol=0.15)


def test_temperatures_count_by_their_span_and_missing_pixels_spread_nothing() -> None:
    def warm(image: DecodedImage, factor: float) -> DecodedImage:
        return DecodedImage(image.pixels[..., :1].astype(np.float32) * np.float32(factor) + 20, unit="degC")

    images = (LR, SR, BICUBIC)
    small = local_features(*(warm(image, 0.01) for image in images))
    assert np.allclose(local_features(*(warm(image, 0.1) for image in images)), small, atol=0.2)
    holed = [warm(image, 0.1) for image in images]
    holed[1].pixels[3, 4] = np.nan
    assert np.isfinite(local_features(*holed)).all()


def test_rows_worked_on_apart_meet_without_a_seam() -> None:
    tall = DecodedImage(smooth_picture(150, 8))
    sr, plain = upscale(tall, "lanczos", scale=2).image, upscale(tall, "bicubic", scale=2).image
    whole = local_features(tall, sr, plain)[..., 5]
    pixels = np.pad(sr.pixels.astype(float), ((1, 1), (1, 1), (0, 0)), mode="edge")
    off = 4 * pixels[1:-1, 1:-1] - pixels[:-2, 1:-1] - pixels[2:, 1:-1] - pixels[1:-1, :-2] - pixels[1:-1, 2:]
    expected = (np.abs(off) / 4).reshape(150, 2, 8, 2, 3).mean((1, 3)).max(2)
    assert np.allclose(whole, expected, atol=1e-3)
