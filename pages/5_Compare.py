"""Compare page: every network on one picture, at the real pixels, with the numbers and what they mean."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr
from pages.ui.compare.comparison import Comparison, Entry, Key, Subject
from pages.ui.compare.job import MAX_SECONDS, baseline, check, estimate, run_next
from pages.ui.compare.settings import (
    FIRST_SAMPLE,
    is_plain,
    pick_methods,
    pick_settings,
    pick_task,
    plain_settings,
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
from pages.ui.shell.text import duration, plain
from pages.ui.workbench.methods import title

PROMISE = (
    "Every network enlarges one picture, and all results follow one zoom to the pixel. See which one is closest to the "
    "original, by which measure, and why. From 1:1 on, the viewer shows the real pixels, without smoothing."
)


def still_to_run(comparison: Comparison, subject: Subject, methods: Sequence[str], *, loss: bool) -> list[Key]:
    """List the results still to be made; to show the loss, also each method and bicubic on the clean input."""
    keys = [key for method in methods if (key := subject.key(method)) not in comparison.entries]
    if not loss:
        return keys
    plain_keys = [(subject.digest, plain_settings(subject.key(method)[1])) for method in ["bicubic", *methods]]
    return keys + [key for key in plain_keys if key not in comparison.measured]


def offer_runs(comparison: Comparison, subject: Subject, chosen: Sequence[str], methods: Sequence[str]) -> None:
    """Show the two buttons with the time they take; fill the queue when one is pressed."""
    loss = not is_plain(subject.task) and st.toggle(
        "Also run on the clean input, to see how much each method loses",
        value=True,
        key="compare_loss",
        persist_state="session",
    )
    said: list[str] = []
    for name, offered in (("selected", chosen), ("all", methods)):
        keys = still_to_run(comparison, subject, offered, loss=loss)
        seconds = estimate(subject, keys)
        too_long = seconds > MAX_SECONDS
        networks = len({key[1].method for key in keys} - {"bicubic"})
        label = f"Run {name} ({networks})" if keys else f"Run {name}"
        if st.button(
            label,
            type="primary" if name == "selected" else "secondary",
            width="stretch",
            disabled=not keys or too_long,
            key=f"compare_run_{name}",
        ):
            comparison.ask(keys)
            st.rerun()
        if too_long:
            said.append(
                f"*Run {name}* would take {duration(seconds)}, above this page's limit of {MAX_SECONDS / 60:.0f} min. "
                "Choose a part of the picture."
            )
        elif keys:
            said.append(f"*Run {name}* takes {duration(seconds)} on this machine.")
        elif offered and name == "selected":
            said.append("Results are up to date.")
    if not comparison.queue:
        st.caption(" ".join(said))


def show_results(comparison: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    """Show the pictures and the numbers of the results made so far."""
    show_pictures(comparison, subject, results)
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
            methods, chosen = pick_methods(scale, sr.modality_of(picture.image))
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
                return
            results = comparison.results(subject, ["bicubic", *methods])
            show_results(comparison, subject, results)
        with runs:
            offer_runs(comparison, subject, chosen, methods)
        show_why(comparison, subject, results)
        place = show_why_drawn(comparison, subject, results)
        show_cards(results)
        if comparison.queue:
            with work:
                run_next(comparison, picture)
            if not comparison.queue:
                st.toast("All chosen methods are done.")
            st.rerun()
        if comparison.asked_why is not None:
            run_why_drawn(comparison, subject, place)


main()
