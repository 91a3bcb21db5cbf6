"""Marked secrets through every page: they stay in the session, as text, and go when they should."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ..load.server import Server
from ..support.visitor import visits
from .walk import open_address, rest, take, walk

pytestmark = pytest.mark.e2e

WATCHED = Path(__file__).parent / "watched"
NAME, FIELD = "Sekret-Doe-Jane", "SEKRET^FELD"
HOSTILE = (
    f"{NAME} ![a](\\\\evil.example) <img src=x onerror=document.title='caught'> www.evil.example me@evil.example "
    ":red[b] $c$"
)
SECRETS = (NAME.encode(), FIELD.encode(), b"evil.example")


@dataclass(frozen=True, slots=True)
class Walked:
    """A server and what a visitor left there."""

    server: Server
    requested: set[str]
    """Hosts the browser asked for anything."""
    markup: list[str]
    """Elements in any page that a file name made, with their texts."""
    notes: list[str]
    """"write PATH" for each file opened for writing, "ask HOST" for each host the server connected to."""
    home: Path
    """HOME and TMPDIR of the server."""
    maps: str
    """/proc/PID/maps at the end of the walk."""


@pytest.fixture(scope="module")
def walked(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    folder = tmp_path_factory.mktemp("privacy")
    home, notes = folder / "home", folder / "notes.txt"
    home.mkdir()
    notes.touch()
    environment = {
        "PYTHONPATH": os.pathsep.join((str(WATCHED), str(WATCHED.parents[2]))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WATCHED_NOTES": str(notes),
        "HOME": str(home),
        "TMPDIR": str(home),
    }
    requested: set[str] = set()
    markup: list[str] = []

    def look(address: str) -> None:
        for selector in ("img[src='x']", "[src*=evil]", "[href*=evil]", ".katex"):
            markup.extend(f"{address}: {found.inner_text()}" for found in page.locator(selector).all())

    with Server(folder / "server.log", environment=environment) as server:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.on("request", lambda request: requested.add(urlsplit(request.url).hostname or ""))
        walk(page, server.url, visits(HOSTILE, FIELD), look)
        large = visits(HOSTILE, FIELD)[0]
        open_address(page, server.url)
        padded = large.data + bytes(3_000_000)  # above the megabyte from which Starlette spools
        page.locator("input[type=file]").first.set_input_files(
            {"name": large.file_name, "mimeType": "image/png", "buffer": padded}
        )
        page.get_by_text(NAME).first.wait_for()
        rest(page)
        look("/")
        maps = Path(f"/proc/{server.process.pid}/maps").read_text()
        yield Walked(server, requested, markup, notes.read_text().splitlines(), home, maps)
        context.close()


def test_no_page_asks_another_host(walked: Walked) -> None:
    assert walked.requested <= {"127.0.0.1", ""}


def test_file_names_stay_text(walked: Walked) -> None:
    assert walked.markup == []


def test_logs_hold_no_secret(walked: Walked) -> None:
    log = walked.server.log.read_bytes()
    assert [secret for secret in SECRETS if secret in log] == []


def test_no_file_is_written(walked: Walked) -> None:
    assert [note for note in walked.notes if note.startswith("write ")] == []
    shared = [line for line in walked.maps.splitlines() if " rw-s " in line]
    assert [line for line in shared if not line.split()[-1].startswith("/dev/")] == []


def test_server_asks_no_other_host(walked: Walked) -> None:
    # 0.0.0.0 is the address it listens on; asyncio looks it up.
    assert {note for note in walked.notes if note.startswith("ask ")} <= {"ask 127.0.0.1", "ask 0.0.0.0", "ask None"}


def test_disk_holds_no_secret(walked: Walked) -> None:
    found = [p for p in walked.home.rglob("*") if p.is_file() and any(s in p.read_bytes() for s in SECRETS)]
    assert found == []


def test_forget_frees_uploads_and_downloads_at_once(walked: Walked, browser) -> None:
    page = browser.new_context().new_page()
    open_address(page, walked.server.url)
    photo = visits(NAME, FIELD)[0]
    page.locator("input[type=file]").first.set_input_files(
        {"name": photo.file_name, "mimeType": "image/png", "buffer": photo.data}
    )
    page.get_by_text("to see it beside bicubic").wait_for()
    page.get_by_role("button", name="Enlarge ").last.click()
    take(page, "Download PNG")
    before = walked.server.held()
    page.get_by_role("button", name="Forget my images").click()
    page.get_by_text("Your images are gone from this server").wait_for()
    rest(page)
    after = walked.server.held()
    kinds = ("UploadedFileManager", "st_memory_media_file_storage")
    print(before, after)
    assert before[kinds[0]] - after.get(kinds[0], 0) == len(photo.data)
    assert page.get_by_text(NAME).count() == 0
    page.context.close()


def test_closed_tab_is_freed_though_nobody_else_comes(browser, tmp_path: Path) -> None:
    with Server(tmp_path / "server.log", script=Path(__file__).parent / "short_session.py") as server:
        context = browser.new_context()
        page = context.new_page()
        open_address(page, server.url)
        photo = visits(NAME, FIELD)[0]
        page.locator("input[type=file]").first.set_input_files(
            {"name": photo.file_name, "mimeType": "image/png", "buffer": photo.data}
        )
        page.get_by_text("to see it beside bicubic").wait_for()
        assert server.held()["UploadedFileManager"] == len(photo.data)
        context.close()
        deadline = time.monotonic() + 60
        while server.held().get("UploadedFileManager") and time.monotonic() < deadline:
            time.sleep(0.5)
        assert server.held().get("UploadedFileManager", 0) == 0
        assert "active_sessions 0" in server.get("/_stcore/metrics")
