"""Why results differ: their power spectra, an edge in them, the spread of their errors, and the networks' limits."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

import sr_core as sr

from ..shell.text import plain
from ..workbench.methods import APPEARANCE_TEXT, title
from .comparison import Comparison, Entry, Subject
from .settings import is_plain

SPECTRUM, EDGE, ERRORS = "Power spectrum", "Edge profile", "Error histogram"
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
}
# The contrast is 3:1 or more on the light and on the dark background. From the eighth curve on, dashes are used.
_COLOURS = ("#2a93a5", "#cf6a24", "#8a6fc0", "#5c9a3f", "#c0569a", "#a08a2c", "#4f7fd1")
_REFERENCE_COLOUR = "#7d8b91"
_DASHES = ((1, 0), (6, 3), (2, 2))
Curve = Sequence[tuple[float, float]]


def show_why(comparison: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    """Show one of the three charts, how to read it, and the paper behind it."""
    st.header("Why they differ", anchor=False)
    offered = [SPECTRUM, EDGE, *([ERRORS] if subject.hr is not None else [])]
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
    {SPECTRUM: _spectrum, EDGE: _edge, ERRORS: _errors}[chosen](comparison, subject, results)
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
    curves(
        {name: list(zip(s.frequency.tolist(), s.decibels.tolist(), strict=True)) for name, s in found.items()},
        reference=REFERENCE,
        x="Spatial frequency, cycles per pixel",
        y="Power, dB over one grey level squared",
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
    curves(
        {name: list(zip(p.distance.tolist(), p.values.tolist(), strict=True)) for name, p in found.items()},
        reference=REFERENCE,
        x="Distance along the line, pixels",
        y="Luma, grey levels",
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


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _errors(_: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    found = {title(e.task.method): e.measured.histogram for e in results if e.measured.histogram is not None}
    shares = {name: zip(h.error.tolist(), h.share.tolist(), strict=True) for name, h in found.items()}
    said = "; ".join(f"{name} {h.p99:.0f}" for name, h in found.items())
    curves(
        {name: [(error, 100 * share) for error, share in points] for name, points in shares.items()},
        reference=None,
        x="Error, result minus reference, grey levels (the outermost include all larger errors)",
        y="Share of pixels, %",
        alt=f"Share of pixels by error of the luma. Largest error of 99 % of the pixels, in grey levels: {said}.",
        log=True,
    )
    st.caption(f"Largest error of 99 % of the pixels, in grey levels: {plain(said)}.")


def curves(
    lines: Mapping[str, Curve],
    *,
    reference: str | None,
    x: str,
    y: str,
    alt: str,
    rule: float | None = None,
    log: bool = False,
) -> None:
    """Plot one curve for each picture; a click in the legend highlights one.

    Args:
        lines: name -> points; NaN and, on a log axis, 0 are left out.
        reference: name of the curve drawn thick and grey; None for none.
        x: title of the horizontal axis.
        y: title of the vertical axis.
        alt: text alternative.
        rule: place of a dashed vertical line; None for none.
        log: True for a logarithmic vertical axis.
    """
    rows = [
        {"picture": name, "x": round(a, 5), "y": b if log else round(b, 4)}
        for name, line in lines.items()
        for a, b in line
        if b == b and (b > 0 or not log)
    ]
    colours, dashes = _styles(list(lines), reference)
    names = list(lines)

    def styled(values: Sequence[object]) -> dict[str, Any]:
        scale = {"domain": names, "range": list(values)}
        return {"field": "picture", "type": "nominal", "scale": scale, "title": None}

    legend = {"orient": "bottom", "columns": 2, "labelLimit": 160, "symbolType": "stroke"}
    encoding = {
        "x": {"field": "x", "type": "quantitative", "title": x, "scale": {"nice": False}},
        "y": {"field": "y", "type": "quantitative", "title": y, "scale": {"type": "log"} if log else {"zero": False}},
        "color": styled(colours) | {"legend": legend},
        "strokeDash": styled(dashes) | {"legend": legend},
        "strokeWidth": {"condition": {"test": {"field": "picture", "equal": reference or ""}, "value": 5}, "value": 2},
        "opacity": {"condition": {"param": "single", "value": 1}, "value": 0.1},
        "tooltip": [
            {"field": "picture", "type": "nominal", "title": "Picture"},
            {"field": "x", "type": "quantitative", "title": x, "format": ".3~f"},
            {"field": "y", "type": "quantitative", "title": y, "format": ".3~r"},
        ],
    }
    single = {"name": "single", "select": {"type": "point", "fields": ["picture"]}, "bind": "legend"}
    layers: list[dict[str, Any]] = [{"mark": {"type": "line"}, "encoding": encoding, "params": [single]}]
    if rule is not None:
        mark = {"type": "rule", "strokeDash": [5, 4], "color": _REFERENCE_COLOUR, "size": 1.5}
        layers.append({"data": {"values": [{"x": rule}]}, "mark": mark, "encoding": {"x": {"field": "x"}}})
        layers[-1]["encoding"]["x"]["type"] = "quantitative"
    spec = {"data": {"values": rows}, "layer": layers, "height": 320}
    st.vega_lite_chart({"autosize": {"type": "fit-x", "contains": "padding"}, **spec}, width="stretch", alt=alt)


def _styles(names: Sequence[str], reference: str | None) -> tuple[list[str], list[list[int]]]:
    """Return colours and dashes in the order of the names."""
    others = [name for name in names if name != reference]
    places = {name: divmod(n, len(_COLOURS)) for n, name in enumerate(others)}
    colours = [_COLOURS[places[name][1]] if name in places else _REFERENCE_COLOUR for name in names]
    dashes = [list(_DASHES[places[name][0] % len(_DASHES)]) if name in places else [1, 0] for name in names]
    return colours, dashes


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


def _card(method: str) -> None:
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
