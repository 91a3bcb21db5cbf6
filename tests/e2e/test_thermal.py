"""The thermal page in a real browser: measure, enlarge, test, download."""

import json
import re

import numpy as np
import pytest

import sr_core as sr

from ..support.browser import bring, click, download, faults, pick
from ..support.flir_file import COUNTS, frame
from ..support.frame import assert_framed
from ..support.thermograms import csv
from ..support.viewer_page import on_stage, point, stroke

pytestmark = pytest.mark.e2e


@pytest.fixture
def thermal(app, open_page):
    """Return `thermal(**context options) -> page`, opened by a deep link, in its frame, and at rest."""

    def thermal(**options: object):
        page = open_page(f"{app}/Thermal", **options)
        assert_framed(page, "Thermal")
        page.get_by_role("button", name="Use the simulated thermogram").wait_for()
        return page

    return thermal


def take_phantom(page) -> None:
    click(page, page.get_by_role("button", name="Use the simulated thermogram"))
    page.locator(".viewer[data-ready=true]").wait_for()


def compare_sides(page) -> None:
    """Mirror the box B1, or a box in the middle, to the other side of the body."""
    click(page, page.get_by_role("button", name="Compare left and right"))
    page.get_by_role("button", name="✕ B2").wait_for()


def enlarge(page) -> None:
    pick(page, "Network", "Bicubic")
    click(page, page.get_by_role("button", name="Enlarge 2× with Bicubic"))
    page.get_by_text("Consistency with the input").wait_for()
    page.locator(".viewer[data-ready=true]").wait_for()


def warmer(frame: int) -> np.ndarray:
    """Counts of a frame that is about 6 degC warmer than the one before."""
    return COUNTS + np.uint16(100 * frame)


def test_csv_is_measured_enlarged_and_downloaded_as_the_cores_degrees(thermal) -> None:
    page = thermal()
    bring(page, "disc.csv", csv())
    page.get_by_text("60 x 40 pixels, 22.00 to 32.00 °C").wait_for()
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
    assert {host.split(":")[0] for host in page.talk.hosts} <= {"127.0.0.1", ""}


def test_a_drawn_box_is_read_the_sides_are_compared_and_the_pointer_reads_both(thermal) -> None:
    page = thermal(width=1440)
    take_phantom(page)
    page.get_by_role("button", name="Box", exact=True).click()
    stroke(page, on_stage(page, 0.35, 0.4), on_stage(page, 0.4, 0.5))
    page.get_by_role("button", name="✕ B1").wait_for()
    compare_sides(page)
    enlarge(page)
    page.get_by_text(re.compile("B1: enlarging changed the mean by .* less than 0.020 °C")).wait_for()
    page.locator(".stage").scroll_into_view_if_needed()
    point(page, *on_stage(page, 0.6, 0.5))
    page.locator(".viewer .status").get_by_text(re.compile(r"\d\d\.\d\d °C")).nth(1).wait_for()
    assert faults(page) == []


def test_error_maps_read_degrees_under_a_fixed_scale(thermal) -> None:
    page = thermal()
    click(page, page.get_by_role("radio", name="Test the network"))
    take_phantom(page)
    enlarge(page)
    click(page, page.get_by_role("radio", name="Errors, Lanczos"))
    page.get_by_text("The scale is fixed and does not adapt to the picture.").wait_for()
    point(page, *on_stage(page, 0.4, 0.5))
    page.locator(".viewer .status").get_by_text(re.compile(r"\d\.\d\d\d °C")).nth(1).wait_for()


def test_frames_of_a_recording_share_a_span_and_named_regions_reach_the_files(thermal) -> None:
    page = thermal(width=1440)
    bring(page, "walk.csq", b"".join(frame(warmer(n), coding="jpeg-ls") for n in range(3)))
    click(page, page.get_by_role("radio", name="All frames"))
    page.get_by_text("One span for 3 frames of this recording").wait_for()
    page.locator(".viewer[data-ready=true]").wait_for()
    page.get_by_role("button", name="Box", exact=True).click()
    stroke(page, on_stage(page, 0.1, 0.3), on_stage(page, 0.4, 0.6))
    click(page, page.get_by_role("button", name="Mirror it"))
    page.get_by_role("button", name="✕ B2").wait_for()
    page.get_by_role("textbox", name="Name of B1").fill("left knee")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="✕ right knee").wait_for()
    page.get_by_role("slider", name="Frame").press("ArrowRight")
    low = sr.decode(frame(warmer(1)), "walk.csq").value_range[0]
    page.get_by_text(f"16 x 12 pixels, {low:.2f} to".replace("-", "−")).wait_for()
    plain = download(page, "PNG with scale")[1]
    click(page, page.get_by_text("Draw the regions into the PNG"))
    name, drawn = download(page, "PNG with scale")
    before, after = (sr.decode(data, name).pixels for data in (plain, drawn))
    assert (before != after).any()
    rows = download(page, "Readings, CSV")[1].decode().splitlines()
    assert [row.split(",")[1] for row in rows[1:]] == ["2"] * 3
    assert rows[-1].split(",")[3] == "left knee minus right knee"
    assert faults(page) == []
