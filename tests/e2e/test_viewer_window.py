"""Values under a window in a real browser: what grey they get, what drags, numbers and presets do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ..support.browser import faults, reload, settle
from ..support.viewer_apps.hounsfield import HEIGHT, PRESETS, WIDTH, left_values, right_values
from ..support.viewer_page import PHONE, data, hover, keys, origin, read_canvas, stroke, touch

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

APP = "hounsfield"


def grey(values: np.ndarray, centre: float, width: float, invert: bool) -> np.ndarray:
    """PS3.3 C.11.2.1.2.1 as it is written there, to 0..255."""
    x = values.astype(np.float64)
    black, white = x <= centre - 0.5 - (width - 1) / 2, x > centre - 0.5 + (width - 1) / 2
    ramp = ((x - (centre - 0.5)) / max(width - 1, 1) + 0.5) * 255
    shown = np.where(black, 0, np.where(white, 255, ramp))
    return np.floor((255 - shown if invert else shown) + 0.5)


def window(page: "Page") -> tuple[float, float, bool]:
    """Centre, width and inversion that the pictures are under."""
    settle(page)
    width, centre, invert = data(page, "window").split(",")
    return float(centre), float(width), invert == "true"


def numbers(page: "Page") -> tuple[str, str]:
    """Width and level as the bar writes them."""
    settle(page)
    return page.get_by_label("W, window width").input_value(), page.get_by_label("L, window level").input_value()


def preset(page: "Page") -> str:
    return page.get_by_label("Window preset").evaluate("(select) => select.selectedOptions[0].text")


def sides(page: "Page") -> tuple[np.ndarray, np.ndarray]:
    """Both pictures at 1:1, (H, W, 4); each covers the view once."""
    keys(page, "1")
    shown = []
    for end in ("End", "Home"):
        keys(page, end)
        x, y = origin(page)
        shown.append(read_canvas(page)[y : y + HEIGHT, x : x + WIDTH])
    return shown[0], shown[1]


def drag(page: "Page", right: float, up: float) -> None:
    stage = page.locator(".stage").bounding_box()
    x, y = stage["x"] + 300, stage["y"] + 200
    stroke(page, (x, y), (x + right, y - up))


def in_hand(page: "Page") -> "Page":
    page.get_by_role("button", name="Window", exact=True).click()
    return page


def test_an_own_window_outlives_a_reload(page: "Page") -> None:
    page.get_by_label("L, window level").fill("41")
    keys(page, "i")
    shown = window(page)
    page.wait_for_function("() => Object.keys(sessionStorage).some((name) => name.startsWith('honest-pixels-window-'))")
    reload(page)
    page.locator(".viewer[data-ready=true]").wait_for()
    assert window(page) == shown
    assert (shown[0], preset(page)) == (41, "Own window")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset[0])
def test_both_sides_have_the_grey_of_the_formula(page: "Page", preset: tuple) -> None:
    name, *numbers = preset
    page.get_by_label("Window preset").select_option(name)
    left, right = sides(page)
    known = np.isfinite(left_values())
    assert (left[known, :3] == grey(left_values(), *numbers)[known][:, None]).all()
    assert (left[known, 3] == 255).all()
    # Values that are not whole are sent in 65,534 steps.
    assert np.abs(right[..., :3] - grey(right_values(), *numbers)[..., None]).max() <= 1


@pytest.mark.parametrize(("width", "centre"), [(1, 100), (2, 100), (77, -333.5), (4096, 1024)])
def test_typed_numbers_have_the_grey_of_the_formula(page: "Page", width: float, centre: float) -> None:
    page.get_by_label("W, window width").fill(str(width))
    page.get_by_label("L, window level").fill(str(centre))
    page.keyboard.press("Enter")
    left, _ = sides(page)
    known = np.isfinite(left_values())
    assert (left[known, 0] == grey(left_values(), centre, width, False)[known]).all()
    assert preset(page) == "Own window"


def test_pixel_without_a_value_is_neither_black_nor_white(page: "Page") -> None:
    left, _ = sides(page)
    # The checkerboard's greys are transparent, on the page's own colour.
    assert (left[:30, :40, 3] < 128).all()


def test_half_of_a_view_is_painted_as_the_whole(page: "Page") -> None:
    keys(page, "1", "i")
    x, y = origin(page)
    both = read_canvas(page)[y : y + HEIGHT, x : x + WIDTH]
    left, right = sides(page)
    half = WIDTH // 2
    assert np.array_equal(both, np.concatenate([left[:, :half], right[:, half:]], axis=1))


def test_drag_right_widens_and_up_brightens(page: "Page") -> None:
    in_hand(page)
    drag(page, 64, 0)
    assert window(page) == (40, 500, False)
    drag(page, 0, 50)
    centre, width, _ = window(page)
    assert (centre < 40, width) == (True, 500)
    drag(page, -60, -80)
    assert window(page)[0] > centre
    assert window(page)[1] < 500
    assert numbers(page) == tuple(f"{number:g}" for number in window(page)[1::-1])


def test_drag_up_brightens_an_inverted_picture_too(page: "Page") -> None:
    in_hand(page)
    page.get_by_role("button", name="Invert").click()
    before = sides(page)[0][..., 0].mean()
    drag(page, 0, 60)
    assert window(page)[0] > 40
    assert sides(page)[0][..., 0].mean() > before


def test_drag_does_not_move_the_picture(page: "Page") -> None:
    in_hand(page)
    before = data(page, "origin")
    drag(page, 90, 40)
    assert data(page, "origin") == before


def test_width_stays_at_1_at_least(page: "Page") -> None:
    in_hand(page)
    drag(page, -290, 0)
    assert window(page)[1] == 1


def test_double_click_returns_to_the_first_preset(page: "Page") -> None:
    in_hand(page)
    drag(page, 90, 40)
    assert preset(page) == "Own window"
    page.locator(".stage").dblclick(position={"x": 200, "y": 200})
    assert window(page) == (40, 400, False)
    drag(page, 90, 40)
    page.locator(".levels label > span").first.dblclick()
    assert window(page) == (40, 400, False)
    assert preset(page) == "File's window"


def test_keys_change_the_window(page: "Page") -> None:
    keys(page, "w", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowUp")
    assert window(page) == (38, 401, False)
    keys(page, "ArrowLeft", "ArrowDown", "i")
    centre, width, invert = window(page)
    assert (centre > 40, width < 395, invert) == (True, True, True)
    assert page.locator(".spoken").text_content() == f"window width {width:g}, level {centre:g}, inverted"
    keys(page, "Escape", "ArrowLeft")
    assert window(page) == (centre, width, invert)


def test_keys_in_a_field_only_write(page: "Page") -> None:
    before = data(page, "zoom")
    field = page.get_by_label("L, window level")
    field.click()
    field.press("Control+a")
    page.keyboard.type("-101")
    assert window(page) == (-101, 400, False)
    field.press("ArrowUp")
    assert window(page) == (-100, 400, False)
    assert data(page, "zoom") == before
    field.press("Control+a")
    page.keyboard.press("Delete")
    assert window(page)[0] == -100
    page.keyboard.press("Enter")
    assert numbers(page) == ("400", "-100")


def test_impossible_width_is_refused(page: "Page") -> None:
    field = page.get_by_label("W, window width")
    field.fill("0.5")
    field.press("Enter")
    assert (window(page), numbers(page)) == ((40, 400, False), ("400", "40"))


def test_presets_are_chosen_and_told(page: "Page") -> None:
    page.get_by_label("Window preset").select_option("Lung, inverted")
    assert window(page) == (-600, 1500, True)
    assert numbers(page) == ("1500", "-600")
    assert page.get_by_role("button", name="Invert").get_attribute("aria-pressed") == "true"


def test_window_causes_no_rerun_and_survives_one(page: "Page") -> None:
    in_hand(page)
    drag(page, 90, 40)
    page.get_by_role("button", name="Invert").click()
    before = window(page)
    assert page.get_by_text("run 1", exact=True).is_visible()
    page.get_by_role("button", name="Run again").click()
    page.get_by_text("run 2", exact=True).wait_for()
    assert window(page) == before


def test_window_survives_a_remount(page: "Page") -> None:
    page.get_by_label("Window preset").select_option("Bone")
    page.get_by_text("Hide").click()
    page.locator(".viewer").wait_for(state="detached")
    page.get_by_text("Hide").click()
    page.locator(".viewer[data-ready=true]").wait_for()
    assert window(page) == (500.5, 2000, False)


def test_another_frame_keeps_the_place_among_the_presets(page: "Page") -> None:
    page.get_by_label("Window preset").select_option("Bone")
    keys(page, "i")
    page.get_by_text("Second frame").click()
    page.locator('.viewer[data-window="2020,510.5,true"]').wait_for()
    assert preset(page) == "Bone"


def test_another_frame_keeps_an_own_window(page: "Page") -> None:
    drag(in_hand(page), 30, 20)
    before = window(page)
    page.get_by_text("Second frame").click()
    page.get_by_text("run 2", exact=True).wait_for()
    assert window(page) == before
    assert preset(page) == "Own window"


def test_other_presets_start_with_their_first(page: "Page") -> None:
    page.get_by_label("Window preset").select_option("Bone")
    page.get_by_text("Other presets").click()
    page.get_by_text("run 2", exact=True).wait_for()
    page.locator('.viewer[data-window^="1,100,"]').wait_for()
    assert preset(page) == "Step"


def test_values_are_read_whatever_the_window(page: "Page") -> None:
    page.get_by_label("Window preset").select_option("Bone")
    keys(page, "1")
    shown = [text.replace(" ", "") for text in hover(page, 100, 90)[:2]]
    assert shown == [f"{v[90, 100]:.0f}HU".replace("-", "\u2212") for v in (left_values(), right_values())]


def test_one_finger_changes_the_window(open_viewer: Callable) -> None:
    page = open_viewer(**PHONE)
    page.get_by_role("button", name="Window", exact=True).tap()
    stage = page.locator(".stage").bounding_box()
    x, y = stage["x"] + 120, stage["y"] + 150
    touch(page, ("touchStart", [(x, y)]), ("touchMove", [(x + 64, y - 30)]), ("touchEnd", []))
    centre, width, _ = window(page)
    assert (centre < 40, width) == (True, 500)


def test_second_finger_takes_the_window_back(open_viewer: Callable) -> None:
    page = open_viewer(**PHONE)
    page.get_by_role("button", name="Window", exact=True).tap()
    stage = page.locator(".stage").bounding_box()
    x, y = stage["x"] + 120, stage["y"] + 150
    pair = [(x + 20, y), (x + 60, y)]
    touch(page, ("touchStart", [(x, y)]), ("touchMove", [pair[0]]), ("touchStart", pair), ("touchEnd", []))
    assert window(page) == (40, 400, False)


@pytest.mark.parametrize("width", [390, 1280])
def test_controls_are_large_enough_and_fit(open_viewer: Callable, width: int) -> None:
    page = open_viewer(width=width)
    frame = page.locator(".viewer").bounding_box()
    boxes = [item.bounding_box() for item in page.locator(".viewer :is(button, input, select):visible").all()]
    assert len(boxes) == 16
    assert all(min(box["width"], box["height"]) >= 24 for box in boxes)
    assert all(box["x"] >= frame["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"] for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_no_violation(page: "Page") -> None:
    keys(page, "m", "i", "?")
    assert faults(page, ".stBidiComponent") == []
