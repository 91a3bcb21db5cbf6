"""The quick slider in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from ..support.browser import audit
from ..support.viewer_apps import quick_slider
from ..support.viewer_apps.quick_slider import EVIL

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e


@pytest.fixture
def url(serve: Callable[[Path], str]) -> str:
    return serve(Path(quick_slider.__file__))


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
    assert page.talk.hosts - {""} == {urlsplit(url).netloc}


def test_axe_finds_no_violation(page: "Page") -> None:
    assert audit(page, "iframe") == []


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
