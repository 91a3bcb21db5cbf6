"""Digits on a sheet are what they are alone."""

import numpy as np
import pytest

from sr_core.digits import sheet
from sr_core.digits.drawn import drawn_digits
from sr_core.digits.sheet import cut_sheet, enlarge_digits, make_sheet
from sr_core.engine.upscale import upscale
from sr_core.image.degradations import degrade
from sr_core.types import DecodedImage, Degradation

DIGITS = drawn_digits(10).pixels


@pytest.mark.parametrize("scale", [2, 4])
def test_a_sheet_gives_its_digits_back(scale: int) -> None:
    made = make_sheet(DIGITS[:7], scale, 3)
    np.testing.assert_array_equal(cut_sheet(made, scale, 3)[:7], DIGITS[:7])
    assert not cut_sheet(made, scale, 3)[7:].any()


@pytest.mark.parametrize("scale", [2, 4])
def test_bicubic_enlarges_a_digit_on_a_sheet_as_alone(scale: int) -> None:
    together = enlarge_digits(DIGITS, "bicubic", scale)
    gap = 4 * scale
    for n, digit in enumerate(DIGITS):
        alone = DecodedImage(np.pad(digit, gap)[..., None], "one")
        large = upscale(degrade(alone, Degradation(scale=scale)), "bicubic", scale=scale).image.pixels[..., 0]
        np.testing.assert_array_equal(together[n], large[gap:-gap, gap:-gap])


@pytest.mark.parametrize(("method", "scale"), [("edsr-lite-x4", 4), ("swift-srgan-x4", 4), ("srcnn-x2", 2)])
def test_a_network_draws_a_digit_on_a_sheet_as_alone(method: str, scale: int, monkeypatch: pytest.MonkeyPatch) -> None:
    together = enlarge_digits(DIGITS[:4], method, scale)
    monkeypatch.setattr(sheet, "GAP", 24)  # black as far as the networks see
    alone = np.concatenate([enlarge_digits(DIGITS[n : n + 1], method, scale) for n in range(4)])
    assert np.abs(together.astype(int) - alone).max() <= 4


def test_a_large_set_is_cut_into_sheets_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "PER_SIDE", 2)
    shares: list[float] = []
    found = enlarge_digits(DIGITS, "bicubic", 2, on_sheet=shares.append)
    monkeypatch.setattr(sheet, "PER_SIDE", 10)
    np.testing.assert_array_equal(found, enlarge_digits(DIGITS, "bicubic", 2))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
