"""Pages ask for a sign-in where one is configured, before anything can be uploaded."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from ..support.visitor import ROOT

PAGES = ["home.py", *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "pages").glob("*.py")))]


def page(script: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / script), default_timeout=60)
    at.secrets["auth"] = {"client_id": "test"}
    return at


@pytest.mark.parametrize("script", PAGES)
def test_every_page_stops_at_the_sign_in(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.user", SimpleNamespace(is_logged_in=False))
    at = page(script).run()
    assert not at.exception
    assert at.button(key="frame_sign_in").label == "Sign in"
    assert len(at.get("file_uploader")) == 0
    assert len(at.get("bidi_component")) == 1  # what watches the connection


def test_signed_in_visitor_gets_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.user", SimpleNamespace(is_logged_in=True))
    at = page("home.py").run()
    assert not at.exception
    assert len(at.get("file_uploader")) == 1
