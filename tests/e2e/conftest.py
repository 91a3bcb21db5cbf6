"""Streamlit servers and a Chromium for tests in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..support.browser import CHROMIUM, CHROMIUM_FLAGS
from ..support.pool import Pool
from ..support.server import PATIENT_APP, Server
from ..support.viewer_apps import app as small_apps

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
    """Address of the app, which `test_privacy.py` and `test_deployment.py` start as visitors do."""
    return serve(PATIENT_APP)


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
def pool(browser: "Browser") -> Pool:
    """Pages that tests have left."""
    return Pool(browser)


@pytest.fixture
def open_page(pool: Pool, request: pytest.FixtureRequest) -> Iterator[Callable[..., "Page"]]:
    """Return `open_page(url, **options) -> page`, at rest; options are those of `Pool.open`.

    What the pages showed is printed if the test fails.
    """
    pages: list[Page] = []

    def open_page(url: str, **options: object) -> "Page":
        pages.append(pool.open(url, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        if request.node.stash.get(FAILED, False):
            print(f"--- {page.url}: {page.talk}", page.evaluate("document.body.innerText"), sep="\n")
            page.context.close()
        else:
            pool.take_back(page)


@pytest.fixture
def viewer_app(serve: Callable[[Path], str]) -> str:
    """Address of the small apps of the viewer, without the name of one."""
    return f"{serve(Path(small_apps.__file__))}/?app="


@pytest.fixture
def open_viewer(viewer_app: str, open_page: Callable, request: pytest.FixtureRequest) -> Callable:
    """Return `open_viewer(**options) -> page` with the small app `APP` of the module, its viewer new and painted."""

    def open_viewer(**options: object) -> "Page":
        page = open_page(viewer_app + request.module.APP, **options)
        page.locator(".viewer[data-ready=true]").wait_for()
        return page

    return open_viewer


@pytest.fixture
def page(open_viewer: Callable) -> "Page":
    """The small app of the module at 1280 x 900."""
    return open_viewer()
