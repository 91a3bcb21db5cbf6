"""What is worse than bicubic is said; numbers are written as people write them."""

import math

import pytest

from pages.ui.shell.text import decimals, figure
from pages.ui.workbench.evidence import worse_in, worse_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1300.0, "1300"), (65535.0, "65,535"), (0.01234, "0.0123"), (12.0, "12"), (-3.456, "−3.46"),
     (1.0e-5, "0.00001"), (2.5e6, "2,500,000"), (math.nan, "–"), (math.inf, "–")],
)  # fmt: skip
def test_figure_is_written_without_powers_of_ten(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(("step", "form"), [(0.1, "%.2f"), (1.0, "%.1f"), (20.0, "%.0f"), (2e-6, "%.7f")])
def test_format_of_a_field_shows_its_steps(step: float, form: str) -> None:
    assert decimals(step) == form


def test_worse_figures_are_found_in_both_directions() -> None:
    mine = {"PSNR": 30.0, "SSIM": 0.8, "MAE": 3.0, "GMSD": 0.1}
    base = {"PSNR": 29.0, "SSIM": 0.9, "MAE": 2.0, "GMSD": 0.2}
    assert worse_in(mine, base) == ["SSIM", "MAE"]


def test_a_difference_that_is_rounded_away_is_not_said() -> None:
    assert worse_in({"PSNR": 30.001, "SSIM": 0.90001}, {"PSNR": 30.002, "SSIM": 0.90004}) == []


def test_what_was_not_measured_is_not_compared() -> None:
    assert worse_in({"PSNR": None, "SSIM": math.nan, "MAE": 1.0}, {"PSNR": 1.0, "SSIM": 1.0}) == []


def test_sentence_names_method_and_figures() -> None:
    assert worse_text("EDSR x4", ["SSIM", "MAE"]) == "EDSR x4 is worse than bicubic here in SSIM and MAE."
    assert worse_text("EDSR x4", []) == ""
