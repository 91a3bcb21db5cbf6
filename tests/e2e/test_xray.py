"""The X-ray page in a real browser: simulated chest, a CR, derived DICOM, accessibility."""

import io
import re
from pathlib import Path

import numpy as np
import pydicom
import pytest

import sr_core as sr

from ..support.browser import bring, click, download, faults, pick, rest
from ..support.frame import assert_framed
from ..support.radiographs import cr
from ..support.viewer_page import on_stage, point, stroke

pytestmark = pytest.mark.e2e


@pytest.fixture
def xray(app, open_page):
    """Return `xray(**context options) -> page`, opened by a deep link, in its frame, and at rest."""

    def xray(**options: object):
        page = open_page(f"{app}/X-ray", **options)
        assert_framed(page, "X-ray")
        page.get_by_role("button", name="Use the simulated chest").wait_for()
        return page

    return xray


def take(page, data: bytes, name: str = "film.dcm") -> None:
    bring(page, name, data)
    page.locator(".viewer[data-ready=true]").wait_for()


def choose_bicubic(page) -> None:
    click(page, page.get_by_role("radio", name="2×"))
    pick(page, "Network", "Bicubic")


def enlarge(page) -> None:
    choose_bicubic(page)
    click(page, page.get_by_role("button", name="Enlarge 2× with Bicubic"))
    page.get_by_text("Consistency with the input").wait_for()
    page.locator(".viewer[data-ready=true]").wait_for()


def test_cr_is_enlarged_read_measured_and_becomes_a_derived_dicom_without_its_patient(xray) -> None:
    page = xray()
    data = cr(160, 140)
    take(page, data)
    assert page.get_by_text("Secret").count() == 0
    enlarge(page)
    # The space bar blinks, and does not press the button again that was pressed last.
    page.locator(".stage:focus").wait_for()
    page.keyboard.press("Space")
    page.locator(".viewer[data-divider='0'], .viewer[data-divider='1']").wait_for()
    assert page.locator("[data-testid=stProgress]").count() == 0
    page.keyboard.press("Escape")
    # The pointer reads values, and a line measures the same on both pictures: it is told once.
    point(page, *on_stage(page, 0.6, 0.5))
    page.locator(".viewer .status").get_by_text(re.compile(r"\d")).first.wait_for()
    page.get_by_role("button", name="Line", exact=True).or_(page.get_by_role("radio", name="Line", exact=True)).click()
    stroke(page, on_stage(page, 0.45, 0.4), on_stage(page, 0.55, 0.6))
    page.get_by_text(re.compile(r"L1: [\d.]+ mm$", re.M)).wait_for()
    name, written = download(page, "DICOM", exact=True)
    assert name.startswith("radiograph_bicubic-x2_")
    found = pydicom.dcmread(io.BytesIO(written))
    expected = sr.upscale(sr.decode(data, "film.dcm"), "bicubic", scale=2).image.pixels[..., 0]
    np.testing.assert_allclose(found.pixel_array, np.clip(expected, 0, 4095), atol=0.5)
    assert "Secret" not in str(found)
    assert float(found.ImagerPixelSpacing[0]) == pytest.approx(0.1)
    assert {host.split(":")[0] for host in page.talk.hosts} <= {"127.0.0.1", ""}


def test_stop_ends_a_run_and_leaves_the_radiograph(xray) -> None:
    page = xray()
    take(page, cr(2000, 2000))
    choose_bicubic(page)
    click(page, page.get_by_text("Force agreement with the original pixels").first)
    page.get_by_role("spinbutton", name="Tolerance").fill("0.1")
    page.keyboard.press("Enter")
    rest(page)
    page.get_by_role("button", name="Enlarge 2× with Bicubic").click()
    stop = page.get_by_test_id("stMain").get_by_role("button", name="Stop")
    stop.wait_for()
    assert page.locator(".viewer[data-ready=true]").is_visible()
    stop.click()
    rest(page)
    assert page.get_by_test_id("stProgress").count() == 0
    assert page.get_by_text("Consistency with the input").count() == 0
    assert page.locator(".viewer[data-ready=true]").is_visible()


def test_viewer_does_not_call_monochrome1_inverted_and_names_its_file_and_on_request_its_patient(xray) -> None:
    page = xray()
    film = cr(
        160,
        140,
        PatientName="Roe^Jane",
        StudyDescription="Thorax pa",
        PhotometricInterpretation="MONOCHROME1",
        PatientOrientation=["L", "F"],
    )
    take(page, film, "a*_b.dcm")
    invert = page.get_by_role("button", name="Invert")
    assert invert.get_attribute("aria-pressed") == "false"
    invert.click()
    page.locator("[data-act=invert][aria-pressed=true]").wait_for()
    assert page.locator(".viewer .subject").inner_text() == "a*_b.dcm"
    assert page.get_by_text("Roe").count() == 0
    assert page.locator(".edges span").all_inner_texts() == ["R", "L", "H", "F"]
    page.get_by_text("Show patient and study in the viewer").click()
    page.locator(".viewer .about", has_text="Roe, Jane").wait_for()
    page.get_by_role("button", name="Full screen").click()
    page.locator(".viewer:fullscreen .subject", has_text="a*_b.dcm").wait_for()
    page.locator(".viewer:fullscreen .about", has_text="Thorax pa").wait_for()


def test_a_folder_is_a_study_whose_pictures_are_opened_by_keys_and_by_a_click(xray, tmp_path: Path) -> None:
    for n, view in enumerate(("PA", "LL", "AP")):
        film = cr(100 + n, 90, StudyInstanceUID="1.2", SeriesInstanceUID="1.3", InstanceNumber=n, ViewPosition=view)
        (tmp_path / f"IM{9 - n}").write_bytes(film)
    (tmp_path / ".hidden").write_bytes(b"x")
    page = xray()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(tmp_path)
    page.get_by_role("option", name="Chest PA", selected=True).focus()
    page.get_by_text("IM9: 90 x 100 pixels").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_text("IM8: 90 x 101 pixels").wait_for()
    assert page.locator(".tile").count() == 3
    assert page.locator(".tile:focus[aria-selected=true]").inner_text().startswith("Chest")
    click(page, page.get_by_role("option", name="Chest AP"))
    page.get_by_text("IM7: 90 x 102 pixels").wait_for()
    assert faults(page) == []


def test_simulated_chest_with_a_result_has_no_axe_violations_and_fits(xray) -> None:
    page = xray()
    click(page, page.get_by_role("button", name="Use the simulated chest"))
    page.locator(".viewer[data-ready=true]").wait_for()
    enlarge(page)
    page.get_by_text("Nodules kept, lost and invented").wait_for()
    assert faults(page) == []
