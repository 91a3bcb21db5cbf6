"""Magnifier and ruler in a real browser: true pixels of both sides, lengths in millimetres."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ..support.browser import rest
from ..support.viewer_apps.magnifier import COLUMN_MM, KIND, ROW_MM, colours
from ..support.viewer_page import PHONE, choose, data, drag, keys, origin, place, point, touch

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

APP = "magnifier"


def tick(page: "Page", name: str, hidden_or_shown: str) -> None:
    """Tick a box and wait until the viewer has followed."""
    page.get_by_text(name, exact=True).click()
    page.locator(hidden_or_shown).wait_for(state="attached")
    rest(page)


def expected_lens(page: "Page", side: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Both halves: squares of source pixels around the pixel under the pointer; (side, 2 * side, 3)."""
    lens = page.locator(".lens")
    zoom = int(lens.get_attribute("data-zoom"))
    x, y = map(int, lens.get_attribute("data-pixel").split(","))
    columns = (np.arange(side) - math.floor(side / 2 - (x + 0.5) * zoom + 0.5)) // zoom
    rows = (np.arange(side) - math.floor(side / 2 - (y + 0.5) * zoom + 0.5)) // zoom
    return np.concatenate([picture[np.ix_(rows, columns)] for picture in (left, right)], axis=1)


def lens_pixels(page: "Page") -> np.ndarray:
    return np.array(
        page.locator(".lens canvas").evaluate(
            """(canvas) => {
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              return [...data].filter((_, index) => index % 4 < 3);
            }"""
        ),
        np.uint8,
    )


@pytest.mark.parametrize(("zoom_keys", "zoom"), [(["1"], 4), (["1", "+"], 8)])
def test_magnifier_shows_true_pixels_under_the_window(page: "Page", zoom_keys: list[str], zoom: int) -> None:
    keys(page, *zoom_keys, "m", "i")
    point(page, *place(page, 190.5, 140.5))
    lens = page.locator(".lens")
    assert (lens.get_attribute("data-zoom"), lens.get_attribute("data-pixel")) == (str(zoom), "190,140")
    grey = [255 - colours(seed)[..., :1].repeat(3, axis=2) for seed in (1, 2)]
    expected = expected_lens(page, 168, *grey)
    assert np.array_equal(lens_pixels(page).reshape(expected.shape), expected)


def test_magnifier_shows_true_pixels_of_pictures(page: "Page") -> None:
    tick(page, "Pictures", ".levels .window[hidden]")
    page.get_by_role("button", name="Magnifier").click()
    point(page, *place(page, 200.5, 150.5))
    expected = expected_lens(page, 168, colours(1), colours(2))
    assert np.array_equal(lens_pixels(page).reshape(expected.shape), expected)


def test_magnifier_enlarges_twice_at_least(open_viewer: Callable) -> None:
    page = open_viewer(width=340, height=700)
    keys(page, "m", "-", "-")
    assert float(data(page, "zoom")) < 1
    point(page, *place(page, 200.5, 150.5))
    assert int(page.locator(".lens").get_attribute("data-zoom")) >= 2


def test_magnifier_is_off_beside_the_picture_and_on_escape(page: "Page") -> None:
    keys(page, "m", "1")
    page.mouse.move(*place(page, 200.5, 150.5))
    point(page, *place(page, -30, 150.5))
    assert page.locator(".lens").count() == 0
    point(page, *place(page, 200.5, 150.5))
    assert page.locator(".lens").count() == 1
    keys(page, "Escape")
    assert page.locator(".lens").count() == 0


def test_magnifier_stays_on_the_stage(page: "Page") -> None:
    keys(page, "m", *"1+++")
    stage = page.locator(".stage").bounding_box()
    for x, y in ((5, 5), (stage["width"] - 5, 5), (5, stage["height"] - 5)):
        point(page, stage["x"] + x, stage["y"] + y)
        box = page.locator(".lens").bounding_box()
        assert stage["x"] <= box["x"] <= stage["x"] + stage["width"] - box["width"]
        assert stage["y"] <= box["y"] <= stage["y"] + stage["height"] - box["height"]


def test_keyboard_magnifies_the_middle_of_the_view(page: "Page") -> None:
    keys(page, "m", "1", "+", "ArrowRight")
    x, y = map(int, page.locator(".lens").get_attribute("data-pixel").split(","))
    stage, (left, top) = page.locator(".stage").bounding_box(), origin(page)
    assert (x, y) == ((stage["width"] / 2 - left) // 2, (stage["height"] / 2 - top) // 2)


def test_finger_leads_the_magnifier_instead_of_panning(open_viewer: Callable) -> None:
    page = open_viewer(**PHONE)
    page.get_by_role("button", name="Magnifier").tap()
    before = data(page, "origin")
    touch(page, ("touchStart", [place(page, 150, 100)]), ("touchMove", [place(page, 200.5, 150.5)]))
    assert page.locator(".lens").get_attribute("data-pixel") == "200,150"
    assert data(page, "origin") == before


def test_magnifier_leaves_with_the_finger(open_viewer: Callable) -> None:
    page = open_viewer(**PHONE)
    page.get_by_role("button", name="Magnifier").tap()
    touch(page, ("touchStart", [place(page, 150, 100)]), ("touchMove", [place(page, 200.5, 150.5)]), ("touchEnd", []))
    assert page.locator(".lens").count() == 0


def test_ruler_counts_rows_and_columns_in_millimetres(page: "Page") -> None:
    assert page.locator(".ruler").inner_text() == f"mm, {KIND}"
    choose(page, "Line")
    drag(page, (40, 50), (140, 110))
    length = f"{math.hypot(100 * COLUMN_MM, 60 * ROW_MM):.1f} mm"
    page.locator(".mark text", has_text="L1").wait_for()
    assert page.locator(".mark text").all_text_contents() == [f"L1 · {length}"]
    assert page.locator(".ruler").inner_text() == f"{length}, {KIND}"


def test_ruler_is_live_while_drawing(page: "Page") -> None:
    choose(page, "Line")
    drag(page, (40, 50), (40, 90), release=False)
    assert page.locator(".mark text").text_content() == "16.0 mm"
    assert page.locator(".ruler").inner_text() == f"16.0 mm, {KIND}"


def test_box_is_sized_in_millimetres(page: "Page") -> None:
    choose(page, "Box")
    drag(page, (40, 50), (59, 59), release=False)
    assert page.locator(".mark text").text_content() == "2.0 × 4.0 mm"


def test_ruler_says_that_there_is_no_spacing(page: "Page") -> None:
    page.get_by_text("No spacing").click()
    page.get_by_text("pixels, no pixel spacing").wait_for()
    choose(page, "Line")
    drag(page, (40, 50), (70, 90))
    page.get_by_text("50.0 px, no pixel spacing").wait_for()


def test_ruler_of_pictures_is_in_millimetres(page: "Page") -> None:
    tick(page, "Pictures", ".levels .window[hidden]")
    choose(page, "Line")
    drag(page, (40, 50), (140, 50))
    page.get_by_text(f"10.0 mm, {KIND}").wait_for()
