"""A file of 50 MB is made while the browser receives it, below an address with a path, and is never whole in memory."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..support.browser import click, rest
from ..support.server import Server
from ..support.stream_page import ENDLESS, HEADER, MEGABYTES, NAME, made

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
APP = Path(__file__).parents[1] / "support" / "stream_app.py"
MOST_MB = 30.0
"""Most megabytes by which the server may grow for a file of 50 MB; measured: 12."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("stream") / "server.log"
    with Server(log, script=APP, base="/clinic/pixels") as server:
        yield server


def press(page: "Page", name: str) -> None:
    """Press a button that starts a run."""
    rest(page)
    page.get_by_role("button", name=name).first.click()


def test_large_file_is_saved_and_kept_until_it_is_forgotten(server: Server, open_page: Callable) -> None:
    whole = b"".join(made())
    expected = hashlib.sha256(HEADER + whole[len(HEADER) :]).hexdigest()
    page = open_page(server.url)
    page.evaluate("URL.revokeObjectURL = (url) => (globalThis.revoked = url)")
    violations, addresses = [], []
    page.on("console", lambda message: violations.append(message.text) if "olicy" in message.text else None)
    page.on("request", lambda request: addresses.append(request.url) if "/stream/" in request.url else None)
    before = server.megabytes()

    with page.expect_download() as saving:
        press(page, "Make the file")
    saved = Path(saving.value.path()).read_bytes()
    page.get_by_text(f"{MEGABYTES} MB were written").wait_for()
    grown = server.megabytes("VmHWM") - before
    print(f"the server grew by {grown:.0f} MB for a file of {MEGABYTES} MB")
    assert (saving.value.suggested_filename, hashlib.sha256(saved).hexdigest()) == (NAME, expected)
    assert grown < MOST_MB

    click(page, page.get_by_role("button", name="Run the page again"))
    link = page.get_by_role("link", name=f"Save {NAME} again (50 MB)")
    with page.expect_download() as saving:
        link.click()
    assert Path(saving.value.path()).read_bytes() == saved

    url = link.get_attribute("href")
    click(page, page.get_by_role("button", name="Forget my images"))
    assert link.count() == 0
    assert page.evaluate("revoked") == url
    assert violations == []
    assert len(addresses) == 1
    log = server.log.read_text()
    assert [word for word in (NAME, addresses[0].rpartition("/")[2]) if word in log] == []


def test_stopped_file_is_not_saved(server: Server, open_page: Callable) -> None:
    page = open_page(server.url)
    press(page, "Make an endless file")
    page.get_by_text(f"of {ENDLESS} have arrived").wait_for()
    page.locator(".st-key-frame_run_beside").get_by_role("button", name="Stop").click()
    page.get_by_text(f"{ENDLESS} was not completed, so nothing was saved. Start it again.").wait_for()
    rest(page)
    assert page.get_by_role("link", name="Save").count() == 0
