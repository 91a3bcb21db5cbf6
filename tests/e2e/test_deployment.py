"""The app behind the nginx of the deployment guide: nothing closed is open, a visitor stays on one replica.

`test_privacy.py` walks through all pages behind it.
"""

import base64
import hashlib
import re
import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
import streamlit

from pages.ui.photo.quick_slider import script_sources

from ..support.browser import bring, new_page, open_address
from ..support.nginx import CONF, Nginx
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


def fetch(url: str) -> tuple[int, dict[str, str]]:
    """Return status and headers."""
    context = ssl._create_unverified_context()  # the test's own certificate
    try:
        with urllib.request.urlopen(url, context=context, timeout=20) as answer:
            return answer.status, dict(answer.headers)
    except HTTPError as refusal:
        return refusal.code, dict(refusal.headers)


def test_policy_names_the_scripts_that_are_there() -> None:
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    inline = re.findall(r"<script>(.*?)</script>", index, re.S)
    own = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in inline]
    named = re.findall(r"'sha256-[^']+'", CONF.read_text("utf-8"))
    assert named == [*own, *script_sources()]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"])
def test_what_is_not_for_visitors_is_closed(site: Nginx, path: str) -> None:
    assert fetch(site.url + path)[0] == 404


def test_headers_are_on_every_answer(site: Nginx) -> None:
    for path in ("/", "/X-ray", "/_stcore/health", "/_stcore/metrics"):
        headers = fetch(site.url + path)[1]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
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
