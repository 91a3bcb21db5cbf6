"""The quick slider in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

EVIL = "</script><img src=x onerror=alert(1)>"
SCRIPT = f"""
import numpy as np

import sr_core as sr
from pages.ui.photo.quick_slider import quick_slider

pixels = np.random.default_rng(1).integers(0, 256, (60, 80, 3), dtype=np.uint8)
left, right = sr.DecodedImage(pixels), sr.DecodedImage(255 - pixels)
quick_slider(left, right, left_label={EVIL!r}, right_label="EDSR x4", width=600)
"""


@pytest.fixture(scope="module")
def url(browser: object, serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    script = tmp_path_factory.mktemp("slider") / "slider_app.py"
    script.write_text(SCRIPT)
    return serve(script)


@pytest.fixture
def page(open_page: Callable, url: str) -> "Page":
    page = open_page(url)
    page.frame_locator("iframe").get_by_role("slider").wait_for()
    return page


def test_slider_moves_by_keyboard(page: "Page") -> None:
    slider = page.frame_locator("iframe").get_by_role("slider", name="Divider between")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuenow") == "52"


def test_label_cannot_run_script(page: "Page") -> None:
    frame = page.frame_locator("iframe")
    assert frame.locator(".jx-label").first.inner_text() == EVIL
    assert frame.locator("img").count() == 2


def test_slider_asks_no_other_host(page: "Page", url: str) -> None:
    assert page.requested - {""} == {url.removeprefix("http://")}


def test_axe_finds_no_violation(page: "Page") -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    results = axe.run(page, context="iframe")
    assert results.violations_count == 0, results.generate_report()


def test_slider_keeps_the_pictures_shape_and_follows_a_finger_on_a_phone(open_page: Callable, url: str) -> None:
    page = open_page(url, width=390, has_touch=True, is_mobile=True)
    frame = page.frame_locator("iframe")
    slider = frame.get_by_role("slider")
    slider.wait_for()
    frame.locator(".jx-label").nth(1).wait_for()
    page.wait_for_function(
        "Math.abs(document.querySelector('iframe').clientWidth * 0.75 - "
        "document.querySelector('iframe').clientHeight) < 2"
    )
    page.touchscreen.tap(*_share_of(frame.locator(".jx-slider").bounding_box(), 0.8, 0.3))
    frame.locator("[role=slider][aria-valuenow='80']").wait_for()


def _share_of(box: dict[str, float] | None, across: float, down: float) -> tuple[float, float]:
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]
