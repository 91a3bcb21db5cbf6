"""A run outlives a rerun of its page, ends when nobody waits for it, and is begun once."""

import threading

import numpy as np
import pytest

import sr_core as sr
from pages.ui.shell import work
from pages.ui.shell.state import Kept, Shell
from pages.ui.shell.work import Running, Told, follow, is_running, leave, stop


class Rerun(BaseException):
    """What Streamlit raises in a script that gives way."""


class View:
    def __init__(self, patience: int | None = None) -> None:
        self.patience = patience
        self.texts: list[str] = []

    def progress(self, share: float, text: str) -> None:
        self.texts.append(text)
        if self.patience is not None and len(self.texts) > self.patience:
            raise Rerun

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        self.texts.append(caption)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    here = Kept()
    here.of(Shell).page = "Enlarge"
    monkeypatch.setattr(work, "kept", here.of)
    monkeypatch.setattr(work, "_LOOK_SECONDS", 0.01)
    return here


class Job:
    """Counts how often it is begun; goes on until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.go = threading.Event()
        self.ended = threading.Event()

    def __call__(self, told: Told) -> str:
        self.begun += 1
        try:
            while not self.go.wait(0.01):
                told.progress(0.5, "half")
            return "result"
        finally:
            self.ended.set()


def begin(job: Job, what: str = "a") -> None:
    with pytest.raises(Rerun):
        follow(what, "loading", job, View(patience=3))


def test_a_rerun_finds_the_run_again(kept: Kept) -> None:
    job = Job()
    begin(job)
    assert is_running("a")
    job.go.set()
    assert follow("a", "loading", job, View()) == "result"
    assert job.begun == 1
    assert kept.of(Running).work is None


def test_a_result_waits_for_its_page(kept: Kept) -> None:
    job = Job()
    begin(job)
    job.go.set()
    assert job.ended.wait(20)
    assert is_running("a")
    assert follow("a", "loading", job, View()) == "result"


def test_something_else_stops_the_run(kept: Kept) -> None:
    job = Job()
    begin(job)
    assert not is_running("b")
    assert job.ended.wait(20)


def test_stop_ends_the_run_and_leaves_nothing(kept: Kept) -> None:
    job = Job()
    begin(job)
    stop()
    assert job.ended.wait(20)
    assert kept.of(Running).work is None


def test_leaving_the_page_stops_the_run_and_is_noted(kept: Kept) -> None:
    job = Job()
    begin(job)
    leave("Models")
    assert job.ended.wait(20)
    assert kept.of(Running).stopped == "Enlarge"


def test_a_short_loss_of_the_connection_does_not_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    now, up = [0.0], [True]
    monkeypatch.setattr(work.time, "monotonic", lambda: now[0])
    told = Told("", lambda: up[0])
    up[0] = False
    told.progress(0.1, "")
    now[0] = work.GRACE_SECONDS - 1
    told.progress(0.2, "")
    up[0] = True
    told.progress(0.3, "")
    up[0], now[0] = False, 1000.0
    told.progress(0.4, "")
    assert told.share == 0.4


def test_a_long_loss_of_the_connection_stops_the_run_and_says_so(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(work, "_connection", lambda: lambda: False)
    with pytest.raises(sr.EngineError, match="connection was lost for more than 0 seconds"):
        follow("a", "loading", Job(), View())


def test_an_error_of_the_run_reaches_the_page(kept: Kept) -> None:
    def job(told: Told) -> str:
        raise sr.EngineError("too large")

    with pytest.raises(sr.EngineError, match="too large"):
        follow("a", "loading", job, View())
    assert kept.of(Running).work is None


def test_a_part_of_the_result_is_shown_while_the_rest_is_made(kept: Kept) -> None:
    def job(told: Told) -> str:
        told.show(sr.DecodedImage(np.zeros((2, 2, 3), np.uint8)), "the middle")
        view.shown.wait(20)
        return "result"

    class Seen(View):
        shown = threading.Event()

        def show(self, image: sr.DecodedImage, caption: str) -> None:
            super().show(image, caption)
            self.shown.set()

    view = Seen()
    assert follow("a", "loading", job, view) == "result"
    assert view.texts.count("the middle") == 1


def test_question_for_one_kind_of_run_leaves_another_kind_alone(kept: Kept) -> None:
    job = Job()
    with pytest.raises(Rerun):
        follow("a", "loading", job, View(patience=3), kind="file")
    assert not is_running("a")
    assert not is_running("b")
    assert is_running("a", "file")
    assert not is_running("b", "file")
    assert job.ended.wait(20)


def test_a_run_of_another_kind_stops_the_first(kept: Kept) -> None:
    first, second = Job(), Job()
    begin(first)
    second.go.set()
    assert follow("a", "loading", second, View(), kind="file") == "result"
    assert first.ended.is_set()


def test_a_run_that_lets_others_go_says_so_and_then_what_it_said_before() -> None:
    told, seen = Told("", lambda: True), []

    def give_way() -> None:
        told.wait(2)
        seen.append((told.share, told.text))

    told.give_way = give_way
    told.progress(0.5, "tile 5")
    told.let_others()
    assert seen == [(0.5, "Waiting: 2 runs ahead of yours")]
    assert (told.share, told.text) == (0.5, "tile 5")
