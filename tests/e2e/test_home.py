"""The main job in a real browser: upload, choose, enlarge, swipe, download."""

import numpy as np
import pytest

import sr_core as sr
from sr_core.cli import main

from ..support.browser import audit, click, download, rest, settle
from ..support.home_page import RRDB, choose, enlarge, upload
from ..support.pictures import png, smooth_picture

pytestmark = pytest.mark.e2e

PHOTO = png(smooth_picture(60, 84))


@pytest.fixture
def home(app, open_page):
    """Return `home(**context options) -> page` with the app open and at rest."""

    def home(**options: object):
        page = open_page(app, **options)
        page.locator(".viewer[data-ready=true]").wait_for()
        return page

    return home


def test_upload_enlarge_swipe_and_download_the_cores_pixels_and_a_bundle(home, tmp_path, capsys) -> None:
    page = home(color_scheme="light", width=1440)
    upload(page, "photo.png", PHOTO)
    enlarge(page, 2)
    before = page.locator(".viewer").get_attribute("data-divider")
    page.get_by_role("slider", name="divider").press("ArrowLeft")
    settle(page)
    assert page.locator(".viewer").get_attribute("data-divider") != before
    expected = sr.upscale(sr.decode(PHOTO, "photo.png"), "edsr-x2").image
    for label, suffix in (("Download PNG", ".png"), ("Download TIFF", ".tiff")):
        name, data = download(page, label)
        assert name.startswith("photo_edsr-x2_")
        assert name.endswith(suffix)
        np.testing.assert_array_equal(sr.decode(data, name).pixels, expected.pixels)
        assert "This picture was already enlarged 2x by Honest Pixels (edsr-x2)." in sr.decode(data, name).notes
    name, data = download(page, "Bundle, ZIP")
    assert b"photo" not in data.replace(b"photograph", b"")
    (tmp_path / name).write_bytes(data)
    (tmp_path / "photo.png").write_bytes(PHOTO)
    assert main(["verify", str(tmp_path / name), str(tmp_path / "photo.png")]) == 0
    assert "The result was made again with the same bytes" in capsys.readouterr().out
    assert {host.split(":")[0] for host in page.talk.hosts} <= {"127.0.0.1", ""}
    assert audit(page) == []


def test_path_is_shown_step_by_step_and_downloaded_and_a_bad_upload_clears_the_stage(home) -> None:
    page = home()
    small = png(smooth_picture(24, 30))
    upload(page, "small.png", small)
    enlarge(page, 8, "EDSR · x4 then x2")
    page.get_by_role("radio", name="Step 1 · 4×").click()
    page.get_by_text("On the left is the input of 30 x 24 pixels").wait_for()
    page.locator(".viewer[aria-label='Comparison of Input pixels and After step 1, 4×']").wait_for()
    page.get_by_role("radio", name="Step 2 · 8×").click()
    page.locator(".viewer[aria-label='Comparison of After step 1, 4× and After step 2, 8×']").wait_for()
    name, data = download(page, "Download PNG")
    assert name.startswith("small_edsr-x4+edsr-x2_")
    expected = sr.upscale(sr.decode(small, "small.png"), "edsr-x4+edsr-x2")
    np.testing.assert_array_equal(sr.decode(data, name).pixels, expected.image.pixels)
    upload(page, "notes.png", b"Dear diary, this is no picture.")
    page.get_by_text("expected a picture").first.wait_for()
    page.get_by_role("button", name="Download PNG").wait_for(state="detached")
    assert page.locator(".viewer .file").filter(has_text="small.png").count() == 0
    assert page.get_by_text("Traceback").count() == 0


def test_test_of_a_network_in_the_dark_has_no_axe_violations_and_fits_a_phone(app, open_page) -> None:
    page = open_page(app, color_scheme="dark", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    click(page, page.get_by_role("radio", name="Test the network"))
    upload(page, "photo.png", PHOTO)
    enlarge(page, 2)
    page.get_by_test_id("stMetric").nth(3).wait_for()
    assert audit(page) == []


def test_long_run_shows_bar_and_middle_in_sight_until_a_widget_is_changed(home) -> None:
    page = home(width=1440, height=800)
    upload(page, "large.png", png(smooth_picture(540, 540)))
    for width, height in ((1440, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        choose(page, 4, RRDB, "RRDB")
        button = page.get_by_role("button", name="Enlarge 4× with RRDB")
        button.evaluate("element => element.scrollIntoView({block: 'center'})")
        button.click()
        look = page.get_by_alt_text("This is the middle of your picture, enlarged").locator("visible=true")
        look.wait_for()
        for shown in (look, page.get_by_role("progressbar").locator("visible=true")):
            assert 0 <= shown.bounding_box()["y"] < height
        page.get_by_role("radio", name="2×").click()
        page.get_by_role("button", name="Enlarge 2× with").wait_for()
        rest(page)
        assert page.locator("[data-testid=stProgress]").count() == 0
        assert page.get_by_role("button", name="Download PNG").count() == 0
