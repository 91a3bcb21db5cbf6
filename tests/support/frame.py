"""The frame around every page, as one sees it in a browser."""

from typing import TYPE_CHECKING

from pages.ui.shell.frame import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def navigation(page: "Page") -> "Locator":
    """Return the links to the pages."""
    return page.locator(".st-key-frame_navigation")


def assert_framed(page: "Page", name: str) -> None:
    """Check that a page has its heading, links to all the others, and its closing words; it is marked itself."""
    page.get_by_text("Pictures stay in the memory").wait_for()
    assert page.get_by_role("heading", name="Honest Pixels").is_visible()
    navigation(page).get_by_role("link").nth(len(PAGES) - 2).wait_for()  # a link is painted after the texts
    assert navigation(page).locator("[aria-current=page]").inner_text() == name
    assert navigation(page).get_by_role("link").all_inner_texts() == [n for n in PAGES if n != name]
