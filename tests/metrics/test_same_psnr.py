"""A brighter copy of a picture with a PSNR of one's choice."""

import numpy as np
import pytest

import sr_core as sr

from ..support.made_files import noise


@pytest.mark.parametrize("psnr", [20.0, 28.0, 40.0])
def test_a_brighter_picture_has_the_psnr_that_was_asked_for(psnr: float) -> None:
    image = sr.DecodedImage(noise(24, 32, 3), "noise.png")
    brighter, levels = sr.brightened_to(image, psnr)
    change = brighter.pixels.astype(int) - image.pixels
    assert np.all((change == levels) | (brighter.pixels == 255))
    # One level of all colours is 219 / 255 levels of luma; that is also how fine the steps of PSNR are.
    step = 20 * np.log10((levels + 1) / levels)
    found = sr.score(brighter, image, crop_border=0)[0].value
    assert abs(found - psnr) <= step
    assert found >= 20 * np.log10(255 / (levels * 219 / 255)) - 0.5


def test_only_pictures_of_8_bits_are_brightened() -> None:
    with pytest.raises(sr.MetricError, match="8 bits, found 16"):
        sr.brightened_to(sr.DecodedImage(noise(8, 8, 1, dtype=np.uint16), "deep.png"), 30.0)
