"""A trial of legibility on digits that are drawn by a program or brought by the visitor."""

import html
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

import sr_core as sr

from ..shell.display import image_html
from ..shell.state import kept
from ..shell.text import plain
from ..shell.uploads import upload_key
from ..shell.work import Told, follow, is_running, stop
from ..workbench.methods import title
from .digit_results import method_title, show_results
from .own_run import ProgressBar

DRAWN, BROUGHT = "Digits drawn by a program", "My IDX files"
_KIND = "digits"
_FIELD = "benchmark_digits_uploads"
_COUNTS = (50, 100, 200)
_SHOWN = 12
"""Most digits that are shown where the methods differ."""
_STYLE = """<style>
.digits { display: flex; flex-direction: column; gap: 12px }
.digits .row { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: flex-start }
.digits .row > p { width: 6.5rem; margin: 0; padding-top: 1.4rem; font-size: .9rem }
.digits figure { margin: 0; width: 6.6rem }
.digits img { width: 84px !important; max-width: 84px !important; image-rendering: pixelated }
.digits figcaption { font-size: .8rem; line-height: 1.25; padding-top: 3px; overflow-wrap: anywhere }
.digits .wrong figcaption b { text-decoration: underline wavy #cf6a24; text-underline-offset: 3px }
@media (max-width: 640px) { .digits .row > p { width: 100%; padding: 0 } }
</style>"""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Result of a trial."""

    what: Hashable
    """Digits and settings that it was made with."""
    results: tuple[sr.digits.DigitResult, ...]
    """Results of the originals, bicubic and the other methods."""
    differing: tuple[sr.digits.Disagreement, ...]
    """Digits that are not read alike of all methods."""


@dataclass(slots=True)
class DigitTrial:
    """State of the trial."""

    outcome: Outcome | None = None
    """Result of the last run."""


def show_trial(card: sr.digits.ClassifierCard, scale: int) -> None:
    """Show the choice of digits and methods, run the trial, and show its result."""
    st.subheader("Try it", anchor=False)
    source = st.segmented_control(
        "Digits",
        (DRAWN, BROUGHT),
        default=DRAWN,
        key="benchmark_digits_source",
        required=True,
        persist_state="session",
    )
    uploads = _pick_files() if source == BROUGHT else []
    count = st.segmented_control(
        "Number of digits",
        _COUNTS,
        default=100,
        key="benchmark_digits_count",
        required=True,
        persist_state="session",
    )
    offered = [method for method in sr.digits.digit_methods(scale) if method != sr.digits.BASELINE]
    methods = st.multiselect(
        "Methods besides bicubic",
        offered,
        default=[m for m in offered if sr.path_cards(m)][:1],
        format_func=title,
        key=f"benchmark_digits_methods_{scale}",
        persist_state="session",
    )
    what = (source, tuple(upload.file_id for upload in uploads), count, scale, tuple(methods))
    ready = source == DRAWN or len(uploads) == 2
    pressed = st.button("Read the digits", type="primary", disabled=not ready, key="benchmark_digits_run")
    if pressed or (ready and is_running(what, _KIND)):
        try:
            digits = sr.digits.drawn_digits(int(count)) if source == DRAWN else _read_files(uploads).first(int(count))
            kept(DigitTrial).outcome = _run(what, card, digits, scale, methods)
        except sr.SRError as error:
            st.error(plain(str(error)))
    outcome = kept(DigitTrial).outcome
    if outcome is not None and outcome.what == what:
        _show_outcome(outcome)


def _pick_files() -> Sequence[Any]:
    uploads = st.file_uploader(
        "Two IDX files: pictures and labels",
        accept_multiple_files=True,
        key=upload_key(_FIELD),
        help="For example t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz of MNIST, or two files of the same "
        "form: pictures of 28 × 28 bytes, bright on black, and one label from 0 to 9 for each.",
    )
    if uploads and len(uploads) != 2:
        st.warning(f"The trial needs two files, pictures and labels. You have chosen {len(uploads)}.")
    return uploads


def _read_files(uploads: Sequence[Any]) -> sr.digits.Digits:
    first, second = uploads
    return sr.digits.digits_from_idx(first.getvalue(), second.getvalue(), f"{first.name}, {second.name}")


def _run(
    what: Hashable, card: sr.digits.ClassifierCard, digits: sr.digits.Digits, scale: int, methods: Sequence[str]
) -> Outcome:
    """Run the trial in its turn with a progress bar, or follow the one in progress; raises SRError."""
    place, begin = st.empty(), "Reading the digits"
    with place.container():
        st.button("Stop", key="benchmark_digits_stop", on_click=stop)
        view = ProgressBar(st.progress(0.0, text=begin))

    def job(told: Told) -> Outcome:
        def tell(share: float, method: str) -> None:
            told.progress(share, f"Enlarging with {title(method)}")

        classifier = sr.digits.Classifier(card)
        return Outcome(what, *sr.digits.compare_methods(digits, classifier, methods, scale, on_progress=tell))

    try:
        return follow(what, begin, job, view, kind=_KIND)
    finally:
        place.empty()


def _show_outcome(outcome: Outcome) -> None:
    show_results(outcome.results, key="benchmark_digits_own")
    count = outcome.results[0].count
    found = outcome.differing
    if not found:
        st.markdown(f"All {count} digits are read alike with every method.")
        return
    more = f" The first {_SHOWN} are shown." if len(found) > _SHOWN else ""
    st.markdown(f"**{len(found)} of {count} digits are not read alike with every method.**{more}")
    rows = [_digit_html(digit) for digit in found[:_SHOWN]]
    st.html(f'{_STYLE}<div class="digits">{"".join(rows)}</div>')


def _digit_html(digit: sr.digits.Disagreement) -> str:
    """Write a row: what was written, and the picture and reading of each method."""
    figures = []
    for method, read, picture in digit.read:
        name, wrong = html.escape(method_title(method)), read != digit.written
        alt = f"Digit {digit.number + 1}, a {digit.written}: {method_title(method)}, read as {read}"
        said = f"{name}: <b>{read}</b>{' (wrong)' if wrong else ''}"
        figures.append(
            f'<figure title="{html.escape(alt)}"{" class=wrong" if wrong else ""}>{image_html(picture, alt)}'
            f"<figcaption>{said}</figcaption></figure>"
        )
    return (
        f'<div class="row"><p>Digit {digit.number + 1}<br>written: <b>{digit.written}</b></p>{"".join(figures)}</div>'
    )
