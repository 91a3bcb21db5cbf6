"""Reading values and drawing regions in a real browser."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ..support.browser import faults, rest, settle
from ..support.viewer_apps.measure import DOUBTFUL, FACTOR, HEIGHT, WIDTH, half_widths, left_values, right_values
from ..support.viewer_page import PHONE, choose, data, drag, hover, keys, origin, place, read_canvas, touch

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

APP = "measure"
STREAMLIT_REPEATS = 10_000
"""Bytes below which Streamlit does not keep a message in the browser (global.minCachedMessageSize)."""


def regions(page: "Page", count: int) -> list[dict]:
    """What Python has kept, as soon as it is `count` regions."""
    text = page.get_by_text(re.compile(r"^regions \[" + r",\s".join([r"\{[^}]*\}"] * count) + r"\]$"))
    text.wait_for()
    rest(page)
    return json.loads(text.inner_text().removeprefix("regions "))


def shares(region: dict) -> list[float]:
    return [region["x0"] * WIDTH, region["y0"] * HEIGHT, region["x1"] * WIDTH, region["y1"] * HEIGHT]


def test_status_reads_both_values_and_their_difference(page: "Page") -> None:
    left, right = left_values()[47 // FACTOR, 90 // FACTOR], right_values()[47, 90]
    assert hover(page, 90, 47) == [f"{left:.2f} °C", f"{right:.2f} °C", f"+{right - left:.2f} °C"]


def test_status_shows_a_negative_difference_with_a_minus_sign(page: "Page") -> None:
    left, right = left_values()[110 // FACTOR, 150 // FACTOR], right_values()[110, 150]
    assert hover(page, 150, 110)[2] == f"\u2212{left - right:.2f} °C"


def test_status_tells_no_difference_of_values_of_two_kinds(page: "Page") -> None:
    page.get_by_text("A map beside it").click()
    page.get_by_text("run 2", exact=True).wait_for()
    page.locator(".value.difference").wait_for(state="detached")
    assert len(hover(page, 6, 9)) == 2


def test_status_says_where_nothing_was_measured(page: "Page") -> None:
    assert hover(page, 5, 6) == [f"{left_values()[1, 1]:.2f} °C", "no value", "no value"]


def test_error_bars_are_read_and_hatched(page: "Page") -> None:
    page.get_by_text("Error bars", exact=True).click()
    bar = page.locator(".tolerance")
    bar.wait_for()
    keys(page, "1")
    hover(page, 110, 30)
    assert page.locator(".bars").all_inner_texts() == ["± 0.30"]
    assert bar.get_by_role("status").inner_text() == "5.1 % may be off by more than 0.10 °C"
    keys(page, "u")
    assert bar.get_by_role("status").inner_text() == "5.1 % hatched: may be off by more than 0.10 °C"
    x, y = origin(page)
    lines = read_canvas(page, ".hatch")[..., 3] > 0
    block = np.zeros_like(lines)
    rows, columns = DOUBTFUL
    block[y + rows.start * FACTOR : y + rows.stop * FACTOR, x + columns.start * FACTOR : x + columns.stop * FACTOR] = (
        True
    )
    assert not (lines & ~block).any()
    assert lines[block].mean() == pytest.approx(2 / 8, abs=0.02)
    keys(page, "End")
    assert not read_canvas(page, ".hatch").any()
    page.get_by_label("Tolerance in °C").fill("0.04")
    keys(page, "Home")
    assert bar.get_by_role("status").inner_text() == "100 % hatched: may be off by more than 0.04 °C"
    measured = np.kron(np.isfinite(half_widths()), np.ones((FACTOR, FACTOR), bool))
    lines = read_canvas(page, ".hatch")[y : y + HEIGHT, x : x + WIDTH, 3] > 0
    assert not lines[~measured].any()
    assert lines[measured].mean() == pytest.approx(2 / 8, abs=0.02)
    assert faults(page, ".stBidiComponent") == []
    page.get_by_role("button", name="Uncertain").click()
    page.locator(".hatch").wait_for(state="detached")
    assert page.get_by_text("run 2", exact=True).count() == 1


@pytest.mark.parametrize(
    ("tool", "expected"),
    [("Box", [40, 30, 81, 61]), ("Ellipse", [40, 30, 81, 61]), ("Line", [80.5, 60.5, 40.5, 30.5])],
)
def test_drag_draws_a_region(page: "Page", tool: str, expected: list[float]) -> None:
    choose(page, tool)
    drag(page, (80, 60), (40, 30))
    (region,) = regions(page, 1)
    assert region["kind"] == tool.lower()
    assert shares(region) == pytest.approx(expected)


def test_click_draws_a_spot(page: "Page") -> None:
    choose(page, "Spot")
    page.mouse.click(*place(page, 33.5, 44.5))
    (region,) = regions(page, 1)
    assert shares(region) == pytest.approx([33.5, 44.5, 33.5, 44.5])


def test_click_beside_the_picture_draws_no_spot(page: "Page") -> None:
    choose(page, "Spot")
    stage = page.locator(".stage").bounding_box()
    page.mouse.click(stage["x"] + 15, stage["y"] + stage["height"] - 15)
    page.mouse.click(*place(page, 33.5, 44.5))
    assert len(regions(page, 1)) == 1


def test_two_clicks_draw_a_box(page: "Page") -> None:
    choose(page, "Box")
    page.mouse.click(*place(page, 10.5, 20.5))
    page.mouse.click(*place(page, 50.5, 70.5))
    (region,) = regions(page, 1)
    assert shares(region) == pytest.approx([10, 20, 51, 71])


def test_drag_beyond_the_picture_ends_at_its_border(page: "Page") -> None:
    choose(page, "Box")
    drag(page, (100, 100), (WIDTH + 30, HEIGHT - 1))
    (region,) = regions(page, 1)
    assert shares(region) == pytest.approx([100, 100, WIDTH, HEIGHT])


def test_draft_shows_its_size(page: "Page") -> None:
    choose(page, "Box")
    drag(page, (40, 30), (79, 49), release=False)
    assert page.locator(".mark text").text_content() == "40 × 20 px"


def test_escape_drops_the_draft_then_the_tool(page: "Page") -> None:
    keys(page, "b")
    drag(page, (40, 30), (79, 49), release=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    settle(page)
    assert (page.locator(".mark").count(), data(page, "tool")) == (0, "box")
    keys(page, "Escape")
    assert data(page, "tool") == "pan"
    page.get_by_text("regions []").wait_for()


def test_region_is_delivered_once(page: "Page") -> None:
    choose(page, "Box")
    drag(page, (80, 60), (40, 30))
    regions(page, 1)
    page.get_by_role("button", name="Run again").click()
    page.get_by_text("run 4").wait_for()
    assert len(regions(page, 1)) == 1
    page.get_by_text("Hide").click()
    page.locator(".viewer").wait_for(state="detached")
    page.get_by_text("Hide").click()
    page.locator(".viewer[data-ready=true]").wait_for()
    page.get_by_text("run 6").wait_for()
    assert len(regions(page, 1)) == 1


def test_every_region_of_a_quick_hand_is_delivered(page: "Page") -> None:
    choose(page, "Spot")
    for x in (20, 40, 60, 80):
        page.mouse.click(*place(page, x + 0.5, 90.5))
    assert [shares(region)[0] for region in regions(page, 4)] == [20.5, 40.5, 60.5, 80.5]
    assert page.locator(".mark text").all_text_contents() == ["S1", "S2", "S3", "S4"]


def test_cleared_regions_leave_the_overlay(page: "Page") -> None:
    choose(page, "Spot")
    page.mouse.click(*place(page, 33.5, 44.5))
    regions(page, 1)
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("regions []").wait_for()
    rest(page)
    assert page.locator(".mark").count() == 0


def test_overlay_follows_zoom_and_pan(page: "Page") -> None:
    choose(page, "Box")
    drag(page, (40, 30), (80, 60))
    regions(page, 1)
    keys(page, "p", "1", "+", "ArrowLeft")
    assert data(page, "zoom") == "2"
    box = page.locator(".mark.box .stroke").bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert middle == pytest.approx(place(page, 60.5, 45.5), abs=0.6)
    assert [box["width"], box["height"]] == pytest.approx([82, 62], abs=4)


def test_overlay_is_not_in_the_picture(page: "Page") -> None:
    keys(page, "1")
    before = page.locator("canvas").evaluate("(canvas) => canvas.toDataURL()")
    choose(page, "Box")
    drag(page, (40, 30), (80, 60))
    regions(page, 1)
    assert page.locator("canvas").evaluate("(canvas) => canvas.toDataURL()") == before


def test_new_region_sends_neither_the_pictures_nor_the_script_again(page: "Page") -> None:
    frames: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(bytes(frame))))
    page.reload()
    page.locator(".viewer[data-ready=true]").wait_for()
    page.get_by_text("regions []").wait_for()
    assert b"".join(frames).count(b"class Viewer ") == 1
    frames.clear()
    choose(page, "Spot")
    page.mouse.click(*place(page, 33.5, 44.5))
    regions(page, 1)
    assert b'"S1"' in b"".join(frames)
    # Smaller messages Streamlit sends at every run, whether they have changed or not.
    assert max(len(frame) for frame in frames) < STREAMLIT_REPEATS


def test_keyboard_draws_a_box(page: "Page") -> None:
    keys(page, "b", "Shift+ArrowLeft", "Enter", *["Shift+ArrowRight"] * 3, *["Shift+ArrowDown"] * 2, "Enter")
    (region,) = regions(page, 1)
    x0, y0, x1, y1 = shares(region)
    assert (x1 - x0, y1 - y0) == pytest.approx((4, 3))
    assert (x0, y0) == pytest.approx((WIDTH / 2 - 1, HEIGHT / 2))


def test_keyboard_reads_values_aloud(page: "Page") -> None:
    keys(page, "s", "Shift+ArrowRight")
    spoken = page.locator(".spoken").text_content().replace("\u2007", "")
    left, right = left_values()[60 // FACTOR, 81 // FACTOR], right_values()[60, 81]
    assert spoken.startswith(f"x 81, y 60, Bicubic {left:.2f} °C, Thermal {right:.2f} °C, Difference +")


def test_crosshair_stays_on_the_stage(page: "Page") -> None:
    keys(page, *["+"] * 6, "l", *["ArrowRight"] * 60)
    cross, stage = page.locator(".crosshair .stroke").bounding_box(), page.locator(".stage").bounding_box()
    assert stage["x"] < cross["x"] < stage["x"] + stage["width"] - cross["width"]


def test_tools_say_which_is_in_hand(page: "Page") -> None:
    keys(page, "e")
    pressed = page.locator(".tools button[aria-pressed=true]")
    assert [button.get_attribute("aria-label") for button in pressed.all()] == ["Ellipse"]
    assert page.locator(".stage").evaluate("(stage) => getComputedStyle(stage).cursor") == "crosshair"


@pytest.fixture
def phone(open_viewer: Callable) -> "Page":
    return open_viewer(**PHONE)


def test_one_finger_draws(phone: "Page") -> None:
    phone.get_by_role("button", name="Box", exact=True).tap()
    start, end = place(phone, 40.5, 30.5), place(phone, 80.5, 60.5)
    touch(phone, ("touchStart", [start]), ("touchMove", [end]), ("touchEnd", []))
    (region,) = regions(phone, 1)
    assert shares(region) == pytest.approx([40, 30, 81, 61], abs=1)


def test_tap_draws_a_spot(phone: "Page") -> None:
    phone.get_by_role("button", name="Spot", exact=True).tap()
    phone.touchscreen.tap(*place(phone, 60.5, 80.5))
    (region,) = regions(phone, 1)
    assert shares(region)[:2] == pytest.approx([60.5, 80.5], abs=1)


def test_two_fingers_pinch_with_a_tool_in_hand(phone: "Page") -> None:
    phone.get_by_role("button", name="Box", exact=True).tap()
    before = float(data(phone, "zoom"))
    x, y = place(phone, 80, 60)
    fingers = [[(x - reach, y), (x + reach, y)] for reach in (20, 60)]
    touch(
        phone, ("touchStart", fingers[0][:1]), ("touchStart", fingers[0]), ("touchMove", fingers[1]), ("touchEnd", [])
    )
    assert float(data(phone, "zoom")) > before
    assert phone.locator(".mark").count() == 0
    phone.get_by_text("regions []").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_tools_are_large_enough_and_fit(open_viewer: Callable, width: int) -> None:
    page = open_viewer(width=width)
    boxes = [button.bounding_box() for button in page.locator(".viewer button:visible").all()]
    assert len(boxes) == 14
    assert all(min(box["width"], box["height"]) >= 24 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_no_violation(page: "Page") -> None:
    choose(page, "Box")
    drag(page, (40, 30), (80, 60))
    regions(page, 1)
    page.get_by_role("button", name="Keys and gestures").click()
    assert faults(page, ".stBidiComponent") == []
