"""Why results differ: their power spectra, an edge in them, the spread of their errors, and the networks' limits."""

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

import sr_core as sr

from ..plots.heatmap import show_error_map
from ..plots.lines import Line, show_lines
from ..plots.plot import Axis
from ..shell.text import plain
from ..workbench.methods import APPEARANCE_TEXT, title
from ..workbench.own_network import show_guest
from .comparison import Comparison, Entry, Subject
from .settings import is_plain

SPECTRUM, EDGE, ERRORS, PLACES = "Power spectrum", "Edge profile", "Error histogram", "Error map"
REFERENCE = "Reference"
TEXTS = {
    SPECTRUM: (
        "Large shapes are on the left, and the finest detail that a picture of this size can hold is on the right. The "
        "dashed line marks the finest detail that the input could hold. A curve below the reference means missing "
        "detail; a curve above it means added noise or an added pattern. A curve on the reference means the right "
        "amount "
        "of detail, which is not necessarily the right detail.",
        "Durall, Keuper, Keuper: Watch Your Up-Convolution, CVPR 2020",
    ),
    EDGE: (
        "A steeper curve is a sharper edge. A curve that swings beyond the flat sides shows a halo that was not "
        "there. The "
        "rise is the distance from 10 % to 90 % of the step: if it is longer than in the reference, the edge is "
        "blurred; "
        "if it is shorter, the edge is sharper than it really is.",
        "Marziliano, Dufaux, Winkler, Ebrahimi: A No-Reference Perceptual Blur Metric, ICIP 2002; 10-90 % rise as in "
        "ISO 12233",
    ),
    ERRORS: (
        "A high peak at zero means that most pixels are right. The tails show how wrong the others are; the axis is "
        "logarithmic so that they can be seen. Two networks with the same mean error can differ in the tails: a few "
        "large "
        "errors look like damage, many small ones like softness.",
        "Zhao, Gallo, Frosio, Kautz: Loss Functions for Image Restoration With Neural Networks, IEEE TCI 2017",
    ),
    PLACES: (
        "Red places are too bright and blue ones too dark. Errors stand where the input could not hold the detail: at "
        "edges, lines and fine texture. Errors in flat areas are noise or an added pattern. The viewer's own view of "
        "differences shows the same at every zoom; this map tells the value under the pointer.",
        "Wang, Bovik, Sheikh, Simoncelli: Image Quality Assessment: From Error Visibility to Structural Similarity, "
        "IEEE TIP 2004",
    ),
}
ERROR_END = 32
"""Error in grey levels that has the colour of the end, as in the viewer's view of differences."""


