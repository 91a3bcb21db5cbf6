"""The quick slider in a real browser."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from ..support.browser import audit
from ..support.viewer_apps.quick_slider import EVIL
from ..support.viewer_page import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e


@pytest.fixture
def open_slider(open_page: Callable, viewer_app: str) -> Callable:
    """Return `open_slider(**options) -> page` with the slider painted."""

    def open_slider(**options: object) -> "Page":
        page = open_page(f"{viewer_app}quick_slider", **options)
        page.frame_locator("iframe").get_by_role("slider").wait_for()
        return page

    return open_slider


def test_slider_moves_by_keyboard_shows_names_as_text_and_asks_nobody_else(open_slider: Callable) -> None:
    page = open_slider()
    frame = page.frame_locator("iframe")
    slider = frame.get_by_role("slider", name="Divider between")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuenow") == "52"
    assert frame.locator(".jx-label").first.inner_text() == EVIL
    assert frame.locator("img").count() == 2
    assert page.talk.hosts - {""} == {urlsplit(page.url).netloc}
    assert audit(page, "iframe") == []


def test_slider_keeps_the_pictures_shape_and_follows_a_finger_on_a_phone(open_slider: Callable) -> None:
    page = open_slider(**PHONE)
    frame = page.frame_locator("iframe")
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
