"""The nodules of the simulated chest: which ones each method keeps, loses or invents."""

from collections import Counter

import streamlit as st

import sr_core as sr

from ..shell.charts import contrast_detail
from ..shell.text import plain
from .radiograph import XrayOutcome

OUTCOMES = {
    "kept": "Kept",
    "found": "Only in the result",
    "lost": "Lost",
    "hidden": "Hidden by noise",
}
EMPTY = {"invented": "Invented"}
"""Of empty places; those where the input's noise looks like a nodule already are not the method's."""


def show_nodules(outcome: XrayOutcome) -> None:
    """Plot and count them."""
    if not outcome.nodules:
        return
    same = outcome.task.method if outcome.task.method in sr.INTERPOLATIONS else ""
    names = {side: outcome.name(side) for side in outcome.nodules if side != same or outcome.made.is_corrected}
    st.markdown("**Nodules kept, lost, invented**")
    counts = {name: Counter(v.outcome for v in outcome.nodules[side]) for side, name in names.items()}
    with st.container(horizontal=True, gap="small"):
        for side, name in names.items():
            _plot(name, outcome.nodules[side], counts[name])
    rows = [
        {"Method": name} | {label: count[key] for key, label in (OUTCOMES | EMPTY).items()}
        for name, count in counts.items()
    ]
    st.dataframe(rows, hide_index=True, height="content")
    for key, word in (("lost", "lost more"), ("invented", "invented more")):
        for side, name in names.items():
            own, base = counts[name][key], sum(v.outcome == key for v in outcome.nodules.get("bicubic", ()))
            if side == "sr" and own > base:
                st.info(f"{plain(name)} {word} nodules than bicubic here: {own} against {base}.")
    looked = sum(not verdict.after.present for verdict in outcome.nodules["sr"])
    st.caption(
        f"Simulated: {len(sr.chest.NODULES)} nodules of known place in the lungs, one of each diameter and contrast. A "
        "matched filter compares each with the known background: from half its contrast on it counts as seen. "
        f"Invented: the same filter at {looked} empty places, for the weakest contrast. Percentages are shares of the "
        "true contrast. One noisy picture: repeat numbers scatter, and a simulated nodule is no lesion."
    )


def _plot(name: str, verdicts: tuple[sr.chest.Verdict, ...], count: Counter[str]) -> None:
    points = [
        {
            "diameter": verdict.after.nodule.diameter_mm,
            "contrast": verdict.after.nodule.contrast,
            "outcome": OUTCOMES[verdict.outcome],
            "share": verdict.after.share,
        }
        for verdict in verdicts
        if verdict.after.present
    ]
    alt = (
        f"{name}: nodules by diameter and contrast. {count['kept'] + count['found']} of {len(sr.chest.NODULES)} seen "
        f"in the result, {count['lost']} lost, {count['hidden']} hidden by noise; {count['invented']} invented."
    )
    contrast_detail(points, name, list(OUTCOMES.values()), alt)
