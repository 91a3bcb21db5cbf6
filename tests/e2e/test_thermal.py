"""The thermal page in a real browser: measure, enlarge, test, download."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import sr_core as sr

from ..pages.test_thermal import csv

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def thermal(serve, open_page):
    """Return `thermal(**context options) -> page`, opened by a deep link and idle."""

    def thermal(**options: object):
        page = open_page(f"{serve(ROOT / 'app.py')}/Thermal", **options)
        page.get_by_role("button", name="Use the simulated thermogram").wait_for(timeout=60_000)
        rest(page)
        return page

    return thermal


def rest(page) -> None:
    """Wait until the page has answered."""
    page.wait_for_timeout(400)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=60_000)
    page.wait_for_timeout(300)


def take_phantom(page) -> None:
    page.get_by_role("button", name="Use the simulated thermogram").click()
    page.locator(".viewer[data-ready=true]").wait_for(timeout=60_000)
    rest(page)


def choose_bicubic(page) -> None:
    picker = page.get_by_role("combobox", name="Network")
    picker.scroll_into_view_if_needed()
    rest(page)
    picker.click()
    page.get_by_role("option", name="Bicubic").click()
    rest(page)


def enlarge(page) -> None:
    choose_bicubic(page)
    page.get_by_role("button", name="Enlarge 2× with Bicubic").click()
    page.get_by_text("Consistency with the input").wait_for(timeout=60_000)
    page.locator(".viewer[data-ready=true]").wait_for()
    rest(page)


def download(page, label: str) -> tuple[str, bytes]:
    rest(page)  # a rerun replaces the button, and a click on the old one is lost
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def at(page, across: float, down: float) -> tuple[float, float]:
    """Return a point of the viewer's picture area in page pixels."""
    box = page.locator(".viewer .stage").bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def test_csv_is_measured_enlarged_and_downloaded_as_the_cores_degrees(thermal) -> None:
    page = thermal()
    page.locator("input[type=file]").set_input_files({"name": "disc.csv", "mimeType": "text/csv", "buffer": csv()})
    page.get_by_text("60 x 40 pixels, 22.00 to 32.00 °C").wait_for(timeout=30_000)
    enlarge(page)
    options = sr.UpscaleOptions(keep_measured=0.05)
    expected = sr.upscale(sr.decode(csv(), "disc.csv"), "bicubic", scale=2, options=options).image.pixels
    for label, tolerance in (("TIFF, °C", 0.0), ("TIFF, centikelvin", 0.0051), ("CSV, °C", 0.001)):
        name, data = download(page, label)
        assert name.startswith("disc_bicubic-x2_")
        np.testing.assert_allclose(sr.decode(data, name).pixels, expected, atol=tolerance, rtol=0)
    name, data = download(page, "PNG with scale")
    assert sr.decode(data, name).height == 96  # 80 rows of picture, room for the scale's labels
    name, data = download(page, "Readings, JSON")
    assert json.loads(data)["run"]["method"] == "bicubic"
    assert {host.split(":")[0] for host in page.requested} <= {"127.0.0.1", ""}


def test_a_drawn_box_is_read_and_the_pointer_reads_both_sides(thermal) -> None:
    page = thermal()
    take_phantom(page)
    page.get_by_role("button", name="Box", exact=True).click()
    page.mouse.move(*at(page, 0.35, 0.4))
    page.mouse.down()
    page.mouse.move(*at(page, 0.4, 0.5), steps=3)
    page.mouse.up()
    page.get_by_role("button", name="✕ B1").wait_for(timeout=20_000)
    enlarge(page)
    page.get_by_text(re.compile("B1: enlarging changed the mean by .* less than 0.020 °C")).wait_for()
    page.mouse.move(*at(page, 0.6, 0.5))
    page.locator(".viewer .status").get_by_text(re.compile(r"\d\d\.\d\d °C")).nth(1).wait_for(timeout=10_000)


def test_error_maps_read_degrees_under_a_fixed_scale(thermal) -> None:
    page = thermal()
    page.get_by_role("radio", name="Test the network").click()
    rest(page)
    take_phantom(page)
    enlarge(page)
    page.get_by_role("radio", name="Errors, Lanczos").click()
    page.get_by_text("The scale is fixed: it does not adapt to the picture.").wait_for(timeout=20_000)
    rest(page)
    page.mouse.move(*at(page, 0.4, 0.5))
    page.locator(".viewer .status").get_by_text(re.compile(r"\d\.\d\d\d °C")).nth(1).wait_for(timeout=10_000)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_thermal_with_a_result_has_no_axe_violations(thermal, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = thermal(color_scheme=scheme, width=width)
    take_phantom(page)
    page.get_by_role("button", name="Compare left and right").click()
    page.get_by_role("button", name="✕ B2").wait_for(timeout=20_000)
    enlarge(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(6_000)  # the toast fades
    # The rule left out is broken by Streamlit's own upload field (a labelled section with role presentation).
    options = {"rules": {"presentation-role-conflict": {"enabled": False}}}
    found = Axe().run(page, options=options).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
