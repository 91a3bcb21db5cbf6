"""Streamlit servers and a Chromium for tests in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..support.browser import CHROMIUM, CHROMIUM_FLAGS, leave_address, new_page, open_address
from ..support.server import ROOT, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def serve(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Return `serve(script) -> url`; a script is started once and stopped when the session ends."""
    urls: dict[Path, str] = {}
    log = tmp_path_factory.mktemp("streamlit") / "server.log"
    with ExitStack() as servers:

        def serve(script: Path) -> str:
            if script not in urls:
                urls[script] = servers.enter_context(Server(log, script=script)).url
            return urls[script]

        yield serve


@pytest.fixture(scope="session")
def app(serve: Callable[[Path], str]) -> str:
    """Address of the app."""
    return serve(ROOT / "app.py")


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One headless Chromium for all tests."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs {CHROMIUM} for tests in a browser")
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright for tests in a browser")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell `open_page` of a failure, before the page is closed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def left_pages() -> dict[str, list["Page"]]:
    """Blank pages of earlier tests by their options: opening one anew takes half the work of a new visitor's page."""
    return {}


@pytest.fixture
def open_page(
    browser: "Browser", left_pages: dict[str, list["Page"]], request: pytest.FixtureRequest
) -> Iterator[Callable[..., "Page"]]:
    """Return `open_page(url, **context options) -> page`, at rest.

    What the pages showed is printed if the test fails.
    """
    pages: list[tuple[Page, list[Page]]] = []

    def open_page(url: str, **options: object) -> "Page":
        left = left_pages.setdefault(repr(sorted(options.items())), [])
        page = left.pop() if left else new_page(browser, **options)
        pages.append((page, left))
        open_address(page, url)
        return page

    yield open_page
    for page, left in pages:
        if request.node.stash.get(FAILED, False):
            print(f"--- {page.url}: {page.talk}", page.evaluate("document.body.innerText"), sep="\n")
            page.context.close()
        else:
            leave_address(page)
            left.append(page)


@pytest.fixture
def open_viewer(serve: Callable[[Path], str], open_page: Callable, request: pytest.FixtureRequest) -> Callable:
    """Return `open_viewer(**context options) -> page` with the small app of the module, its viewer painted."""

    def open_viewer(**options: object) -> "Page":
        page = open_page(serve(Path(request.module.APP)), **options)
        page.locator(".viewer[data-ready=true]").wait_for()
        return page

    return open_viewer


@pytest.fixture
def page(open_viewer: Callable) -> "Page":
    """The small app of the module at 1280 x 900."""
    return open_viewer()
