"""Lesson page: five steps on one picture, a blind vote, a training to watch, and a glossary."""

import streamlit as st

import sr_core as sr
from pages.ui.lesson.scene import side
from pages.ui.lesson.steps import Step, compare_address, lesson, terms
from pages.ui.lesson.train import leave_training, show_train
from pages.ui.lesson.vote import show_vote
from pages.ui.photo.samples import SAMPLES
from pages.ui.shell.address import asked, share
from pages.ui.shell.frame import lead, page_frame, show_damaged
from pages.ui.shell.glossary import explain, show_glossary
from pages.ui.shell.state import set_widget
from pages.ui.shell.text import plain
from pages.ui.viewer.panel import Panel
from pages.ui.viewer.viewer import show_viewer

FORMATS = {"PSNR": "%.2f dB", "SSIM": "%.4f", "MAE": "%.2f", "GMSD": "%.4f", "MS-SSIM": "%.4f"}
FORMATS |= {"Feature distance": "%.4f", "NIQE": "%.2f"}
PARTS = {"steps": "Five steps", "vote": "Blind vote", "train": "Train one yourself", "glossary": "Glossary"}
PROMISE = (
    "See what enlarging can do and what it cannot: five steps on one picture, a blind vote, a small network that you "
    "train yourself, and a glossary. Every figure is measured on the pictures that you see."
)


def pick_sample() -> str:
    """Show the choice of the picture; return its name."""
    if (wanted := asked("sample")) in SAMPLES:
        set_widget("lesson_sample", wanted)
    chosen = st.selectbox(
        "Picture",
        list(SAMPLES),
        format_func=lambda name: SAMPLES[name].title,
        key="lesson_sample",
        persist_state="session",
        width=220,
    )
    share("sample", chosen)
    return chosen


def pick_step(steps: tuple[Step, ...]) -> int:
    """Show the steps; return the number of the chosen one, from 1."""
    numbers = range(1, len(steps) + 1)
    if (wanted := asked("step")) in map(str, numbers):
        set_widget("lesson_step", int(wanted))
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
    share("step", str(chosen))
    return chosen


def show_step(step: Step, number: int, sample: str) -> None:
    """Show the two pictures of a step, what they show, and the figures."""
    st.header(f"{number}. {step.title}", anchor=False)
    sides = {name: side(sample, name, step.degradation) for name in step.sides}
    st.markdown(step.text({name: each.figures for name, each in sides.items()}))
    shown = [sides[step.left], sides[step.right]]
    show_viewer(
        [Panel(each.name, each.png, f"{each.figures['PSNR']:.2f} dB" if each.figures else "") for each in shown],
        key="lesson_viewer",
        file=SAMPLES[sample].title,
        tools=["magnifier"],
    )
    rows = [{"Picture": each.name, **each.figures} for each in sides.values() if each.figures]
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        width="content",
        alt=f"Figures of the {len(rows)} pictures of this step against the reference",
        column_config={name: st.column_config.NumberColumn(format=form) for name, form in FORMATS.items()},
    )
    st.caption(
        f"{plain(SAMPLES[sample].title)}, shrunk and enlarged again. Input made by "
        f"{sr.degradation_text(step.degradation)}. Protocol: {shown[1].protocol}. MAE in grey levels."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        explain(*terms(step))
        words = {"sample": sample, **compare_address(step)}
        lead("Compare", "Open in Compare, with all networks", icon=":material/grid_view:", words=words)


def walk(number: int, last: int) -> None:
    """Show the buttons to the step before and to the next one; behind the last step, the way to an own picture."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if number > 1:
            st.button("Back", key="lesson_back", on_click=set_widget, args=("lesson_step", number - 1))
        if number < last:
            st.button(
                "Next step", type="primary", key="lesson_next", on_click=set_widget, args=("lesson_step", number + 1)
            )
        else:
            lead("Enlarge", "Enlarge a picture of your own", icon=":material/upload:")


def pick_part() -> str:
    """Show the parts of the page; return the name of the chosen one."""
    if (wanted := asked("part")) in PARTS:
        set_widget("lesson_part", wanted)
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
    part = str(chosen)
    share("part", "" if part == "steps" else part)
    return part


def show_steps() -> None:
    """Show the five steps."""
    steps = lesson()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = pick_step(steps)
        sample = pick_sample()
    show_step(steps[number - 1], number, sample)
    walk(number, len(steps))


def main() -> None:
    """Lay the page out."""
    with page_frame("Lesson", PROMISE):
        if not sr.checkpoints():
            show_damaged()
        part = pick_part()
        if part != "train":
            leave_training()
        {"steps": show_steps, "vote": show_vote, "train": show_train, "glossary": show_glossary}[part]()


main()
