"""A large picture in a browser: a part of it in its place, the whole of it as a file."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sr_core.engine.upscale import upscale
from sr_core.types import DecodedImage

from ..support.browser import click, pick, rest
from ..support.home_page import upload
from ..support.pictures import png, smooth_picture
from ..support.viewer_page import PHONE, keys, origin, read_canvas, stroke, touch

pytestmark = pytest.mark.e2e
PICTURE = smooth_picture(500, 700)
SCALE = 8
"""At this scale the result has 22 megapixels, more than the page shows."""


def place(page) -> list[int]:
    """Height, width, left and top of the part, as the frame says them to a reader."""
    return [int(number) for number in re.findall(r"\d+", page.locator(".frame").get_attribute("aria-label"))]


def test_a_part_is_chosen_by_touch_and_keys_and_the_whole_is_saved(app: str, open_page) -> None:
    page = open_page(app, **PHONE)
    upload(page, "large.png", png(PICTURE))
    click(page, page.get_by_role("radio", name=f"{SCALE}×"))
    page.get_by_text("above this server's limit of 20 megapixels").wait_for()
    pick(page, "Network", re.compile("^Bicubic"))
    frame = page.locator(".frame")
    frame.scroll_into_view_if_needed()
    rest(page)
    width, height, left, top = place(page)
    box, stage = frame.bounding_box(), page.locator(".overview .stage").bounding_box()
    pixels = PICTURE.shape[1] / stage["width"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch(page, ("touchStart", [(x, y)]), ("touchMove", [(x - 30, y + 20)]), ("touchEnd", []))
    rest(page)
    moved = place(page)
    assert moved[:2] == [width, height]
    assert np.abs(np.subtract(moved[2:], (left - 30 * pixels, top + 20 * pixels))).max() <= 2
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.get_by_text(f"{width} x {height + height // 16} pixels, colour").wait_for()
    assert place(page)[2] > moved[2]
    corner = page.locator("[data-corner='00']").bounding_box()
    at = corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2
    stroke(page, at, (at[0] + 10, at[1] + 10))
    rest(page)
    assert place(page)[0] < width

    button = page.get_by_role("button", name="Make the file")
    button.scroll_into_view_if_needed()
    rest(page)
    with page.expect_download() as saving:
        button.click()
    with Image.open(Path(saving.value.path())) as saved:
        values = np.asarray(saved)
    page.get_by_text("Shrunk back, it differs from your picture by").wait_for()
    assert saving.value.suggested_filename.startswith("large_bicubic-x8_")
    page.get_by_text("The whole picture, 5600 x 4000 pixels").wait_for()
    keys(page, "1", on=".viewer .stage")
    (left, top), seen = origin(page), read_canvas(page, ".viewer .stage canvas")
    np.testing.assert_array_equal(seen[..., :3], values[-top : seen.shape[0] - top, -left : seen.shape[1] - left])
    np.testing.assert_array_equal(values, upscale(DecodedImage(PICTURE), "bicubic", scale=SCALE).image.pixels)
