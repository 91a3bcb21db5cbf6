"""Pages that tests have left, for the next: a new visitor's page loads all scripts of the app, which takes 1 or 2 s."""

from typing import TYPE_CHECKING

from .browser import BLANK, DESK, leave_address, new_page, open_address, rest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

START_OVER = """() => {
  localStorage.clear();
  sessionStorage.clear();
  document.activeElement.blur();
  document.querySelector("[data-testid=stMain]").scrollTop = 0;
  const button = document.querySelector(".st-key-start_over button");
  button?.click();
  return Boolean(button);
}"""
"""Empties what the browser keeps and presses "Start over" of `viewer_apps/app.py`, if it is there, without pointing."""


class Pool:
    """Pages by their kind, which is fixed, such as a phone's; size and colours are set anew for every test."""

    def __init__(self, browser: "Browser") -> None:
        self._browser = browser
        self._left: dict[str, list[Page]] = {}

    def open(
        self, url: str, *, width: int = DESK[0], height: int = DESK[1], color_scheme: str = "light", **kind: object
    ) -> "Page":
        """Return a page at an address, at rest, with nothing of an earlier test: neither its session nor its storage.

        Args:
            url: address.
            width: of the window in CSS pixels.
            height: of the window in CSS pixels.
            color_scheme: "light" or "dark".
            kind: other options of a Playwright context.
        """
        left = self._left.setdefault(repr(sorted(kind.items())), [])
        page = left.pop() if left else new_page(self._browser, **kind)
        page.left, look = left, (url, width, height, color_scheme)
        if not (page.look == look and self._started_over(page)):
            if page.url != BLANK:
                leave_address(page)
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=color_scheme)
            open_address(page, url)
        page.look = look
        return page

    def take_back(self, page: "Page") -> None:
        """Keep a page for another test, which may start over where it stands, if the page can; others are left."""
        page.mouse.move(0, 0)
        page.mouse.up()
        if not page.locator(".st-key-start_over").count():
            leave_address(page)
            page.look = None
        page.left.append(page)

    def _started_over(self, page: "Page") -> bool:
        rest(page)  # the last test may have ended before its last run
        viewer = page.query_selector(".viewer")
        if not page.evaluate(START_OVER):
            return False
        page.wait_for_function("(viewer) => !viewer?.isConnected", arg=viewer)
        rest(page)
        return True
