"""What tests do in a browser on the page that enlarges a photograph."""

import re
from typing import TYPE_CHECKING

from .browser import bring, click, pick

if TYPE_CHECKING:
    from playwright.sync_api import Page

EDSR = re.compile(r"^EDSR( ·|$)")
"""EDSR's line in the picker, with its gain or before it was measured."""
RRDB = re.compile("^RRDB small")
"""A network that takes seconds for a picture of 540 x 540."""


def upload(page: "Page", name: str, data: bytes) -> None:
    """Bring a file; its name stands on the page."""
    bring(page, name, data)
    page.get_by_text(name).first.wait_for()


def choose(page: "Page", scale: int, option: str | re.Pattern[str], network: str = "EDSR") -> None:
    """Pick a scale and, of it, the network or its path named by `option`; the button names the network."""
    click(page, page.get_by_role("radio", name=f"{scale}×"))
    page.get_by_role("button", name=f"Enlarge {scale}×").wait_for()
    pick(page, "Network", option)
    page.get_by_role("button", name=f"Enlarge {scale}× with {network}").wait_for()


def enlarge(page: "Page", scale: int, option: str | re.Pattern[str] = EDSR) -> None:
    """Choose a network, run it, and wait for the result."""
    choose(page, scale, option)
    click(page, page.get_by_role("button", name=f"Enlarge {scale}× with"))
    page.get_by_role("button", name="Download PNG").wait_for()
    page.locator(".viewer[data-ready=true]").wait_for()
