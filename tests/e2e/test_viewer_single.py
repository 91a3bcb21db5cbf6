"""The viewer with one picture in a real browser: no divider and no names, everything else as with two."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from ..support.browser import faults, rest
from ..support.viewer_apps.single import HEIGHT, LARGEST, WIDTH, values
from ..support.viewer_page import choose, data, drag, hover, keys, origin, read_canvas

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

APP = "single"


def greys(page: "Page") -> np.ndarray:
    """The picture as it stands on the canvas at 1:1, (HEIGHT, WIDTH)."""
    x, y = origin(page)
    return read_canvas(page)[y : y + HEIGHT, x : x + WIDTH, 0]


def test_one_picture_fills_the_stage_without_divider_and_names(page: "Page") -> None:
    keys(page, "1")
    assert np.array_equal(greys(page), np.floor((values() / LARGEST) * 255 + 0.5))
    for part in (".line", ".handle", ".head", "[data-act=split]", "[data-act=blink]"):
        assert not page.locator(part).first.is_visible(), part
    assert page.get_by_role("group", name="Input", exact=True).count() == 1


@pytest.mark.parametrize("key", ["Home", "End", "Space", "Shift+ArrowRight"])
def test_keys_of_the_divider_cover_nothing(page: "Page", key: str) -> None:
    keys(page, "1")
    before = greys(page)
    keys(page, key, "1", "0", "1")
    assert np.array_equal(greys(page), before)


def test_window_and_inversion_work(page: "Page") -> None:
    keys(page, "1")
    before = greys(page)
    keys(page, "i")
    assert np.array_equal(greys(page), 255 - before)


def test_value_is_read_without_a_name_or_a_difference(page: "Page") -> None:
    assert hover(page, 100, 60) == [str(int(values()[60, 100]))]


def test_magnifier_has_one_half(page: "Page") -> None:
    keys(page, "1", "m")
    hover(page, 100, 60)
    box = page.locator(".lens").bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=1)
    side = page.locator(".lens canvas").evaluate("(canvas) => [canvas.width, canvas.height]")
    assert side[0] == side[1]


def test_ruler_measures(page: "Page") -> None:
    choose(page, "Line")
    drag(page, (40, 50), (140, 50))
    assert page.locator(".ruler").inner_text() == "20.0 mm, at the detector"


def test_smooth_blends_pixels_above_1_to_1_only_on_request_and_says_so(page: "Page") -> None:
    keys(page, "1", "+", "+")
    squares = read_canvas(page)[..., 0]
    x, y = (place % 3 for place in origin(page))
    middles = squares[y + 1 :: 3, x + 1 :: 3]
    blocks = squares[y : y + 3 * len(middles) : 3, x : x + 3 * middles.shape[1] : 3]
    assert np.array_equal(blocks[: len(middles), : middles.shape[1]], middles)
    assert page.locator(".zoom").inner_text() == "300 % · exact pixels"
    keys(page, "o")
    page.get_by_role("button", name="Smooth", pressed=True).wait_for()
    assert page.locator(".zoom").inner_text() == "300 % · smoothed, not exact pixels"
    smooth = read_canvas(page)[..., 0]
    assert not np.array_equal(smooth, squares)
    # Blended pixels lie between their neighbours: steps from one to the next are smaller.
    assert np.abs(np.diff(smooth.astype(int))).max() < np.abs(np.diff(squares.astype(int))).max()
    keys(page, "1")
    assert np.array_equal(greys(page), np.floor((values() / LARGEST) * 255 + 0.5))
    assert page.locator(".zoom").inner_text() == "100 % · exact pixels"


def test_result_brings_the_divider_and_keeps_the_zoom(page: "Page") -> None:
    keys(page, "1", "+")
    page.get_by_text("Result", exact=True).click()
    page.locator(".viewer[data-panels='2']").wait_for()
    rest(page)
    assert data(page, "zoom") == "2"
    assert page.locator(".handle").is_visible()
    assert page.locator(".head .name").all_inner_texts() == ["Bicubic", "EDSR"]


def test_axe_finds_no_violation(page: "Page") -> None:
    keys(page, "m", "i", "?")
    assert faults(page, ".stBidiComponent") == []
