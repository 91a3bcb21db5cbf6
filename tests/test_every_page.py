"""Each page, found by its file: it opens on a fresh server, with the frame."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sr_core.files import limits

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["home.py", *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "pages").glob("*.py")))]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_the_frame(page: str) -> None:
    at = AppTest.from_file(str(ROOT / page), default_timeout=30).run()
    assert not at.exception
    assert any("Not for diagnostic use" in caption.value for caption in at.caption)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_a_limit_cannot_be_and_offers_nothing(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MISTAKE", "SR_MAX_SIDE: expected a whole number")
    at = AppTest.from_file(str(ROOT / page), default_timeout=30).run()
    assert [error.value for error in at.error] == [
        "This server is not set up correctly. SR\\_MAX\\_SIDE\\: expected a whole number"
    ]
    assert not at.exception
    assert not at.get("file_uploader")


def test_a_page_says_that_the_models_folder_does_not_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_MODELS", str(tmp_path / "none"))
    at = AppTest.from_file(str(ROOT / "home.py"), default_timeout=30).run()
    assert [error.value for error in at.error] == [
        "This server is not set up correctly. SR\\_MODELS\\: expected the folder of the checkpoints, found no folder "
        "of that name; correct this environment variable, or remove it for the default"
    ]
    assert not at.get("file_uploader")


def test_a_page_says_that_the_memory_of_a_worker_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_WORKER_MB", "lots")
    at = AppTest.from_file(str(ROOT / "home.py"), default_timeout=30).run()
    assert "SR\\_WORKER\\_MB" in at.error[0].value
    assert not at.get("file_uploader")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stays_below_150_lines(page: str) -> None:
    assert len((ROOT / page).read_text("utf-8").splitlines()) <= 150
