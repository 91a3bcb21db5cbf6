"""The lesson and the glossary, without a browser."""

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.lesson.ballot import MOST_CLASSES, MOST_VOTES, Ballots, Voter, ballots
from pages.ui.lesson.scene import CLEAN, side
from pages.ui.lesson.steps import lesson, terms
from pages.ui.lesson.train import SHIPPED, TOO_LARGE, Lab
from pages.ui.lesson.vote import candidates
from pages.ui.photo.samples import SAMPLES
from pages.ui.shell import work
from pages.ui.shell.glossary import glossary, meaning
from pages.ui.shell.work import Running
from pages.ui.workbench.methods import title as method_title
from sr_core.training.live import __main__ as child
from sr_core.training.live import live
from sr_core.worker.message import Message

from ..support.processes import children
from ..support.visitor import kept_by

ROOT = Path(__file__).resolve().parents[2]


def open_lesson(**words: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages/6_Lesson.py"), default_timeout=120)
    at.query_params.update(words)
    at.run()
    assert not at.exception
    return at


def texts(at: AppTest) -> str:
    return " ".join(each.value for kind in (at.header, at.markdown, at.caption) for each in kind).replace("\\", "")


def viewer_text(at: AppTest) -> str:
    """Return what is sent to the viewer in words."""
    sent = [element.proto for element in at.get("bidi_component")]
    return "".join(each.json for each in sent if "courier" in each.component_name)


def test_the_steps_follow_each_other_and_say_what_was_measured() -> None:
    at = open_lesson(sample="cat")
    for number, step in enumerate(lesson(), start=1):
        assert at.header[0].value == f"{number}. {step.title}"
        rows = at.dataframe[0].value
        assert len(rows) == len([side for side in step.sides if side != "reference"])
        for psnr in re.findall(r"(\d\d\.\d\d) dB", texts(at)):
            assert float(psnr) in np.round(rows["PSNR"], 2).tolist()
        if number < len(lesson()):
            at.button(key="lesson_next").click().run()
            assert not at.exception
    assert not [button for button in at.button if button.key == "lesson_next"]


def test_a_link_opens_a_step_and_its_picture_and_wrong_words_are_ignored() -> None:
    at = open_lesson(step="3", sample="rocket")
    assert (at.header[0].value[0], at.selectbox(key="lesson_sample").value) == ("3", "rocket")
    at = open_lesson(step="9", sample="dog")
    assert (at.header[0].value[0], at.selectbox(key="lesson_sample").value) == ("1", "coffee")


def test_every_term_of_a_step_is_in_the_glossary() -> None:
    assert all(meaning(term) for step in lesson() for term in terms(step))
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "pages").rglob("*.py"))
    named = {term for call in re.findall(r"\bexplain\(([^)]*)\)", sources) for term in re.findall(r'"([^"]+)"', call)}
    assert len(named) > 5
    assert all(meaning(term) for term in named)
    words = [term for subject in glossary().values() for term in subject]
    assert len(words) == len(set(words))


def vote(at: AppTest, key: str) -> AppTest:
    at.button(key=f"lesson_vote_{key}").click().run()
    assert not at.exception
    return at


def test_names_are_hidden_until_the_vote_and_a_class_adds_up_apart_from_others() -> None:
    ballots.clear()
    at = open_lesson(part="vote", **{"class": "8b <script>"})
    assert not [title for title in map(method_title, candidates()) if title in viewer_text(at)]
    vote(at, "a")
    assert [title for title in map(method_title, candidates()) if title in viewer_text(at)]
    vote(vote(at, "next"), "n")
    other = vote(open_lesson(part="vote", **{"class": "8b script"}), "b")
    assert [found.better == "" for found in ballots().of("8b script")] == [False, True, False]
    assert "3 votes" in other.expander[0].label
    assert ballots().of("") == ()
    assert "0 votes" in open_lesson(part="vote").expander[0].label


