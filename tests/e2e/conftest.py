"""A Streamlit server and a Chromium for tests in a real browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[2]
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERVER_FLAGS = (
    "--server.headless=true",
    "--server.address=127.0.0.1",
    "--server.fileWatcherType=none",
    "--browser.gatherUsageStats=false",
)
START_SECONDS = 180.0
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Return `serve(script) -> url`; a script is started once and stopped when the session ends."""
    servers: dict[Path, tuple[subprocess.Popen[bytes], str]] = {}
    log = tmp_path_factory.mktemp("streamlit") / "server.log"

    def serve(script: Path) -> str:
        script = script.resolve()
        if script not in servers:
            servers[script] = _start(script, log)
        return servers[script][1]

    yield serve
    for process, _ in servers.values():
        process.terminate()
    for process, _ in servers.values():
        process.wait(timeout=20)


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


@pytest.fixture
def open_page(browser: "Browser", request: pytest.FixtureRequest) -> Iterator[Callable[..., "Page"]]:
    """Return `open_page(url, **context options) -> page`; `page.requested` lists the hosts it asked for anything.

    What the pages showed is printed if the test fails.
    """
    contexts = []

    def open_page(url: str, *, width: int = 1280, height: int = 900, **options: object) -> "Page":
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(60_000)  # a loaded machine is slow, not broken
        page = context.new_page()
        page.requested = set()
        # A blob is made by the page itself and names its host.
        page.on("request", lambda request: page.requested.add(urlsplit(request.url.removeprefix("blob:")).netloc))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        if request.node.stash.get(FAILED, False):
            for page in context.pages:
                state = "document.querySelector('[data-test-script-state]')?.dataset.testScriptState"
                print(f"--- {page.url}", *page.evaluate(f"[{state}, document.body.innerText]"), sep="\n")
        context.close()


def _start(script: Path, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", *SERVER_FLAGS]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    while not _healthy(url):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            process.wait()
            pytest.fail(f"streamlit did not start {script.name}: {log.read_text()[-2000:]}")
        time.sleep(0.2)
    return process, url


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (URLError, TimeoutError, ConnectionError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
