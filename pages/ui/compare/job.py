"""Run of one method of a comparison: its turn at the gate, its progress, its figures."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..photo.picture import Picture
from ..shell.display import png
from ..shell.text import duration, plain
from ..shell.work import Told, follow, stop
from ..workbench.enlarging import stage_text
from ..workbench.methods import title
from .comparison import Comparison, Entry, Key, Measured, Subject
from .shared import shared

MAX_PIXELS = 2_100_000
"""Pixels of the largest result on this page, which keeps and sends 12 results or more."""
MAX_SECONDS = 600.0
"""Most seconds that a series of runs may be estimated to take."""


def check(image: sr.DecodedImage, subject_scale: int, *, test: bool, methods: tuple[sr.Method, ...]) -> None:
    """Refuse a part that cannot be compared.

    Raises:
        EngineError: if the results would be too large, or too small to be measured.
    """
    factor = 1 if test else subject_scale
    if image.height * image.width * factor**2 > MAX_PIXELS:
        raise sr.EngineError(
            f"results of {image.width * factor} x {image.height * factor} pixels are above this page's limit of "
            f"{MAX_PIXELS / 1e6:.1f} megapixels; choose a part of the picture or a smaller scale"
        )
    least = max(sr.smallest_test(method, subject_scale) for method in ("bicubic", *methods))
    if test and min(image.height, image.width) // subject_scale * subject_scale < least:
        raise sr.EngineError(
            f"a test at {subject_scale}x needs at least {least} x {least} pixels, found {image.shape_text}; "
            "choose a larger picture or a smaller scale"
        )


def baseline(comparison: Comparison, subject: Subject) -> Entry:
    """Return bicubic with these settings; it is made at once, since that takes hardly any time."""
    key = subject.key("bicubic")
    if key not in comparison.entries:
        comparison.keep(key, _entry(replace(_enlarge(subject, key[1]), task=key[1])))
    return comparison.entries[key]


def _enlarge(subject: Subject, task: sr.Task, on_stage: Callable[[sr.Stage], None] | None = None) -> sr.Enlargement:
    # The part is cut already. The clean input may be run beside the input shown, to measure the loss.
    return sr.enlarge(subject.part, replace(task, part=None), perceive=True, on_stage=on_stage)


def _entry(made: sr.Enlargement) -> Entry:
    return Entry(made.task, made.result.image, png(made.result.image), measure(made))


def measure(made: sr.Enlargement) -> Measured:
    """Measure all figures that are shown of a result."""
    image, hr, bicubic = made.result.image, made.reference, made.image("bicubic")
    return Measured(
        seconds=made.result.seconds,
        mismatch=made.agreement["sr"].levels,
        from_bicubic=0.0 if image is bicubic else sr.error_histogram(image, bicubic, crop_border=0).mean_size,
        scores=() if hr is None else (*made.scores["sr"], *(look for look in made.looks if look.name == "GMSD")),
        looks=tuple(look for look in made.looks if look.name != "GMSD"),
        spectrum=sr.radial_spectrum(image) if min(image.height, image.width) >= 16 else None,
        histogram=None if hr is None else sr.error_histogram(image, hr),
    )


def estimate(subject: Subject, keys: list[Key]) -> float:
    """Estimate the seconds of runs on this machine."""
    lr = subject.lr
    return sum(sr.estimate_seconds(key[1].method, lr.height, lr.width, key[1].options) for key in keys)


def run_next(comparison: Comparison, picture: Picture) -> None:
    """Run the first method of the queue in its turn, with two bars: one for all methods, one for this method.

    The run outlives a rerun of the page while its method is first in the queue. Methods come to the gate one by one,
    so that visitors alternate.
    """
    key, subject = comparison.queue[0], comparison.subject
    assert subject is not None
    task = key[1]
    number = comparison.asked - len(comparison.queue) + 1
    left = estimate(subject, comparison.queue)
    st.button(
        "Stop, and keep the finished results", on_click=_stop, args=(comparison,), key="compare_stop", width="stretch"
    )
    st.progress((number - 1) / comparison.asked, text=f"Method {number} of {comparison.asked}, {duration(left)} left")
    name = plain(title(task.method))
    view = Bar(st.progress(0.0, text=name), name)

    store = shared()

    def job(told: Told) -> Entry:
        if (found := store.find(key)) is not None:  # another session has made it while this one waited for its turn
            return found

        def on_stage(stage: sr.Stage) -> None:
            told.progress(stage.share, stage_text(stage))

        made = _enlarge(subject, task, on_stage)
        entry = _entry(replace(made, task=task))
        store.keep(key, entry)
        return entry

    try:
        comparison.keep(key, follow(key, "loading the network", job, view, resumes=True))
    except sr.SRError as error:
        comparison.problems[key] = str(error)
    comparison.queue = [other for other in comparison.queue if other != key]


def _stop(comparison: Comparison) -> None:
    comparison.stop()
    stop()


class Bar:
    """Shows the progress of a run; its picture is shown when the run is done."""

    def __init__(self, bar: DeltaGenerator, name: str) -> None:
        """Take an empty bar, and the name of what is run."""
        self._bar, self._name = bar, name

    def progress(self, share: float, text: str) -> None:
        """Move the bar."""
        self._bar.progress(share, text=f"{self._name}: {text}")

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show nothing."""
