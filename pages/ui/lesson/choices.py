"""Choices of the Lesson page, kept in its address: the part of the page, the step, and the picture."""

import streamlit as st

from ..photo.samples import SAMPLES
from ..shell.address import Word, say_refused
from .steps import Step

PARTS = {"steps": "Five steps", "vote": "Blind vote", "train": "Train one yourself", "glossary": "Glossary"}
"""Word of the address -> name of a part of the page."""


def pick_part() -> str:
    """Show the parts of the page; return the name of the chosen one."""
    word = Word("part", "lesson_part", {part: part for part in PARTS}, "steps", PARTS.__getitem__)
    word.follow()
    chosen = st.segmented_control(
        "Part",
        list(PARTS),
        default="steps",
        format_func=PARTS.__getitem__,
        key="lesson_part",
        required=True,
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    word.share(str(chosen))
    say_refused("part")
    return str(chosen)


def pick_step(steps: tuple[Step, ...]) -> int:
    """Show the steps; return the number of the chosen one, from 1."""
    numbers = range(1, len(steps) + 1)
    word = Word("step", "lesson_step", {str(number): number for number in numbers}, 1, "Step {}".format)
    word.follow()
    chosen = st.segmented_control(
        "Step",
        numbers,
        default=1,
        format_func=lambda number: f"{number}. {steps[number - 1].name}",
        key="lesson_step",
        required=True,
        persist_state="session",
        wrap=True,
    )
    assert chosen is not None
    word.share(chosen)
    return chosen


def pick_sample() -> str:
    """Show the choice of the picture; return its name."""
    word = Word("sample", "lesson_sample", {name: name for name in SAMPLES}, next(iter(SAMPLES)), _title)
    word.follow()
    chosen = st.selectbox(
        "Picture",
        list(SAMPLES),
        format_func=_title,
        key="lesson_sample",
        persist_state="session",
        width=220,
    )
    word.share(chosen)
    return chosen


def _title(sample: str) -> str:
    """Return the title of a sample."""
    return SAMPLES[sample].title
