"""What tests do with the viewer on a page: press its keys, point, draw, read what it shows."""

import base64
import re
from typing import TYPE_CHECKING

import numpy as np

from .browser import settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {
    "width": 390,
    "height": 844,
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
    "reduced_motion": "no-preference",
}
"""Options of a page on a phone, with all its animations."""


def keys(page: "Page", *names: str, on: str = ".stage") -> None:
    """Press keys on the viewer."""
    page.locator(on).focus()
    for name in names:
        page.keyboard.press(name)
    settle(page)


def data(page: "Page", name: str) -> str:
    """Return what the viewer tells of itself."""
    return page.locator(".viewer").get_attribute(f"data-{name}")


def origin(page: "Page") -> tuple[int, int]:
    """Return where the picture's corner is on the canvas, x and y in screen pixels."""
    x, y = map(int, data(page, "origin").split(","))
    return x, y


def place(page: "Page", x: float, y: float) -> tuple[float, float]:
    """Return where the picture point (x, y), in picture pixels, is in the window."""
    stage = page.locator(".stage").bounding_box()
    ratio, zoom = page.evaluate("devicePixelRatio"), float(data(page, "zoom"))
    left, top = origin(page)
    return stage["x"] + (left + x * zoom) / ratio, stage["y"] + (top + y * zoom) / ratio


def on_stage(page: "Page", across: float, down: float) -> tuple[float, float]:
    """Return where a point of the stage, in shares of its sides, is in the window."""
    stage = page.locator(".stage").bounding_box()
    return stage["x"] + across * stage["width"], stage["y"] + down * stage["height"]


def point(page: "Page", x: float, y: float) -> None:
    """Point at a place of the window, and wait until the viewer has followed."""
    page.mouse.move(x, y)
    settle(page)


def hover(page: "Page", x: int, y: int) -> list[str]:
    """Point at a picture pixel and return what the status bar says."""
    point(page, *place(page, x + 0.5, y + 0.5))
    assert page.locator(".place").inner_text() == f"x {x}, y {y}"
    return [re.sub(r"\s+", " ", text) for text in page.locator(".numbers").all_inner_texts()]


def stroke(page: "Page", start: tuple[float, float], end: tuple[float, float], *, release: bool = True) -> None:
    """Press the mouse at one place of the window and draw it to another."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    if release:
        page.mouse.up()
    settle(page)


def drag(page: "Page", start: tuple[int, int], end: tuple[int, int], *, release: bool = True) -> None:
    """Press the mouse at one picture pixel and draw it to another."""
    middles = [place(page, x + 0.5, y + 0.5) for x, y in (start, end)]
    stroke(page, *middles, release=release)


def touch(page: "Page", *steps: tuple[str, list[tuple[float, float]]]) -> None:
    """Move fingers: each step is what they do and where all of them are in the window."""
    session = page.context.new_cdp_session(page)
    for kind, points in steps:
        if kind == "touchEnd":
            page.wait_for_timeout(100)  # a finger lifted in motion sets the page going, and the next tap only stops it
        fingers = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    settle(page)


def pinch(page: "Page", x: float, y: float, *reaches: float) -> None:
    """Move two fingers apart around a place of the window, to these distances from it."""
    pairs = [[(x - reach, y), (x + reach, y)] for reach in reaches]
    touch(page, ("touchStart", pairs[0]), *[("touchMove", pair) for pair in pairs[1:]], ("touchEnd", []))


def choose(page: "Page", tool: str) -> None:
    """Take a tool in hand."""
    page.get_by_role("button", name=tool, exact=True).click()


def read_canvas(page: "Page", selector: str = ".stage canvas") -> np.ndarray:
    """Return a canvas as (H, W, 4) uint8, straight from its backing store."""
    height, width, text = page.locator(selector).evaluate(
        """async (canvas) => {
          const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const reader = new FileReader();
          reader.readAsDataURL(new Blob([image.data]));
          await new Promise((done) => { reader.onload = done; });
          return [canvas.height, canvas.width, reader.result.split(",")[1]];
        }"""
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)


def shows_whole_name(page: "Page", name: str) -> bool:
    """Give the first picture of the viewer this name until it is painted again; return whether all of it is seen."""
    return page.locator(".head:visible").first.evaluate(
        """(head, text) => {
          const name = head.querySelector(".name");
          name.textContent = text;
          const range = document.createRange();
          range.selectNodeContents(name);
          const [seen, box] = [range.getBoundingClientRect(), head.getBoundingClientRect()];
          const across = seen.left >= box.left && seen.right <= box.right && name.scrollWidth <= name.clientWidth + 1;
          return across && seen.top >= box.top && seen.bottom <= box.bottom;
        }""",
        name,
    )
