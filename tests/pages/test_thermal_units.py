"""The thermal page's questions: unit and scale of numbers whose file does not say them."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.thermal.thermogram import Thermal

from ..support.pictures import png
from ..support.visitor import kept_by, texts, upload

PAGE = Path(__file__).resolve().parents[2] / "pages" / "3_Thermal.py"


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(PAGE), default_timeout=60).run()


def test_numbers_without_a_unit_are_asked_for_never_guessed(page: AppTest) -> None:
    kelvin = np.linspace(29_515, 30_915, 1200).reshape(30, 40).astype(np.uint16)
    at = upload(page, "counts.png", png(kelvin))
    assert not kept_by(at, Thermal).thermogram
    assert "The temperatures would then be 22.00 to 36.00 °C" in texts(at)
    at.button(key="thermal_use_scaling").click().run()
    assert not at.exception
    assert "40 x 30 pixels, 22.00 to 36.00 °C" in texts(at)


def test_a_scale_of_ones_own_can_be_given(page: AppTest) -> None:
    at = upload(page, "counts.png", png(np.full((20, 20), 12_345, np.uint16)))
    at.selectbox(key="thermal_scaling").set_value("Another scale").run()
    at.number_input(key="thermal_factor").set_value(0.001).run()
    at.number_input(key="thermal_offset").set_value(10.0).run()
    at = at.button(key="thermal_use_scaling").click().run()
    assert float(kept_by(at, Thermal).thermogram.image.pixels[0, 0, 0]) == pytest.approx(22.345)


FAHRENHEIT = b"77.0,78.8,80.6\n82.4,84.2,86.0\n87.8,89.6,91.4\n"
"""A hand, 25 to 33 degC."""


def unit_radio(at: AppTest):
    return next(radio for radio in at.radio if radio.label == "Unit of the numbers")


def test_a_table_without_a_unit_is_asked_for_before_anything_is_shown(page: AppTest) -> None:
    at = upload(page, "hand.csv", FAHRENHEIT)
    assert not at.exception
    assert "No unit found. Is this °C, °F or K?" in texts(at)
    assert kept_by(at, Thermal).thermogram is None
    assert unit_radio(at).value is None
    assert at.button(key="thermal_use_unit").disabled


def test_the_chosen_unit_is_used_and_said(page: AppTest) -> None:
    at = upload(page, "hand.csv", FAHRENHEIT)
    unit_radio(at).set_value("degF").run()
    at.button(key="thermal_use_unit").click().run()
    assert kept_by(at, Thermal).thermogram.image.value_range == pytest.approx((25.0, 33.0))
    assert "The numbers were read in degF, the chosen unit." in texts(at)


def test_the_answer_is_kept_for_its_file_and_for_no_other(page: AppTest) -> None:
    at = upload(page, "hand.csv", FAHRENHEIT)
    unit_radio(at).set_value("degF").run()
    at.button(key="thermal_use_unit").click().run()
    at = upload(at, "other.csv", FAHRENHEIT.replace(b"77.0", b"77.1"))
    assert unit_radio(at).value is None
    at = upload(at, "hand-again.csv", FAHRENHEIT)
    assert kept_by(at, Thermal).thermogram.image.name == "hand-again.csv"
    assert kept_by(at, Thermal).thermogram.image.value_range == pytest.approx((25.0, 33.0))


def test_a_wrong_answer_can_be_changed(page: AppTest) -> None:
    at = upload(page, "hand.csv", FAHRENHEIT)
    unit_radio(at).set_value("degC").run()
    at.button(key="thermal_use_unit").click().run()
    assert "Check the unit: temperatures of 77.0 to 91.4 degC are unusual" in texts(at)
    at.button(key="thermal_other_unit").click().run()
    assert kept_by(at, Thermal).thermogram is None
    unit_radio(at).set_value("degF").run()
    at.button(key="thermal_use_unit").click().run()
    assert kept_by(at, Thermal).thermogram.image.value_range == pytest.approx((25.0, 33.0))


def test_a_table_of_counts_can_be_scaled(page: AppTest) -> None:
    at = upload(page, "counts.csv", b"30015,30115,30215\n30315,30415,30515\n30615,30715,30815\n")
    unit_radio(at).set_value("other").run()
    at.button(key="thermal_use_scaling").click().run()
    assert kept_by(at, Thermal).thermogram.image.value_range == pytest.approx((27.0, 35.0), abs=1e-4)
