"""Marked secrets through every page, behind the guide's proxy: they stay in the session and stay text; and every
page works under the proxy's policy."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..support.browser import bring, new_page, open_address
from ..support.nginx import Nginx
from ..support.server import ROOT, Server
from ..support.visitor import visits
from ..support.walk import walk

pytestmark = pytest.mark.e2e

WATCHED = ROOT / "tests" / "support" / "watched"
NAME, FIELD = "Sekret-Doe-Jane", "SEKRET^FELD"
HOSTILE = (
    f"{NAME} ![a](\\\\evil.example) <img src=x onerror=document.title='caught'> www.evil.example me@evil.example "
    ":red[b] $c$"
)
SECRETS = (NAME.encode(), FIELD.encode(), b"evil.example")
TELL = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""


@dataclass(frozen=True, slots=True)
class Walked:
    """A server and what a visitor left there."""

    server: Server
    nginx: Nginx | None
    """The proxy that was walked through; None where it is not installed."""
    hosts: set[str]
    """Hosts the browser asked for anything."""
    errors: list[str]
    """What the browser's console called an error."""
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
        "PYTHONPATH": os.pathsep.join((str(WATCHED), str(ROOT))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WATCHED_NOTES": str(notes),
        "HOME": str(home),
        "TMPDIR": str(home),
    }
    errors: list[str] = []
    markup: list[str] = []

    def look(address: str) -> None:
        for selector in ("img[src='x']", "[src*=evil]", "[href*=evil]", ".katex"):
            markup.extend(f"{address}: {found.inner_text()}" for found in page.locator(selector).all())

    with ExitStack() as stack:
        server = stack.enter_context(Server(folder / "server.log", environment=environment))
        nginx = None if Nginx.missing() else stack.enter_context(Nginx(tmp_path_factory.mktemp("nginx"), server.port))
        url = nginx.url if nginx else server.url
        page = new_page(browser, ignore_https_errors=True)
        page.add_init_script(TELL)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        walk(page, url, visits(HOSTILE, FIELD), look)
        open_address(page, url)
        bring(page, f"{HOSTILE}.png", visits(HOSTILE, FIELD)[0].data + bytes(3_000_000))  # Starlette spools from 1 MB
        page.get_by_text(NAME).first.wait_for()
        look("/")
        maps = Path(f"/proc/{server.process.pid}/maps").read_text()
        yield Walked(server, nginx, page.talk.hosts, errors, markup, notes.read_text().splitlines(), home, maps)
        page.context.close()


@pytest.fixture
def proxy(walked: Walked) -> Nginx:
    if walked.nginx is None:
        pytest.skip(f"needs {Nginx.missing()} to try the guide's proxy")
    return walked.nginx


def test_no_page_asks_another_host(walked: Walked) -> None:
    assert {host.split(":")[0] for host in walked.hosts} <= {"127.0.0.1", ""}


def test_every_page_works_under_the_policy(walked: Walked, proxy: Nginx) -> None:
    assert [text for text in walked.errors if "olicy" in text] == []


def test_proxy_keeps_no_upload_on_disk_nor_in_its_log(proxy: Nginx) -> None:
    for folder in ("body", "proxy"):
        assert [p for p in (proxy.folder / folder).rglob("*") if p.is_file()] == []
    log = (proxy.folder / "access.log").read_text()
    assert [secret for secret in SECRETS if secret in log.encode()] == []
    assert "/" not in re.sub(r"\[[^]]*\]", "", log)


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
