"""An enlargement on a page: its run with a progress bar, a Stop button and a first look, until it is done."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.display import image_html
from ..shell.text import duration, plain
from ..shell.work import Told, follow, stop

LOADING = "Loading the network"
STAGES = {
    "enlarge": "Enlarging",
    "correct": "Forcing agreement with the original pixels",
    "bicubic": "Making bicubic for comparison",
    "lanczos": "Making Lanczos for comparison",
    "steps": "Measuring the steps",
}
"""Stage of an enlargement -> text that a visitor reads."""
LOOK = "This is the middle of your picture, enlarged"
T = TypeVar("T")


class RunView:
    """View of a run in two places, of which the frame's style shows one.

    On a wide screen it stands where the result will be, and stays in sight when the page is scrolled. On a narrow
    screen that place is out of sight, so it stands below the button.
    """

    def __init__(self, beside: DeltaGenerator, text: str) -> None:
        """Show an empty bar.

        Args:
            beside: an empty place at the top of the result's column; the other place is made where the script is.
            text: text on the bar.
        """
        self._places = {"frame_run_beside": beside, "frame_run_below": st.empty()}
        self._bars, self._looks = [], []
        for key, place in self._places.items():
            with place.container(key=key):
                self._bars.append(st.progress(0.0, text=text))
                st.button("Stop", key=f"{key}_stop", width="stretch", on_click=stop)
                self._looks.append(st.empty())

    def progress(self, share: float, text: str) -> None:
        """Move the bar; Streamlit ends the script here when a widget was changed or the connection is lost."""
        for bar in self._bars:
            bar.progress(share, text=text)

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show a part of the result below the bar."""
        shown = image_html(sr.to_8_bit(image), caption)
        for look in self._looks:
            with look.container():
                st.caption(f"{plain(caption)}. The rest is being made.")
                st.html(shown)

    def clear(self) -> None:
        """Empty both places."""
        for place in self._places.values():
            place.empty()


def follow_enlargement(
    what: Hashable,
    beside: DeltaGenerator,
    image: sr.DecodedImage,
    task: sr.Task,
    finish: Callable[[sr.Enlargement], T],
    *,
    truth: sr.DecodedImage | None = None,
    compare: tuple[str, ...] = ("bicubic",),
    keep_pixels: int | None = None,
) -> T:
    """Enlarge in this session's turn, or follow the run in progress.

    Args:
        what: equal for a run on the same picture with the same task.
        beside: an empty place at the top of the result's column; see `RunView`.
        image: the picture.
        task: method, scale and options.
        finish: makes the page's outcome in the thread of the run, where Streamlit must not be used.
        truth: see `sr.enlarge`.
        compare: see `sr.enlarge`.
        keep_pixels: see `sr.enlarge`.

    Raises:
        SRError: if the picture cannot be enlarged or tested like this, or the run was stopped.
    """
    view = RunView(beside, LOADING)

    def job(told: Told) -> T:
        def on_stage(stage: sr.Stage) -> None:
            told.progress(stage.share, stage_text(stage))

        def on_look(look: sr.DecodedImage) -> None:
            told.show(look, LOOK)

        return finish(
            sr.enlarge(
                image,
                task,
                truth=truth,
                compare=compare,
                keep_pixels=keep_pixels,
                on_stage=on_stage,
                on_look=on_look,
            )
        )

    try:
        return follow(what, LOADING, job, view)
    finally:
        view.clear()


def stage_text(stage: sr.Stage) -> str:
    """Write how far a run is: "1 of 3: Enlarging, tile 5 of 21, about 8 s left"."""
    told = "" if stage.progress is None else f", {tick_text(stage.progress).lower()}"
    return f"{stage.number} of {stage.of}: {STAGES[stage.name]}{told}"


def tick_text(progress: sr.Progress) -> str:
    """Write how far the engine is: "Step 2 of 3, tile 5 of 21, about 8 s left", "Correction 2, 60 % done"."""
    if progress.correction:
        return f"Correction {progress.correction}, {100 * progress.fraction:.0f} % done"
    if progress.total == 1:  # an interpolation, or a small picture
        return f"{100 * progress.fraction:.0f} % done"
    step = f"Step {progress.step} of {progress.steps}, tile" if progress.steps > 1 else "Tile"
    left = "" if progress.done == progress.total else f", {duration(progress.seconds_left)} left"
    return f"{step} {progress.done} of {progress.total}{left}"
