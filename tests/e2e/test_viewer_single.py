"""The viewer with one picture in a real browser: no divider and no names, everything else as with two."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from .test_viewer import data, keys, read_canvas, settle
from .test_viewer_measure import choose, drag, hover

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

HEIGHT, WIDTH = 180, 240
SCRIPT = """
from dataclasses import replace

import streamlit as st

from pages.ui.viewer.panel import Panel, Spacing, Window
from pages.ui.viewer.viewer import show_viewer
from tests.e2e.test_viewer_single import values

kept = st.session_state.setdefault("kept", [])


def keep(region):
    kept.append(replace(region, label=f"L{len(kept) + 1}"))


panels = [Panel("Input", b"", values=values())]
if st.checkbox("Result"):
    panels = [Panel("Bicubic", b"", values=values()), Panel("EDSR", b"", values=4095 - values())]
look = {"digits": 0, "windows": [Window("Full range", 2048, 4096)], "spacing": Spacing(0.2, 0.2, "at the detector")}
show_viewer(panels, key="single", height=460, tools=("line",), regions=kept, **look, on_drawn=keep)
"""


def values() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 4096, (HEIGHT, WIDTH)).astype(np.float32)


@pytest.fixture(scope="module")
def url(browser: object, serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    script = tmp_path_factory.mktemp("single") / "single_app.py"
    script.write_text(SCRIPT)
    return serve(script)


@pytest.fixture
def open_viewer(open_page: Callable, url: str) -> Callable:
    def open_viewer(**options: object) -> "Page":
        page = open_page(url, **options)
        page.locator(".viewer[data-ready=true]").wait_for()
        settle(page)
        return page

    return open_viewer


@pytest.fixture
def page(open_viewer: Callable) -> "Page":
    return open_viewer()


def greys(page: "Page") -> np.ndarray:
    """The picture as it stands on the canvas at 1:1, (HEIGHT, WIDTH)."""
    x, y = map(int, data(page, "origin").split(","))
    return read_canvas(page)[y : y + HEIGHT, x : x + WIDTH, 0]


def test_one_picture_fills_the_stage_without_divider_and_names(page: "Page") -> None:
    keys(page, "1")
    assert np.array_equal(greys(page), np.floor((values() / 4095) * 255 + 0.5))
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


def test_result_brings_the_divider_and_keeps_the_zoom(page: "Page") -> None:
    keys(page, "1", "+")
    page.get_by_text("Result", exact=True).click()
    page.locator(".viewer[data-panels='2']").wait_for()
    settle(page)
    assert data(page, "zoom") == "2"
    assert page.locator(".handle").is_visible()
    assert page.locator(".head .name").all_inner_texts() == ["Bicubic", "EDSR"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_no_violation(open_viewer: Callable, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_viewer(color_scheme=scheme, width=width)
    keys(page, "m", "i", "?")
    results = axe.run(page, context=".stBidiComponent")
    assert results.violations_count == 0, results.generate_report()
