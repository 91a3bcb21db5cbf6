"""Figures of a run: scores where there is a reference, consistency with the input, and simulated nodules."""

import math
from collections import Counter
from collections.abc import Iterable

import streamlit as st

import sr_core as sr

from ..plots.plot import GREY, ORANGE, TEAL, VIOLET, Axis
from ..plots.scatter import Group, Point, show_scatter
from ..shell.glossary import explain
from ..shell.text import decibel, figure, plain
from ..workbench.error_bars import BAR_WORDS, pick_bars, show_bars
from ..workbench.evidence import FORCE, show_agreement, show_correction, values, worse_in, worse_text
from .radiograph import COMPARED, XrayOutcome, spacing_text
from .view import unit_of


def show_figures(outcome: XrayOutcome) -> None:
    """Show the figures with their protocol."""
    if outcome.scores:
        _show_scores(outcome)
    show_agreement(
        outcome,
        COMPARED,
        _value,
        unit="",
        said="Each result was shrunk again by bicubic and compared with the input. "
        f"The differences are in {_value_name(outcome)}; *Compare with* can show them as a map.",
    )
    gained = ""
    if "uncorrected" in outcome.scores and outcome.made.is_corrected:
        gained = f"PSNR was {_psnr(outcome, 'uncorrected')} before and is {_psnr(outcome, 'sr')} after."
    show_correction(outcome, "tolerance", _value, gained)
    unit = unit_of(outcome.lr)
    shown = pick_bars(outcome, "xray", lambda width: f"{figure(width)} {unit or _value_name(outcome)}")
    if shown is not None:
        show_bars(outcome, shown, "xray")
    result, lr = outcome.result, outcome.lr
    size = f"{plain(lr.name)}, {plain(outcome.title)}: {lr.shape_text} → {result.image.shape_text} pixels"
    missing = "" if outcome.scores else " There is no original to compare with, so PSNR and SSIM cannot be computed."
    st.caption(f"{size}, {result.seconds:.1f} s.{missing} Result: {spacing_text(result.image.spacing)}")
    scores = ("Reference", "PSNR", "SSIM", "MAE", "Protocol") if outcome.scores else ()
    explain("Bicubic", "Lanczos", "Consistency", FORCE, *BAR_WORDS, *scores, "Pixel spacing", "Derived image")


def _show_scores(outcome: XrayOutcome) -> None:
    names = outcome.names(("sr", "uncorrected", "bicubic", "lanczos"))
    st.markdown(f"**Errors against the {outcome.reference_name.lower()}**")
    rows = [_row(name, outcome.scores[side]) for side, name in names.items() if side in outcome.scores]
    st.dataframe(rows, hide_index=True, height="content")
    worse = [
        worse_text(plain(names[side]), worse_in(shown_values(outcome.scores[side]), values(outcome.scores["bicubic"])))
        for side in ("sr", "uncorrected")
        if side in names and side in outcome.scores and "bicubic" in outcome.scores
    ]
    if any(worse):
        st.info(" ".join(filter(None, worse)))
    protocol = outcome.scores["sr"][0].protocol
    made = (
        f"the radiograph was shrunk by bicubic {outcome.task.scale}× and enlarged again"
        if outcome.task.test
        else "the reference is the simulated chest, computed at the size of the result without noise; the input has "
        "noise"
    )
    span = "lowest to highest value of the reference" if outcome.lr.unit else "all levels"
    rounded = f", {protocol.rounding}" if protocol.rounding else ""
    st.caption(
        f"Protocol: {made}; grey values, {protocol.crop_border} px border removed{rounded}; the range of PSNR and "
        "SSIM is "
        f"{figure(protocol.data_range, 6)} ({span}). MAE is the mean absolute error in {_value_name(outcome)}. The "
        "noise "
        f"of the {'reference' if outcome.task.test else 'input'} limits every figure."
    )


def shown_values(scores: tuple[sr.Score, ...]) -> dict[str, float]:
    """Return the figures that the table shows."""
    return {name: value for name, value in values(scores).items() if name in ("PSNR", "SSIM", "MAE")}


def _row(name: str, scores: tuple[sr.Score, ...]) -> dict[str, str]:
    found = {score.name: score.value for score in scores}
    psnr = f"{found['PSNR']:.2f}" if math.isfinite(found["PSNR"]) else "identical"
    return {"Method": name, "PSNR, dB": psnr, "SSIM": f"{found['SSIM']:.4f}", "MAE": _value(found["MAE"])}


