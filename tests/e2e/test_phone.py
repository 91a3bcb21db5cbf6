"""The first page on a phone: what is needed is on the first screen, and the result is what one sees after a run."""

import pytest

from ..support.browser import DESK, bring, rest
from ..support.pictures import png, smooth_picture
from ..support.viewer_page import PHONE, keys, on_stage, touch

pytestmark = pytest.mark.e2e

TOAST = "document.querySelector('[data-testid=stToast]')"
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
RUNNING = """() => {
  const buttons = [".st-key-home_run button", ".st-key-frame_run_below button"].map((s) => document.querySelector(s));
  return buttons[1]?.checkVisibility() && buttons.map((button) => button.getBoundingClientRect().y);
}"""
"""Once a run can be stopped, where the button that started it and the one that stops it are, looked up together."""


def test_a_picture_is_chosen_enlarged_and_seen_with_one_thumb(app: str, open_page) -> None:
    page = open_page(app, **PHONE)
    for part in (
        page.get_by_test_id("stFileUploaderDropzone"),
        page.get_by_role("button", name="Take a photo"),
        page.get_by_role("button", name="Coffee"),
        page.get_by_role("radio", name="4×"),
    ):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"]
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
    bring(page, "photo.png", png(smooth_picture(270, 360)))
    button = page.get_by_role("button", name="Enlarge 4× with EDSR")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()["y"]
    button.tap()
    started, stop = page.wait_for_function(RUNNING).json_value()
    assert started == before
    assert PHONE["height"] * 0.8 < stop < PHONE["height"]
    page.wait_for_function(f"() => {TOAST}?.getBoundingClientRect().top > 0.8 * innerHeight")
    rest(page)
    page.locator(".viewer[data-ready=true]").wait_for()
    stage = page.locator(".stage").bounding_box()
    assert 0 <= stage["y"] < stage["y"] + stage["height"] <= PHONE["height"]

    x, y = on_stage(page, 0.3, 0.9)
    swipe = [("touchMove", [(x, y - step)]) for step in range(20, 240, 20)]
    touch(page, ("touchStart", [(x, y)]), *swipe, ("touchEnd", []))
    page.wait_for_function(f"() => {SCROLLED} > 100")
    scrolled = page.evaluate(SCROLLED)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo({ top: 0 })")
    keys(page, "1")
    origin = page.locator(".viewer").get_attribute("data-origin")
    touch(page, ("touchStart", [(x, y)]), *swipe, ("touchEnd", []))
    assert page.evaluate(SCROLLED) < scrolled
    assert page.locator(".viewer").get_attribute("data-origin") != origin


def test_a_wide_screen_shows_the_promise_and_the_result_beside_the_panel(app: str, open_page) -> None:
    page = open_page(app)
    viewer, upload = page.locator(".stage").bounding_box(), page.get_by_test_id("stFileUploaderDropzone").bounding_box()
    assert viewer["x"] + viewer["width"] < upload["x"] < DESK[0]
    assert page.get_by_text("Trained networks make your picture larger").is_visible()
