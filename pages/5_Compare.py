"""Compare page: every network on one picture, at the real pixels, with the numbers and what they mean."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr
from pages.ui.compare.comparison import Comparison, Entry, Subject
from pages.ui.compare.job import baseline, check, run_next
from pages.ui.compare.runs import offer_runs
from pages.ui.compare.settings import (
    FIRST_SAMPLE,
    pick_methods,
    pick_settings,
    pick_task,
)
from pages.ui.compare.table import show_numbers
from pages.ui.compare.view import show_pictures
from pages.ui.compare.why import show_cards, show_why
from pages.ui.compare.why_drawn import run_why_drawn, show_why_drawn
from pages.ui.photo.condition import show_condition
from pages.ui.photo.picture import Photo
from pages.ui.photo.upload import pick_picture, show_photo
from pages.ui.shell.frame import page_frame, show_damaged
from pages.ui.shell.state import kept
from pages.ui.shell.text import plain
from pages.ui.workbench.methods import title
from pages.ui.workbench.own_network import own_methods

PROMISE = (
    "Every network enlarges one picture, and all results follow one zoom to the pixel. See which one is closest to the "
    "original, by which measure, and why. From 1:1 on, the viewer shows the real pixels, without smoothing."
)


def show_results(
    comparison: Comparison, subject: Subject, results: Sequence[Entry], methods: Sequence[sr.Method]
) -> None:
    """Show the pictures and the numbers of the results made so far."""
    show_pictures(comparison, subject, results, methods)
    networks = [entry for entry in results if sr.path_cards(entry.task.method)]
    if not networks and not comparison.queue:
        st.info("Bicubic is shown. Press *Run selected* to see the results of the networks.")
    for (_, task), problem in comparison.problems.items():
        st.warning(f"{plain(title(task.method))}: {plain(problem)}")
    show_numbers(comparison, subject, results)


def main() -> None:
    """Lay the page out."""
    with page_frame("Compare", PROMISE):
        if not sr.checkpoints():
            show_damaged()
        left, panel = st.columns([5, 2], gap="medium")
        with panel:
            picture = pick_picture("compare", FIRST_SAMPLE)
            comparison = kept(Photo).made.of(Comparison)
            if picture is None:
                left.info("Choose a picture or a sample to compare the networks on it.")
                return
            for note in picture.image.notes:
                st.info(plain(note))
            show_condition("compare", picture, show_photo)
            mode, scale = pick_task()
            offered, ours = pick_methods(scale, sr.modality_of(picture.image))
            own, check_own = own_methods("compare", scale)
            methods: list[sr.Method] = [*offered, *own]
            chosen: list[sr.Method] = [*ours, *own]
            task = pick_settings(picture, mode, scale)
            # Nothing of the panel stands below what a run puts here, so that nothing moves under a pointer.
            runs, work = st.container(), st.container()
        with left:
            try:
                part = task.part.of(picture.image) if task.part else picture.image
                check(part, task.scale, test=task.test, methods=tuple(methods))
                subject = comparison.subject_of(picture, task)
                baseline(comparison, subject)
            except sr.SRError as error:
                comparison.stop()
                st.error(f"{plain(str(error))}.")
                check_own()
                return
            results = comparison.results(subject, ["bicubic", *methods])
            show_results(comparison, subject, results, methods)
        with runs:
            offer_runs(comparison, subject, chosen, methods)
        show_why(comparison, subject, results)
        place = show_why_drawn(comparison, subject, results)
        show_cards(results)
        check_own()
        if comparison.queue:
            with work:
                run_next(comparison, picture)
            if not comparison.queue:
                st.toast("All chosen methods are done.")
            st.rerun()
        if comparison.asked_why is not None:
            run_why_drawn(comparison, subject, place)


main()
