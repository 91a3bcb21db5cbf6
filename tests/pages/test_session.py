"""What the server holds of a visitor: nothing after *Forget my images*, nothing after the tab has been closed."""

import gc
import io
from collections.abc import Callable
from operator import attrgetter

import numpy as np
import pytest
from streamlit.runtime.state import SessionState

import sr_core as sr
from pages.ui.shell import session
from pages.ui.shell.state import Arrival, Kept, Shell
from sr_core.checkpoints.store import find_card
from sr_core.engine.openvino import net as openvino_net

from ..support.left_sessions import Sessions
from ..support.visitor import bring, kept_by, open_page, visits

LARGE = 8_000
"""Bytes from which an object is a picture or a file; the app's own strings are shorter or were there before."""
SIZES: dict[type, Callable[[object], int]] = {np.ndarray: attrgetter("nbytes"), bytes: len, bytearray: len, str: len}
"""What holds a picture or a file -> how many bytes or characters it has."""


def large_objects() -> dict[int, str]:
    """Return the identity and the kind of all large bytes, strings and arrays that live in this process."""
    gc.collect()
    holders = gc.get_objects()
    kept = (*holders, *gc.get_referents(*holders))
    kinds = set(map(type, kept))  # isinstance would ask objects that only pretend to be there
    sizes = {kind: size for base, size in SIZES.items() for kind in kinds if issubclass(kind, base)}
    measured = ((entry, sizes[type(entry)](entry)) for entry in kept if type(entry) in sizes)
    return {id(entry): f"{type(entry).__name__} of {size}" for entry, size in measured if size >= LARGE}


def test_forget_leaves_nothing_of_a_visit(tiny_checkpoint: str) -> None:
    """Every page at once, since looking at all objects of the process takes seconds."""
    first, second = visits("mine", "Doe^Jane", 0), visits("mine", "Doe^Jane", 1)
    pages = [bring(open_page(visit.page), visit) for visit in first]
    for at in pages:
        at.button(key="frame_forget").click().run()
    before = large_objects()
    for at, visit in zip(pages, second, strict=True):
        bring(at, visit, round=1)
        assert not at.exception
    assert len(large_objects()) > len(before) + len(pages)
    for at in pages:
        at.button(key="frame_forget").click().run()
    left = large_objects()
    assert [text for key, text in left.items() if key not in before] == []


def test_forget_keeps_the_settings(tiny_checkpoint: str) -> None:
    at = open_page("home.py")
    at.segmented_control(key="home_scale").set_value(3).run()
    at.segmented_control(key="home_mode").set_value("test").run()
    at.button(key="frame_forget").click().run()
    assert (at.session_state["home_scale"], at.session_state["home_mode"]) == (3, "test")
    assert at.toast[0].value == "Your images were removed from this server."


def test_forgetting_one_picture_frees_its_upload(tiny_checkpoint: str) -> None:
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    removed = []
    keep = MemoryUploadedFileManager.remove_file
    at = bring(open_page("home.py"), visits("mine", "")[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            MemoryUploadedFileManager,
            "remove_file",
            lambda self, session_id, file_id: (removed.append(file_id), keep(self, session_id, file_id)),
        )
        seen = kept_by(at, Shell).uploads["home_upload"].seen
        at.button(key="home_forget").click().run()
    assert removed == [seen]


def holding(size: int) -> SessionState:
    """Return the state of a session that holds a file of so many bytes."""
    state, home = SessionState(), Kept()
    home.of(Shell).arrival = Arrival("", (io.BytesIO(bytes(size)),), 0, "")
    state["_kept"] = home
    return state


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """A server with two sessions, one of them without a connection."""
    monkeypatch.setattr(session, "_remove_downloads", lambda: None)
    return Sessions({"here": SessionState(), "gone": SessionState()}, {"here"})


def test_left_session_is_closed_after_its_time(left: Sessions) -> None:
    since: dict[str, float] = {}
    assert session.close_left_sessions(left, since, 100.0) == 0
    assert session.close_left_sessions(left, since, 100.0 + session.KEPT_SECONDS - 1) == 0
    assert session.close_left_sessions(left, since, 100.0 + session.KEPT_SECONDS) == 1
    assert list(left.states) == ["here"]


def test_time_begins_anew_when_a_visitor_comes_back(left: Sessions) -> None:
    since: dict[str, float] = {}
    session.close_left_sessions(left, since, 100.0)
    left.connected.add("gone")
    session.close_left_sessions(left, since, 130.0)
    left.connected.remove("gone")
    assert session.close_left_sessions(left, since, 100.0 + session.KEPT_SECONDS) == 0


def test_sessions_left_first_make_room_for_those_left_last(left: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "LEFT_BYTES", 1000)
    since: dict[str, float] = {}
    left.states["first"] = holding(800)
    assert session.close_left_sessions(left, since, 100.0) == 0
    left.states["second"] = holding(800)
    assert session.close_left_sessions(left, since, 101.0) == 0
    left.states["third"] = holding(800)
    assert session.close_left_sessions(left, since, 102.0) == 2
    assert list(left.states) == ["here", "second", "third"]


def test_forget_frees_what_the_engine_worked_on() -> None:
    at, card = open_page("home.py"), find_card("edsr-lite-x4")
    sr.upscale(sr.DecodedImage(np.zeros((16, 16, 3), np.uint8)), card.id)
    side = 16 + 2 * card.inference.margin
    assert openvino_net.is_prepared(card, side, side)
    at.button(key="frame_forget").click().run()
    assert not openvino_net.is_prepared(card, side, side)
