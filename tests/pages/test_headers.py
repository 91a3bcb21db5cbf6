"""The headers of every answer: the policy names the scripts that are there, and nothing more."""

import asyncio
import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit
from starlette.responses import PlainTextResponse

from pages.ui.photo.quick_slider import script_sources
from pages.ui.shell.headers import FIXED, Headers, policy


class Scripts(HTMLParser):
    """Texts of the inline scripts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and "src" not in dict(attributes)

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts.append(data)
            self._inside = False


def directives(text: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in text.split(";"))}


def headers_of_an_answer() -> dict[str, str]:
    sent = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "http.request"}

    app = Headers(PlainTextResponse("page", headers={"Referrer-Policy": "origin"}), scripts=["'sha256-x'"])
    with ThreadPoolExecutor(1) as thread:  # browser tests leave a loop running in the main thread
        thread.submit(asyncio.run, app({"type": "http"}, receive, send)).result()
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_answers_have_each_header_once() -> None:
    found = headers_of_an_answer()
    assert {name: found.get(name.lower()) for name in FIXED} == FIXED
    assert "'sha256-x'" in found["content-security-policy"]


def test_policy_names_the_inline_scripts_of_streamlit_and_of_the_quick_slider() -> None:
    page = Scripts()
    page.feed((Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8"))
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in page.texts]
    sources = directives(policy(script_sources()))["script-src"]
    assert [source for source in sources if source.startswith("'sha256-")] == [
        *(f"'sha256-{digest}'" for digest in digests),
        *script_sources(),
    ]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & set(sources)


def test_policy_lets_pages_ask_this_host_only() -> None:
    found = directives(policy(()))
    assert found["default-src"] == ["'none'"]
    assert found["connect-src"] == ["'self'"]
    elsewhere = {name for name, sources in found.items() if any("//" in source for source in sources)}
    assert elsewhere == {"frame-ancestors"}


@pytest.mark.parametrize("host", ["'self'", "https://*.streamlit.app", "https://share.streamlit.io"])
def test_community_cloud_may_show_the_app_in_a_frame(host: str) -> None:
    assert host in directives(policy(()))["frame-ancestors"]


def test_no_site_is_framed_without_encryption() -> None:
    assert all(source.startswith(("'self'", "https://")) for source in directives(policy(()))["frame-ancestors"])
