"""How much of the detail of a GAN's result is invented: the run of its accuracy network, the map and the share."""

from dataclasses import dataclass

import streamlit as st

import sr_core as sr

from ..shell.display import png, show_colour_bar
from ..shell.text import duration, plain
from ..shell.work import Told, follow, is_running, stop
from ..viewer.panel import Panel
from ..viewer.viewer import show_viewer
from ..workbench.enlarging import LOADING, tick_text
from ..workbench.methods import title
from ..workbench.outcome import Outcome

QUESTION = "How much of the detail is invented?"
KIND = "invented"


@dataclass(slots=True)
class Answer:
    """What was measured of a result, once that was asked for."""

    found: sr.Invented | None = None
    """What was measured; None as long as it was not, and if it was not possible."""
    problem: str = ""
    """Reason why it was not possible; empty if it was."""
    pngs: tuple[bytes, bytes] = (b"", b"")
    """The result and the map, as the viewer takes them."""


def show_invented(page: str, outcome: Outcome, whole: sr.DecodedImage | None) -> None:
    """Offer to measure what a GAN invented, and show the answer; nothing for other methods.

    Args:
        page: beginning of the keys.
        outcome: outcome of a run.
        whole: the picture that the run was on, of which the result may be a part; None if it is not at hand.
    """
    if not sr.is_generated(outcome.task.method):
        return
    answer = outcome.answers.of(Answer)
    with st.expander(QUESTION, expanded=answer.found is not None, key=f"{page}_invented"):
        if answer.found is None:
            try:
                accurate = sr.accuracy_network(outcome.made)
            except sr.NotInvented as reason:
                st.caption(plain(str(reason)))
                return
            _ask(page, outcome, whole, accurate.id, answer)
        if answer.problem:
            st.warning(plain(answer.problem))
        if answer.found is not None:
            _show(page, outcome, answer.found, answer.pngs)


def _ask(page: str, outcome: Outcome, whole: sr.DecodedImage | None, accurate: str, answer: Answer) -> None:
    """Offer the run of the accuracy network; follow it to its end and keep the answer."""
    place = st.empty()
    with place.container():
        lr, name = outcome.lr, plain(title(outcome.task.method))
        seconds = sr.estimate_seconds(accurate, lr.height, lr.width, outcome.task.options)
        st.markdown(
            f"{name} began as {plain(title(accurate))}, which was trained for accuracy. That network enlarges your "
            "picture, too, and the fine detail of both results is compared."
        )
        pressed = st.button(f"Find out ({duration(seconds)})", key=f"{page}_invented_run")
    if not (pressed or is_running(outcome.what, KIND)):
        return
    with place.container():
        view = _Bar(st.progress(0.0, text=LOADING))
        st.button("Stop", key=f"{page}_invented_stop", on_click=stop)

    def job(told: Told) -> tuple[sr.Invented, tuple[bytes, bytes]]:
        def tick(progress: sr.Progress) -> None:
            told.progress(progress.fraction, tick_text(progress))

        found = sr.invented(outcome.made, whole, tick)
        return found, _painted(outcome.result.image, found)

    answer.problem = ""
    try:
        answer.found, answer.pngs = follow(outcome.what, LOADING, job, view, kind=KIND)
    except sr.SRError as error:
        answer.problem = str(error)
        st.rerun()
    place.empty()


def _painted(image: sr.DecodedImage, found: sr.Invented) -> tuple[bytes, bytes]:
    """Return the result and the map as PNG."""
    shown = sr.dicom.apply_window(image, sr.dicom.percentile_window(image)) if image.unit else sr.to_8_bit(image)
    return png(shown), png(found.picture(shown))


def _show(page: str, outcome: Outcome, found: sr.Invented, pngs: tuple[bytes, bytes]) -> None:
    accurate = plain(title(found.against))
    st.markdown(f"**{found.sentence}**")
    st.markdown(
        f"Your picture does not determine this detail, and {accurate}, which was trained for accuracy, draws it "
        "differently or not at all. The rest is drawn alike by both networks: it is likely to be right, but not proven."
    )
    show_viewer(
        [
            Panel(outcome.title, pngs[0]),
            Panel("Invented share", pngs[1], values=found.per_cent),
        ],
        key=f"{page}_invented_map",
        unit="%",
        digits=0,
        alike=False,
        height=420,
        file=outcome.lr.name,
    )
    show_colour_bar(sr.heat_scale(), ["nothing invented", "all of the fine detail invented"])
    st.caption(
        "Grey places have hardly any fine detail, or detail that both networks draw alike. Detail counts as fine where "
        "it vanishes when the result is shrunk back to the size of your picture. Each colour is the share within "
        "5 × 5 pixels of your picture."
    )


class _Bar:
    """Shows the progress of the run; it has no picture to show before its end."""

    def __init__(self, bar: st.delta_generator.DeltaGenerator) -> None:
        """Take an empty bar."""
        self._bar = bar

    def progress(self, share: float, text: str) -> None:
        """Move the bar."""
        self._bar.progress(share, text=text)

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show nothing."""
