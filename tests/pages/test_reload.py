"""A reload of the tab: its new session takes over what its former one held, once, and nobody else does."""

import io

import numpy as np
import pytest
from streamlit.runtime.state import SessionState
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.benchmark.own_pictures import OwnBenchmark
from pages.ui.photo.picture import Photo, Picture
from pages.ui.shell import frame
from pages.ui.shell.session import take_left_session
from pages.ui.shell.state import Arrival, Kept, Shell, take_over
from pages.ui.thermal.thermogram import Thermal
from pages.ui.xray.radiograph import Xray

from ..support.left_sessions import Sessions
from ..support.visitor import bring, kept_by, open_page, texts, visits

BROUGHT = visits("mine", "Doe^Jane")
TOKEN = "the token of the tab"


def left_by(at: AppTest, user: str = "") -> Sessions:
    """Return a server where the session of a page has lost its connection."""
    state = at.session_state
    while not isinstance(state, SessionState):  # AppTest wraps it after each run
        state = state._state
    return Sessions({"left": state}, set(), user)


def token_of(at: AppTest) -> str:
    return kept_by(at, Shell).token


def results_of(at: AppTest) -> list[object]:
    kinds = (Photo, Thermal, Xray)
    return [kept_by(at, OwnBenchmark).result, *(kept_by(at, kind).outcome for kind in kinds)]


def settings_of(at: AppTest) -> dict[str, object]:
    kinds = (at.segmented_control, at.selectbox, at.multiselect, at.toggle, at.slider, at.number_input)
    return {widget.key: widget.value for kind in kinds for widget in kind if widget.key}


@pytest.fixture
def somebody() -> Sessions:
    """A server with one session without a connection, which belongs to a user."""
    state, home = SessionState(), Kept()
    home.of(Shell).token = TOKEN
    state["_kept"] = home
    return Sessions({"left": state}, set(), "doe@example.org")


@pytest.mark.parametrize("visit", BROUGHT, ids=lambda visit: visit.page)
def test_new_session_shows_picture_result_and_settings(
    visit, tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bring(open_page(visit.page), visit)
    settings, results = settings_of(before), results_of(before)
    found = take_left_session(left_by(before), token_of(before), "")
    fresh = open_page(visit.page)
    monkeypatch.setattr(frame, "guard", lambda: take_over(*found))  # before the page runs
    fresh.run()
    assert not fresh.exception
    assert settings_of(fresh) == settings
    assert results_of(fresh) == results
    assert any(results)
    assert f"Shown: **{visit.file_name}" in texts(fresh) or "Benchmark" in visit.page


def test_viewers_regions_and_page_are_taken_over(somebody: Sessions) -> None:
    home = somebody.states["left"]["_kept"]
    home.of(Thermal).regions = regions = [object()]
    taken, _ = take_left_session(somebody, TOKEN, "doe@example.org")
    assert taken.of(Thermal).regions is regions


def test_session_is_taken_over_once(somebody: Sessions) -> None:
    assert take_left_session(somebody, TOKEN, "doe@example.org") is not None
    assert somebody.states == {}
    assert take_left_session(somebody, TOKEN, "doe@example.org") is None


@pytest.mark.parametrize(
    ("token", "user"),
    [
        ("another token", "doe@example.org"),
        ("", "doe@example.org"),
        ("tökén", "doe@example.org"),
        (TOKEN, "roe"),
        (TOKEN, ""),
    ],
)
def test_neither_another_tab_nor_another_user_gets_anything(somebody: Sessions, token: str, user: str) -> None:
    assert take_left_session(somebody, token, user) is None
    assert list(somebody.states) == ["left"]


def test_session_in_use_is_not_taken_over_by_a_copy_of_its_tab(somebody: Sessions) -> None:
    somebody.connected.add("left")
    assert take_left_session(somebody, TOKEN, "doe@example.org") is None
    assert list(somebody.states) == ["left"]


def test_nothing_is_taken_over_after_forget(tiny_checkpoint: str) -> None:
    at = bring(open_page("home.py"), BROUGHT[0])
    token = token_of(at)
    at.button(key="frame_forget").click().run()
    assert token_of(at) == token
    home, settings = take_left_session(left_by(at), token, "")
    assert home.of(Photo).picture is None
    assert home.size() == 0
    assert settings["home_scale"] == 2


def test_every_session_has_a_token_of_its_own() -> None:
    tokens = {Kept().of(Shell).token for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}  # 256 bits in base 64


def test_size_counts_what_is_held_once() -> None:
    home, pixels = Kept(), np.zeros((10, 20, 3), np.uint8)
    picture = Picture(sr.DecodedImage(pixels), "digest")
    home.of(Photo).picture = picture
    home.of(Photo).made.of(Photo).picture = picture
    home.of(Shell).arrival = Arrival("", (io.BytesIO(bytes(1000)),), 0, "")
    assert home.size() == 10 * 20 * 3 + 1000