def test_each_pair_is_asked_once_and_the_memory_is_bounded() -> None:
    voter = Voter()
    voter.prepare(["bicubic", "one", "two"])
    assert len({(pair.sample, frozenset(pair.methods)) for pair in voter.pairs}) == len(voter.pairs) == 3 * len(SAMPLES)
    many = Ballots()
    cast = sr.Vote("cat", ("a", "b"), "a")
    for number in range(MOST_CLASSES + 3):
        many.cast(f"class {number}", cast)
    assert many.of("class 0") == ()
    for _ in range(MOST_VOTES + 3):
        many.cast("class 5", cast)
    assert len(many.of("class 5")) == MOST_VOTES


def train_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train by a clock that advances by five seconds at each step."""

    def run_here(_: str, request: Message, *, on_message: Callable[[Message], None], **_options: object) -> Message:
        clock = count(-5, 5)
        return child.train(request, on_message, now=lambda: float(max(0, next(clock))))

    monkeypatch.setattr(live, "run_worker", run_here)


@pytest.fixture
def quick_training(monkeypatch: pytest.MonkeyPatch) -> None:
    train_in_this_process(monkeypatch)


def train(at: AppTest) -> None:
    """Start a training, and look at it until it is over."""
    at.button(key="lesson_train_start").click().run()
    while (running := kept_by(at, Running).work) is not None:
        running.done.wait(60)
        at.run()
    assert not at.exception


def trained(at: AppTest) -> list[sr.LivePoint]:
    record = kept_by(at, Lab).record
    assert record is not None
    return record.points


def test_a_training_is_watched_and_told_by_its_figures(quick_training: None) -> None:
    at = open_lesson(part="train")
    at.selectbox(key="lesson_train_sample").set_value("camera")
    at.segmented_control(key="lesson_train_seconds").set_value(15)
    train(at)
    points = trained(at)
    assert [point.seconds for point in points] == [0, 5, 10, 15]
    bicubic = side("camera", "bicubic", CLEAN).figures["PSNR"]
    assert f"In 3 steps, PSNR went from {points[0].psnr:.2f} dB to {points[-1].psnr:.2f} dB" in texts(at)
    assert f"−{bicubic - points[-1].psnr:.2f} dB against bicubic" in texts(at)
    assert "It has not caught up" in texts(at)
    assert "Yours" in viewer_text(at)
    at.segmented_control(key="lesson_train_rate").set_value(TOO_LARGE).run()
    assert trained(at) == points
    train(at)
    assert "jumped over" in texts(at)
    at.segmented_control(key="lesson_train_against").set_value(method_title(SHIPPED)).run()
    assert method_title(SHIPPED) in viewer_text(at)


def test_a_training_that_fails_says_why_and_another_can_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **_options: object) -> None:
        raise sr.WorkerError("this was too much; ask for less")

    monkeypatch.setattr(live, "run_worker", fail)
    at = open_lesson(part="train")
    train(at)
    assert [each.value.replace("\\", "") for each in at.warning] == ["this was too much; ask for less."]
    assert at.button(key="lesson_train_start")


def test_a_training_whose_tab_is_closed_ends_and_the_next_visitor_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    before = children()
    at = open_lesson(part="train")
    at.button(key="lesson_train_start").click().run()
    running = kept_by(at, Running).work
    assert running is not None
    while not (worker := children() - before):
        assert not running.done.wait(0.05)
    monkeypatch.setattr(work, "GRACE_SECONDS", 0.0)
    running.told.alive = lambda: False
    assert running.done.wait(30)
    assert "connection was lost" in str(running.error)
    assert not worker & children()
    train_in_this_process(monkeypatch)
    other = open_lesson(part="train")
    train(other)
    assert trained(other)[-1].step > 0


def test_training_is_off_where_the_host_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_WORKER_MB", "0")
    at = open_lesson(part="train")
    assert "switched training off" in at.info[0].value
    assert not [button for button in at.button if str(button.key).startswith("lesson_train")]
