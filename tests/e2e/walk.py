"""A visitor in a real browser who brings a file to every page, looks at the results and takes them away."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..support.visitor import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADDRESSES = {
    "app.py": "/",
    "pages/2_Benchmark.py": "/Benchmark",
    "pages/3_Thermal.py": "/Thermal",
    "pages/4_X-ray.py": "/X-ray",
}
"""Script -> address, of the pages that take files."""
_TAKEN = {
    "app.py": "Download PNG",
    "pages/2_Benchmark.py": "Download these figures",
    "pages/3_Thermal.py": "CSV, °C",
    "pages/4_X-ray.py": "PNG, 16 bit",
}
"""Script -> the download that stands there after a run."""
READING = ("/Models", "/Models?model=edsr-x4", "/Compare")
"""Pages and parts of them that take none."""
PATIENCE = 90_000
"""Milliseconds for a run on a busy machine."""


def rest(page: "Page") -> None:
    """Wait until the script has run to its end."""
    page.wait_for_timeout(500)  # a click takes a moment to start it
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)


def open_address(page: "Page", url: str) -> None:
    """Open an address and wait until the page stands."""
    page.goto(url)
    page.get_by_role("heading", name="Honest Pixels").wait_for(timeout=PATIENCE)
    rest(page)


def walk(page: "Page", url: str, visits: list[Visit], on_page: Callable[[str], None] = lambda address: None) -> None:
    """Go through all pages: upload, enlarge, every kind of view, one download of each; `on_page` when one is done."""
    for visit in visits:
        open_address(page, url + ADDRESSES[visit.page])
        page.locator("input[type=file]").first.set_input_files(
            {"name": visit.file_name, "mimeType": "application/octet-stream", "buffer": visit.data}
        )
        rest(page)
        _start(page, "Run the benchmark" if "Benchmark" in visit.page else "Enlarge ", _TAKEN[visit.page])
        _LOOK[visit.page](page)
        on_page(ADDRESSES[visit.page])
    for address in READING:
        open_address(page, url + address)
        on_page(address)


def _start(page: "Page", button: str, done: str) -> None:
    """Press a button until its work is done: a click that falls into a rerun is lost."""
    result = page.get_by_role("button", name=done).first
    for _ in range(3):
        page.get_by_role("button", name=button).filter(visible=True).last.click()
        rest(page)
        if result.is_visible():
            return
    result.wait_for(timeout=PATIENCE)


def take(page: "Page", label: str) -> None:
    """Download."""
    rest(page)  # a rerun replaces the button, and a click on the old one is lost
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("button", name=label).first.click()
    waiting.value.path()


def _home(page: "Page") -> None:
    page.locator(".viewer[data-ready=true]").wait_for(timeout=PATIENCE)
    take(page, _TAKEN["app.py"])
    page.get_by_role("radio", name="Quick slider").click()
    page.frame_locator("iframe").get_by_role("slider").wait_for(timeout=PATIENCE)


def _benchmark(page: "Page") -> None:
    page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first.wait_for(timeout=PATIENCE)
    take(page, _TAKEN["pages/2_Benchmark.py"])


def _thermal(page: "Page") -> None:
    page.locator(".viewer[data-ready=true]").wait_for(timeout=PATIENCE)
    take(page, _TAKEN["pages/3_Thermal.py"])


def _xray(page: "Page") -> None:
    page.locator(".viewer[data-ready=true]").wait_for(timeout=PATIENCE)
    for label in ("Show the DICOM header", "With fields that identify"):
        page.get_by_text(label).click()
        rest(page)
    take(page, _TAKEN["pages/4_X-ray.py"])


_LOOK = {
    "app.py": _home,
    "pages/2_Benchmark.py": _benchmark,
    "pages/3_Thermal.py": _thermal,
    "pages/4_X-ray.py": _xray,
}