def show_why(comparison: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    """Show one of the charts, how to read it, and the paper behind it."""
    st.header("Why they differ", anchor=False)
    offered = [SPECTRUM, EDGE, *([ERRORS, PLACES] if subject.hr is not None else [])]
    chosen = str(
        st.segmented_control(
            "What to look at",
            offered,
            default=SPECTRUM,
            key=f"compare_why_{len(offered)}",
            persist_state="session",
            required=True,
            label_visibility="collapsed",
            wrap=True,
        )
    )
    {SPECTRUM: _spectrum, EDGE: _edge, ERRORS: _errors, PLACES: _places}[chosen](comparison, subject, results)
    reading, paper = TEXTS[chosen]
    st.markdown(reading)
    st.caption(f"Paper: {plain(paper)}.")


def _spectrum(_: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    found = {title(e.task.method): e.measured.spectrum for e in results if e.measured.spectrum is not None}
    if not found:
        st.info("A power spectrum needs a picture of at least 16 x 16 pixels.")
        return
    if subject.hr is not None:
        found = {REFERENCE: sr.radial_spectrum(subject.hr), **found}
    nyquist = 0.5 / subject.task.scale
    said = "; ".join(f"{name} {s.decibels_beyond(nyquist):.1f} dB" for name, s in found.items())
    show_lines(
        [_line(name, s.frequency, s.decibels) for name, s in found.items()],
        [Axis("Power, dB over one grey level squared", format=".1f")],
        x=Axis("Spatial frequency, cycles per pixel", format=".3f"),
        name=SPECTRUM,
        reference=REFERENCE,
        key="compare_spectrum",
        alt=f"Radially averaged power spectra. Mean power beyond what the input could carry: {said}.",
        rule=nyquist,
    )


def _edge(comparison: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    if comparison.line is None:
        st.info("Choose *Line* in the viewer (key L) and draw across one edge, from one flat area to the other.")
        return
    pictures = {title(e.task.method): e.image for e in results}
    if subject.hr is not None:
        pictures = {REFERENCE: subject.hr, **pictures}
    try:
        found = {name: sr.edge_profile(image, comparison.line) for name, image in pictures.items()}
    except sr.SRError as error:
        st.warning(f"{plain(str(error))}. Draw a longer line.")
        return
    rises = {name: profile.rise for name, profile in found.items()}
    said = "; ".join(f"{name} {rise:.2f} pixels" for name, rise in rises.items() if rise == rise)
    show_lines(
        [_line(name, p.distance, p.values) for name, p in found.items()],
        [Axis("Luma, grey levels", format=".1f")],
        x=Axis("Distance along the line, pixels", format=".2f"),
        name=EDGE,
        reference=REFERENCE,
        key="compare_edge",
        alt=f"Luma along the line. Rise from 10 to 90 per cent: {said or 'the line crosses no edge'}.",
    )
    if not said:
        st.info("Draw the line across exactly one clear edge. Its ends must differ by at least 8 grey levels.")
        return
    number = st.column_config.NumberColumn
    st.dataframe(
        [{"Picture": n, "Rise, pixels": _known(p.rise), "Overshoot, %": _known(p.overshoot)} for n, p in found.items()],
        hide_index=True,
        height="content",
        width="content",
        placeholder="–",
        key="compare_rises",
        column_config={"Rise, pixels": number(format="%.2f"), "Overshoot, %": number(format="%.1f")},
    )


def _line(name: str, x: Any, y: Any) -> Line:
    """Make a curve of two arrays of the core, with six digits, which are more than a screen shows."""
    return Line(
        name, tuple((float(f"{a:.6g}"), float(f"{b:.6g}")) for a, b in zip(x.tolist(), y.tolist(), strict=True))
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _errors(_: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    found = {title(e.task.method): e.measured.histogram for e in results if e.measured.histogram is not None}
    said = "; ".join(f"{name} {h.p99:.0f}" for name, h in found.items())
    show_lines(
        [_line(name, h.error, h.per_cent) for name, h in found.items()],
        [Axis("Share of pixels, %", log=True, format=".3~r")],
        x=Axis("Error, result minus reference, grey levels (the outermost include all larger errors)", format="d"),
        name=ERRORS,
        key="compare_errors",
        alt=f"Share of pixels by error of the luma. Largest error of 99 % of the pixels, in grey levels: {said}.",
    )
    st.caption(f"Largest error of 99 % of the pixels, in grey levels: {plain(said)}.")


def _places(_: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    assert subject.hr is not None
    found = {entry.task.method: entry for entry in results}
    method = st.selectbox(
        "Result", list(found), index=len(found) - 1, format_func=title, key="compare_map_of", width=320
    )
    entry = found[method]
    name = title(entry.task.method)
    errors = sr.error_map(entry.image, subject.hr)
    worst = max(errors.areas, key=lambda area: abs(area.largest))
    show_error_map(
        errors,
        end=ERROR_END,
        quantity=Axis("Error, grey levels", format="+d"),
        name=f"Error map of {name}",
        alt=f"Errors of the luma of {name}, result minus reference. The largest is {worst.largest:+.0f} grey levels, "
        f"in the area that begins at x {worst.left}, y {worst.top}. The table gives mean and largest error by area.",
        key="compare_map",
    )
    cell = f"the largest error of {errors.block} × {errors.block} pixels" if errors.block > 1 else "one pixel"
    st.caption(f"Each cell is {cell}. Errors beyond ±{ERROR_END} grey levels have the colour of the end.")


def show_cards(results: Sequence[Entry]) -> None:
    """Show one box for each network or path."""
    methods = [e.task.method for e in results if sr.path_cards(e.task.method)]
    if not methods:
        return
    st.header("Strengths and limits", anchor=False)
    if not is_plain(results[0].task):
        st.caption("These networks were trained on plain bicubic reduction, but the input was made in another way.")
    grid = st.grid(3, min_column_width=280)
    for method in methods:
        with grid.cell(), st.container(border=True, height="stretch"):
            _card(method)


def _card(method: sr.Method) -> None:
    if isinstance(method, sr.Guest):
        show_guest(method)
        return
    cards = sr.path_cards(method)
    st.markdown(f"**{plain(title(method))}** · {plain(cards[0].purpose)}")
    st.markdown(plain(cards[0].summary))
    if sr.is_generated(method):
        st.markdown(APPEARANCE_TEXT)
    limits = dict.fromkeys(limit for card in cards for limit in card.limits)
    st.markdown("\n".join(f"- {plain(limit)}" for limit in limits))
    trained = "; ".join(dict.fromkeys(card.degradation for card in cards))
    papers = "; ".join(dict.fromkeys(card.paper for card in cards))
    st.caption(f"Trained on inputs made by this degradation: {plain(trained)}. Design: {plain(papers)}.")