def _value_name(outcome: XrayOutcome) -> str:
    if not outcome.lr.unit:
        return "grey levels"
    return unit_of(outcome.lr) or "stored values"


def _value(value: float) -> str:
    return figure(value, 4)


def _psnr(outcome: XrayOutcome, side: str) -> str:
    return decibel(outcome.scores[side][0].value)


OUTCOMES = {
    "kept": "Kept",
    "found": "Only in the result",
    "lost": "Lost",
    "hidden": "Hidden by noise",
}
MARKS = {
    "kept": (TEAL, "circle"),
    "found": (VIOLET, "triangle-up"),
    "lost": (ORANGE, "x"),
    "hidden": (GREY, "diamond"),
}
"""Outcome -> colour and symbol of its points."""
EMPTY = {"invented": "Invented"}
"""Outcome of empty places; places where the input's noise already looks like a nodule are not counted."""


def show_nodules(outcome: XrayOutcome) -> None:
    """Plot and count the nodules of the simulated chest that each method keeps, loses or invents."""
    if not outcome.nodules:
        return
    same = outcome.task.method if outcome.task.method in sr.INTERPOLATIONS else ""
    names = {side: outcome.name(side) for side in outcome.nodules if side != same or outcome.made.is_corrected}
    st.markdown("**Nodules kept, lost and invented**")
    counts = {name: Counter(v.outcome for v in outcome.nodules[side]) for side, name in names.items()}
    for column, (side, name) in zip(st.columns(len(names)), names.items(), strict=True):
        with column:
            st.markdown(plain(name))
            _plot(side, name, outcome.nodules[side], counts[name])
    rows = [
        {"Method": name} | {label: count[key] for key, label in (OUTCOMES | EMPTY).items()}
        for name, count in counts.items()
    ]
    st.dataframe(rows, hide_index=True, height="content")
    for key in ("lost", "invented"):
        for side, name in names.items():
            own, base = counts[name][key], sum(v.outcome == key for v in outcome.nodules.get("bicubic", ()))
            if side == "sr" and own > base:
                st.info(f"{plain(name)} {key} more nodules than bicubic here: {own} against {base}.")
    looked = sum(not verdict.after.present for verdict in outcome.nodules["sr"])
    st.caption(
        f"The {len(sr.chest.NODULES)} nodules are simulated, at known places in the lungs, one of each diameter and "
        "contrast. A matched filter compares each with the known background; a nodule with half its contrast or more "
        f"counts as seen. The same filter looks for nodules of the weakest contrast at {looked} empty places; what it "
        "finds there is invented. Percentages are shares of the true contrast. This is one noisy picture: the numbers "
        "of another one would differ, and a simulated nodule is not a lesion."
    )


def _plot(side: str, name: str, verdicts: tuple[sr.chest.Verdict, ...], count: Counter[str]) -> None:
    points = [
        Point(
            f"{verdict.after.nodule.diameter_mm:g} mm, contrast {verdict.after.nodule.contrast:g}",
            f"{verdict.after.nodule.diameter_mm:g}",
            f"{verdict.after.nodule.contrast:g}",
            OUTCOMES[verdict.outcome],
            label=f"{verdict.after.share:.0%}",
            more=f"{verdict.after.share:.0%}",
        )
        for verdict in verdicts
        if verdict.after.present
    ]
    alt = (
        f"{name}: nodules by diameter and contrast. {count['kept'] + count['found']} of {len(sr.chest.NODULES)} seen "
        f"in the result, {count['lost']} lost, {count['hidden']} hidden by noise; {count['invented']} invented."
    )
    show_scatter(
        points,
        [Group(OUTCOMES[key], colour, symbol, "below") for key, (colour, symbol) in MARKS.items()],
        x=Axis("Diameter, mm", categories=_sizes(n.diameter_mm for n in sr.chest.NODULES)),
        y=Axis("Contrast, stored units", categories=_sizes(n.contrast for n in sr.chest.NODULES)),
        name=f"Nodules of {name}",
        alt=alt,
        key=f"xray_nodules_{side}",
        more="Share of the contrast",
        height=330,
    )


def _sizes(values: Iterable[float]) -> tuple[str, ...]:
    return tuple(f"{value:g}" for value in sorted(set(values)))
