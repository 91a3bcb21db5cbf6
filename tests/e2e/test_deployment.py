"""The app behind the nginx of the deployment guide: nothing closed is open, a visitor stays on one replica.

`test_privacy.py` walks through all pages behind it.
"""

import ssl
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError

import pytest

from pages.ui.shell.headers import FIXED

from ..support.browser import bring, new_page, open_address
from ..support.nginx import Nginx
from ..support.server import UPLOAD_APP, Server
from ..support.visitor import visits

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    if missing := Nginx.missing():
        pytest.skip(f"needs {missing} to try the guide's proxy")
    folder = tmp_path_factory.mktemp("nginx")
    with Server(folder / "server.log") as server, Nginx(folder, server.port) as nginx:
        yield nginx


def fetch(url: str) -> tuple[int, Message]:
    """Return status and headers."""
    context = ssl._create_unverified_context()  # the test's own certificate
    try:
        with urllib.request.urlopen(url, context=context, timeout=20) as answer:
            return answer.status, answer.headers
    except HTTPError as refusal:
        return refusal.code, refusal.headers


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"])
def test_what_is_not_for_visitors_is_closed(site: Nginx, path: str) -> None:
    assert fetch(site.url + path)[0] == 404


@pytest.mark.parametrize("path", ["/", "/X-ray", "/_stcore/health", "/stream/unknown", "/media/unknown"])
def test_every_answer_has_the_headers_of_the_app_and_of_the_proxy_once(site: Nginx, path: str) -> None:
    headers = fetch(site.url + path)[1]
    for name, value in FIXED.items():
        assert headers.get_all(name) == [value]
    assert headers.get_all("X-Frame-Options") == ["DENY"]
    assert headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    ours, proxys = sorted(headers.get_all("Content-Security-Policy"), key=len, reverse=True)
    assert "default-src 'none'; script-src 'self' blob: " in ours
    assert proxys == "frame-ancestors 'none'"
    assert "/" not in headers["Server"]


def test_a_visitor_stays_on_one_replica(browser, tmp_path: Path) -> None:
    if missing := Nginx.missing():
        pytest.skip(f"needs {missing} to try the guide's proxy")
    secret = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same on every replica"}
    photo = visits("photo", "")[0]
    with (
        Server(tmp_path / "one.log", script=UPLOAD_APP, environment=secret) as one,
        Server(tmp_path / "two.log", script=UPLOAD_APP, environment=secret) as two,
        Nginx(tmp_path, one.port, two.port, by_cookie=True) as nginx,
    ):
        pages = [new_page(browser, ignore_https_errors=True) for _ in range(3)]
        for page in pages:
            open_address(page, nginx.url)
            bring(page, photo.file_name, photo.data)
            page.get_by_text(f"{len(photo.data)} bytes have come").wait_for()
        held = [server.held().get("UploadedFileManager", 0) for server in (one, two)]
        for page in pages:
            page.context.close()
    assert sum(held) == 3 * len(photo.data)
