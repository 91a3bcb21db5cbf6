"""A visitor in a real browser who brings a file to every page, looks at the results and takes them away."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from .browser import bring, click, download, open_address
from .visitor import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADDRESSES = {
    "home.py": "/",
    "pages/2_Benchmark.py": "/Benchmark",
    "pages/3_Thermal.py": "/Thermal",
    "pages/4_X-ray.py": "/X-ray",
}
"""Script -> address, of the pages that take files."""
_TAKEN = {
    "home.py": "Download PNG",
    "pages/2_Benchmark.py": "Download these figures",
    "pages/3_Thermal.py": "CSV, °C",
    "pages/4_X-ray.py": "PNG, 16 bit",
}
"""Script -> the download that stands there after a run."""
READING = ("/Models", "/Models?model=edsr-x4", "/Compare")
"""Pages and parts of them that take none."""


def walk(page: "Page", url: str, visits: list[Visit], on_page: Callable[[str], None] = lambda address: None) -> None:
    """Go through all pages: upload, enlarge, every kind of view, one download of each; `on_page` when one is done."""
    for visit in visits:
        open_address(page, url + ADDRESSES[visit.page])
        bring(page, visit.file_name, visit.data)
        start(page, "Run the benchmark" if "Benchmark" in visit.page else "Enlarge ")
        _LOOK[visit.page](page)
        download(page, _TAKEN[visit.page])
        on_page(ADDRESSES[visit.page])
    for address in READING:
        open_address(page, url + address)
        on_page(address)


def start(page: "Page", button: str) -> None:
    """Press the button that starts the work; it can be pressed once the file is read."""
    click(page, page.get_by_role("button", name=button, disabled=False).filter(visible=True).last)


def _home(page: "Page") -> None:
    page.locator(".viewer[data-ready=true]").wait_for()
    page.get_by_role("radio", name="Quick slider").click()
    page.frame_locator("iframe").get_by_role("slider").wait_for()


def _benchmark(page: "Page") -> None:
    page.locator("[data-testid=stPlotlyChart] svg").first.wait_for()


def _thermal(page: "Page") -> None:
    page.locator(".viewer[data-ready=true]").wait_for()


def _xray(page: "Page") -> None:
    page.locator(".viewer[data-ready=true]").wait_for()
    for label in ("Show the DICOM header", "Show fields that identify the patient"):
        click(page, page.get_by_text(label))


_LOOK = {
    "home.py": _home,
    "pages/2_Benchmark.py": _benchmark,
    "pages/3_Thermal.py": _thermal,
    "pages/4_X-ray.py": _xray,
}
