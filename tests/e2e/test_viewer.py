"""The viewer in a real browser: what is on the canvas, what the keys do, what leaves the machine."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import pytest

from ..support.browser import faults, rest, settle
from ..support.viewer_apps.pictures import HEIGHT, LEFT, OTHER, RIGHT, WIDTH, source
from ..support.viewer_page import (
    PHONE,
    data,
    keys,
    on_stage,
    origin,
    pinch,
    point,
    read_canvas,
    shows_whole_name,
    stroke,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

APP = "pictures"


def expected_canvas(page: "Page", canvas: np.ndarray, right: int = RIGHT) -> np.ndarray:
    """What the canvas must hold at a whole zoom: repeated source pixels, cut at the divider, nothing beside them."""
    zoom = int(data(page, "zoom"))
    origin_x, origin_y = origin(page)
    row = (np.arange(canvas.shape[0]) - origin_y) // zoom
    column = (np.arange(canvas.shape[1]) - origin_x) // zoom
    cut = round(float(data(page, "divider")) * canvas.shape[1])
    inside = np.outer((row >= 0) & (row < HEIGHT), (column >= 0) & (column < WIDTH))
    place = np.ix_(row.clip(0, HEIGHT - 1), column.clip(0, WIDTH - 1))
    colour = np.where((np.arange(canvas.shape[1]) < cut)[None, :, None], source(LEFT)[place], source(right)[place])
    alpha = np.full((*inside.shape, 1), 255)
    return np.where(inside[..., None], np.concatenate([colour, alpha], axis=2), 0)


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_canvas_equals_the_source_at_1_to_1(open_viewer: Callable, ratio: float) -> None:
    page = open_viewer(device_scale_factor=ratio)
    keys(page, "1")
    canvas = read_canvas(page)
    assert data(page, "zoom") == "1"
    assert np.array_equal(canvas, expected_canvas(page, canvas))


def test_canvas_has_one_pixel_per_screen_pixel(open_viewer: Callable) -> None:
    page = open_viewer(device_scale_factor=2)
    box = page.locator("canvas").bounding_box()
    assert read_canvas(page).shape[:2] == (round(box["height"] * 2), round(box["width"] * 2))


def test_canvas_shows_whole_blocks_at_4_times(page: "Page") -> None:
    keys(page, "1", "+", "+", "+", "ArrowLeft", "ArrowUp")
    canvas = read_canvas(page)
    assert data(page, "zoom") == "4"
    assert np.array_equal(canvas, expected_canvas(page, canvas))


def test_divider_moves_by_keyboard(page: "Page") -> None:
    keys(page, "ArrowRight", "ArrowRight", "ArrowRight", on=".handle")
    assert page.get_by_role("slider").get_attribute("aria-valuenow") == "53"
    keys(page, "Shift+ArrowLeft")
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == "Bicubic 51 %, <b>EDSR</b> x4 49 %"
    keys(page, "End")
    assert data(page, "divider") == "1"


def test_divider_follows_the_pointer(page: "Page") -> None:
    handle, stage = page.locator(".handle").bounding_box(), page.locator(".stage").bounding_box()
    x, y = handle["x"] + 25, handle["y"] + 20
    stroke(page, (x, y), (x + stage["width"] / 4, y))
    assert float(data(page, "divider")) == pytest.approx(0.75, abs=0.002)


def test_wheel_keeps_the_pixel_under_the_pointer(page: "Page") -> None:
    keys(page, "1", "+")
    point(page, *on_stage(page, 0.42, 0.31))
    before = page.locator(".place").inner_text()
    for _ in range(5):
        page.mouse.wheel(0, -100)
    settle(page)
    assert float(data(page, "zoom")) == 8
    assert page.locator(".place").inner_text() == before


def test_drag_moves_the_picture_with_the_pointer(page: "Page") -> None:
    keys(page, "1", "+", "+", "+")
    x, y = origin(page)
    stage = page.locator(".stage").bounding_box()
    stroke(page, (stage["x"] + 200, stage["y"] + 200), (stage["x"] + 240, stage["y"] + 170))
    assert data(page, "origin") == f"{x + 40},{y - 30}"


def test_pinch_zooms_between_the_fingers(open_viewer: Callable) -> None:
    page = open_viewer(**PHONE)
    pinch(page, *on_stage(page, 0.5, 0.5), 20, 40, 80)
    assert data(page, "zoom") == "8"


def test_read_out_gives_both_source_values(page: "Page") -> None:
    keys(page, "1", "+", "+", "+")
    stage = page.locator(".stage").bounding_box()
    point(page, stage["x"] + 300, stage["y"] + 150)
    x, y = map(int, re.findall(r"\d+", page.locator(".place").inner_text()))
    shown = [[int(n) for n in text.split()] for text in page.locator(".numbers").all_inner_texts()]
    assert shown == [source(LEFT)[y, x].tolist(), source(RIGHT)[y, x].tolist()]


def test_space_blinks_and_escape_shows_both(page: "Page") -> None:
    states = []
    for key in ("Shift+ArrowRight", "Space", "Space", "Escape"):
        keys(page, key)
        states.append(data(page, "divider"))
    assert states == ["0.52", "0", "1", "0.52"]


def test_held_blink_returns_on_release(page: "Page") -> None:
    page.get_by_role("button", name="Blink").hover()
    page.mouse.down()
    page.wait_for_timeout(450)  # shorter than that it is a click
    held = data(page, "divider")
    page.mouse.up()
    settle(page)
    assert (held, data(page, "divider")) == ("0", "0.5")


def test_view_survives_a_rerun_and_causes_none(page: "Page") -> None:
    keys(page, "1", "+", "+", "+", "ArrowLeft", "Shift+ArrowLeft")
    before = [data(page, name) for name in ("zoom", "origin", "divider")]
    page.get_by_role("button", name="Run again").click()
    page.get_by_text("run 2").wait_for()
    rest(page)
    assert [data(page, name) for name in ("zoom", "origin", "divider")] == before


def test_replaced_picture_keeps_the_view(page: "Page") -> None:
    keys(page, "1", "+", "+", "+", "ArrowLeft")
    before = data(page, "origin")
    page.get_by_text("Other picture").click()
    page.get_by_text("run 2").wait_for()
    rest(page)
    canvas = read_canvas(page)
    assert data(page, "origin") == before
    assert np.array_equal(canvas, expected_canvas(page, canvas, right=OTHER))


def test_view_survives_a_remount(page: "Page") -> None:
    keys(page, "1", "+", "+", "+", "ArrowLeft")
    before = data(page, "origin")
    page.get_by_text("Hide").click()
    page.locator(".viewer").wait_for(state="detached")
    page.get_by_text("Hide").click()
    page.locator(".viewer[data-ready=true]").wait_for()
    assert data(page, "origin") == before


def test_broken_picture_shows_a_sentence_and_heals(page: "Page") -> None:
    page.get_by_text("Broken picture").click()
    page.get_by_text("The pictures could not be shown").wait_for()
    page.get_by_text("Broken picture").click()
    page.locator(".viewer[data-ready=true]").wait_for()
    keys(page, "1")
    canvas = read_canvas(page)
    assert np.array_equal(canvas, expected_canvas(page, canvas))


def test_label_is_text(page: "Page") -> None:
    assert page.locator(".head.right .name").inner_text() == "<b>EDSR</b> x4"


def test_axe_finds_no_violation(page: "Page") -> None:
    page.get_by_role("button", name="Keys and gestures").click()
    assert faults(page, ".stBidiComponent") == []


def test_no_request_leaves_the_server(page: "Page") -> None:
    keys(page, "1", "Space", "?")
    assert page.talk.hosts - {""} == {urlsplit(page.url).netloc}


def test_phone_width_holds_everything(open_viewer: Callable) -> None:
    page = open_viewer(width=390, height=844)
    boxes = [item.bounding_box() for item in page.locator(".viewer button:visible, .head, .handle").all()]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert all(box["x"] >= 16 and box["x"] + box["width"] <= 374 for box in boxes)
    assert page.locator(".stage").bounding_box()["height"] < 0.75 * 844
    assert shows_whole_name(page, "EDSR x4, then Swift-SRGAN X-ray x2, self-ensemble")
