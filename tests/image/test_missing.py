"""Missing pixels: nothing leaks from them, nothing is invented in their place."""

import numpy as np
import pytest

from sr_core.engine.upscale import upscale
from sr_core.errors import EngineError
from sr_core.image.degradations import degrade
from sr_core.types import DecodedImage, Degradation


def with_hole() -> DecodedImage:
    values = np.full((12, 16, 1), 30.0, np.float32)
    values[4:6, 4:8] = np.nan
    return DecodedImage(values, unit="degC")


@pytest.mark.parametrize("method", ["bicubic", "lanczos"])
def test_enlarged_hole_covers_the_same_part(method: str) -> None:
    sr = upscale(with_hole(), method, scale=2).image.pixels[..., 0]
    assert np.isnan(sr[8:12, 8:16]).all()
    assert np.isnan(sr).sum() == 32
    assert np.nanmax(np.abs(sr - 30.0)) < 1e-4


def test_shrunk_pixel_is_missing_where_any_part_is() -> None:
    lr = degrade(with_hole(), Degradation(scale=4)).pixels[..., 0]
    assert np.argwhere(np.isnan(lr)).tolist() == [[1, 1]]


def test_picture_without_any_value_gives_a_sentence() -> None:
    nothing = DecodedImage(np.full((4, 4, 1), np.nan, np.float32), unit="degC")
    with pytest.raises(EngineError, match="expected measured values, found none"):
        upscale(nothing, "bicubic", scale=2)
