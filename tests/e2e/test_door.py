"""Files that are dropped, pasted or photographed, and files that are too large, in a real browser."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..support.browser import PATIENCE_S, QUIET_S, bring, rest
from ..support.pictures import png, smooth_picture
from ..support.radiographs import cr
from ..support.viewer_page import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.e2e

HAND_IN = """([kind, name, text, zeros]) => {
  const carrier = new DataTransfer();
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  carrier.items.add(new File([bytes, new Uint8Array(zeros)], name));
  const options = { bubbles: true, cancelable: true };
  document.body.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: carrier })
    : new DragEvent(kind, { ...options, dataTransfer: carrier }));
}"""


def hand_in(page: "Page", kind: str, name: str, data: bytes, zeros: int = 0) -> None:
    page.evaluate(HAND_IN, [kind, name, base64.b64encode(data).decode(), zeros])


def drag_over(page: "Page", cover: "Locator") -> None:
    """Hold a file over the page, as a browser does: it tells of it again and again, also while the page is drawn."""
    for _ in range(round(PATIENCE_S / QUIET_S)):
        hand_in(page, "dragover", "", b"")
        if cover.is_visible():
            return
        page.wait_for_timeout(1000 * QUIET_S)
    pytest.fail("nothing covered the page")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_file_that_is_dropped_anywhere_or_pasted_is_taken(app: str, open_page: Callable, kind: str) -> None:
    page = open_page(app)
    cover = page.get_by_text("Drop the file here")
    drag_over(page, cover)
    hand_in(page, kind, "from elsewhere.png", png(smooth_picture(40, 60)))
    page.get_by_text("from elsewhere.png: 60 x 40 pixels, colour, 8 bit").wait_for()
    if kind == "drop":
        cover.wait_for(state="hidden")


def test_a_folder_that_is_dropped_is_taken_with_all_below_it_and_without_hidden_files(
    app: str, open_page: Callable, tmp_path: Path
) -> None:
    folder = tmp_path / "disc"
    (folder / "b").mkdir(parents=True)
    (folder / "a").mkdir()
    for name, height in (("b/IM10", 64), ("b/IM2", 80), ("a/IM3", 96), (".hidden", 72)):
        (folder / name).write_bytes(cr(height, 64))
    page = open_page(f"{app}/X-ray")
    browser = page.context.new_cdp_session(page)
    dragged = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": dragged})
        if kind == "dragOver":
            page.get_by_text("Drop the file here").wait_for()
    page.get_by_text("IM10: 64 x 64 pixels").wait_for()
    rest(page)
    field = page.get_by_test_id("stFileUploader").inner_text()
    assert [line for line in field.splitlines() if line.startswith(("IM", "."))] == ["IM3", "IM2", "IM10"]
    assert page.get_by_text("Drop the file here").is_hidden()


def test_a_radiograph_without_an_ending_opens_on_its_page_on_a_phone(app: str, open_page: Callable) -> None:
    page = open_page(app, **PHONE)
    bring(page, "IM0001", cr())
    page.get_by_text("so it was opened here, on the X-ray page").wait_for()
    assert page.url.endswith("/X-ray")
    assert "80 x 96 pixels" in page.locator("body").inner_text()


def test_a_phone_is_offered_its_camera_and_no_mouse(app: str, open_page: Callable) -> None:
    page = open_page(app, **PHONE)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Take a photo").click()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files({"name": "shot.png", "mimeType": "image/png", "buffer": png(smooth_picture(40, 60))})
    rest(page)
    page.get_by_text("shot.png: 60 x 40 pixels, colour, 8 bit").wait_for()


def test_a_file_that_is_too_large_is_refused_in_one_sentence_and_not_sent(app: str, open_page: Callable) -> None:
    page = open_page(app)
    bring(page, "photo.png", png(smooth_picture(40, 60)))
    hand_in(page, "drop", "large.tif", b"", zeros=32 * 2**20 + 1)
    said = page.get_by_text("large.tif: expected a file of at most 32 MB, found one of 33 MB;")
    said.wait_for()
    assert page.get_by_text("photo.png: 60 x 40 pixels, colour, 8 bit").is_visible()
