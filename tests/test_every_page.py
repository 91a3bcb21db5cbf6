"""Each page, found by its file: it opens on a fresh server, with the frame."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["app.py", *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "pages").glob("*.py")))]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_the_frame(page: str) -> None:
    at = AppTest.from_file(str(ROOT / page), default_timeout=30).run()
    assert not at.exception
    assert any("Not for diagnostic use" in caption.value for caption in at.caption)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stays_below_150_lines(page: str) -> None:
    assert len((ROOT / page).read_text("utf-8").splitlines()) <= 150
