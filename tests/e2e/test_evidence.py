"""Models and Benchmark in a real browser: deep links on a fresh server, a card, own pictures, accessibility."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pages.ui.shell.frame import PAGES
from sr_core.checkpoints.store import models_folder

from ..support.browser import bring, click, download, faults, rest, settle
from ..support.frame import assert_framed, navigation
from ..support.pictures import png, smooth_picture

pytestmark = pytest.mark.e2e

CARD = "/Models?model=edsr-x4"


@pytest.fixture
def visit(app, open_page):
    """Return `visit(path, **context options) -> page`, open and at rest."""

    def visit(path: str, **options: object):
        page = open_page(app + path, **options)
        page.get_by_text("Pictures stay in the memory").wait_for()
        rest(page)
        return page

    return visit


def test_card_opens_in_a_link_one_can_share_and_navigation_leads_to_every_page_and_back(visit) -> None:
    page = visit("/Models")
    page.get_by_role("button", name="EDSR 4× ›").click()
    page.get_by_role("heading", name="EDSR 4×").wait_for()
    assert urlsplit(page.url).query == CARD.partition("?")[2]
    for name in (*(name for name in PAGES if name != "Models"), "Models"):
        click(page, navigation(page).get_by_role("link", name=name))
        navigation(page).locator("[aria-current=page]", has_text=name).wait_for()


@pytest.mark.parametrize("path", ["/Models", CARD, "/Benchmark"])
def test_deep_links_have_the_frame_pass_axe_fit_and_ask_nobody_else(visit, path: str) -> None:
    page = visit(path)
    assert_framed(page, urlsplit(path).path.strip("/"))
    assert page.get_by_role("heading", name="EDSR 4×").is_visible() == (path == CARD)
    assert faults(page) == []
    assert_framed(page, urlsplit(path).path.strip("/"))
    assert page.talk.hosts == {urlsplit(page.url).netloc}


def test_own_pictures_are_measured_and_the_result_stays_after_a_bad_zip(visit) -> None:
    page = visit("/Benchmark")
    bring(page, "mine.png", png(smooth_picture(60, 80)))
    page.get_by_text("1 picture and ").wait_for()
    page.get_by_role("button", name="Run the benchmark").click()
    page.get_by_text("1 own picture at 4×").wait_for()
    bring(page, "bad.zip", b"PK\3\4 cut")
    page.get_by_text("damaged or cut short").wait_for()
    assert page.get_by_text("1 own picture at 4×").is_visible()


def test_plot_tells_values_under_the_pointer_saves_itself_and_has_a_table_for_keys(visit) -> None:
    page = visit(CARD)
    plot = page.get_by_test_id("stPlotlyChart")
    assert page.get_by_label("Validation PSNR on held-out training pictures").count() == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        rest(page)
        plot.scroll_into_view_if_needed()
        settle(page)
        box = plot.locator(".nsewdrag").first.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.locator(".hoverlayer", has_text="learning rate : 0.00008792").wait_for()
        page.mouse.move(0, 0)
    plot.hover()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download plot as a PNG").click()
    assert waiting.value.suggested_filename == "honest-pixels-training-of-edsr-4.png"
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    summary = page.locator("summary", has_text="Table and files: Training of EDSR 4")
    summary.focus()
    page.keyboard.press("Enter")
    name, table = download(page, "Download the table (CSV)")
    assert name == "honest-pixels-training-of-edsr-4.csv"
    lines = (models_folder() / "edsr-x4" / "log.csv").read_text().splitlines()
    assert f"loss,Loss,{float(lines[1].split(',')[0])},{float(lines[1].split(',')[3])}" in table.decode()
    assert page.talk.hosts == {urlsplit(page.url).netloc}
