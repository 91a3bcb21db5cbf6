"""The lesson and the glossary, without a browser."""

import re
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from pages.ui.lesson.steps import lesson, terms
from pages.ui.shell.glossary import glossary, meaning

ROOT = Path(__file__).resolve().parents[2]


def open_lesson(**words: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages/6_Lesson.py"), default_timeout=120)
    at.query_params.update(words)
    at.run()
    assert not at.exception
    return at


def texts(at: AppTest) -> str:
    return " ".join(each.value for kind in (at.header, at.markdown, at.caption) for each in kind).replace("\\", "")


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
