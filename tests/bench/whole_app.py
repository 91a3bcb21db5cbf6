"""Memory of the app while a browser receives a large result: `python -m tests.bench.whole_app --megapixels 100`.

A server of its own and Chromium: a picture is brought to the home page, the whole of it is made as a file at x4, saved,
and shown. Memory is that of the server's process, before the picture is brought and at most until it is shown.
"""

import argparse
import re
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

import sr_core as sr
from tests.support.browser import CHROMIUM, CHROMIUM_FLAGS, bring, click, new_page, open_address, pick, rest
from tests.support.server import Server

from .whole import picture

SCALE = 4
WAIT_MS = 3_600_000
"""Longest time that is waited for a file."""


def run(title: str, format: str, megapixels: float) -> dict[str, object]:
    """Make and show one file by the method whose line in the picker begins so; return what it took."""
    side = round((megapixels * 1e6) ** 0.5 / SCALE)
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder) / "server.log") as server,
        sync_playwright() as web,
    ):
        page = new_page(web.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS)))
        open_address(page, server.url)
        rest_mb = server.megabytes()
        bring(page, "picture.png", sr.encode(picture(side, side), "png"))
        click(page, page.get_by_role("radio", name=f"{SCALE}×"))
        pick(page, "Network", re.compile(f"^{re.escape(title)}( ·|$)"))
        click(page, page.get_by_role("radio", name=format.upper(), exact=True))
        button = page.get_by_role("button", name="Make the file")
        button.scroll_into_view_if_needed()
        rest(page)
        before, begun = server.megabytes(), time.perf_counter()
        with page.expect_download(timeout=WAIT_MS) as saving:
            button.click()
        size = Path(saving.value.path()).stat().st_size
        page.get_by_text("The whole picture, ").wait_for()
        page.locator(".viewer[data-ready=true]").wait_for()
        return {
            "method": title,
            "format": format,
            "seconds": round(time.perf_counter() - begun, 1),
            "file MB": round(size / 1e6, 1),
            "server at rest MB": round(rest_mb),
            "with the picture MB": round(before),
            "at most MB": round(server.megabytes("VmHWM")),
            "afterwards MB": round(server.megabytes()),
        }


def main() -> None:
    """Print a row for each method and format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=float, default=100)
    parser.add_argument("--method", nargs="+", default=["EDSR lite"], help="beginning of its line in the picker")
    parser.add_argument("--format", nargs="+", default=["png"], choices=("png", "tiff"))
    chosen = parser.parse_args()
    for method in chosen.method:
        for format in chosen.format:
            found = run(method, format, chosen.megapixels)
            print(", ".join(f"{name} {value}" for name, value in found.items()), flush=True)


if __name__ == "__main__":
    main()
