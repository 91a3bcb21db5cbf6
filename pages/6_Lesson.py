"""Lesson page: five steps on one picture, a blind vote, a training to watch, and a glossary."""

import streamlit as st

import sr_core as sr
from pages.ui.lesson.choices import pick_part, pick_sample, pick_step
from pages.ui.lesson.scene import side
from pages.ui.lesson.steps import Step, compare_address, lesson, terms
from pages.ui.lesson.train import leave_training, show_train
from pages.ui.lesson.vote import show_vote
from pages.ui.photo.samples import SAMPLES
from pages.ui.shell.address import offer_link, say_refused
from pages.ui.shell.frame import lead, page_frame, show_damaged
from pages.ui.shell.glossary import explain, show_glossary
from pages.ui.shell.state import set_widget
from pages.ui.shell.text import plain
from pages.ui.viewer.panel import Panel
from pages.ui.viewer.viewer import show_viewer

FORMATS = {"PSNR": "%.2f dB", "SSIM": "%.4f", "MAE": "%.2f", "GMSD": "%.4f", "MS-SSIM": "%.4f"}
FORMATS |= {"Feature distance": "%.4f", "NIQE": "%.2f"}
PROMISE = (
    "See what enlarging can do and what it cannot: five steps on one picture, a blind vote, a small network that you "
    "train yourself, and a glossary. Every figure is measured on the pictures that you see."
)


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


def show_steps() -> None:
    """Show the five steps."""
    steps = lesson()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = pick_step(steps)
        sample = pick_sample()
    say_refused("step", "sample")
    show_step(steps[number - 1], number, sample)
    walk(number, len(steps))


def main() -> None:
    """Lay the page out."""
    with page_frame("Lesson", PROMISE):
        if not sr.checkpoints():
            show_damaged()
        part = pick_part()
        offer_link()
        if part != "train":
            leave_training()
        {"steps": show_steps, "vote": show_vote, "train": show_train, "glossary": show_glossary}[part]()


main()
