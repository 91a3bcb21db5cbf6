"""The lesson and the glossary, without a browser."""

import re
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.lesson.ballot import MOST_CLASSES, MOST_VOTES, Ballots, Voter, ballots
from pages.ui.lesson.steps import lesson, terms
from pages.ui.lesson.vote import candidates
from pages.ui.photo.samples import SAMPLES
from pages.ui.shell.glossary import glossary, meaning
from pages.ui.workbench.methods import title as method_title

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
