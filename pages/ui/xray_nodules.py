"""The nodules of the simulated chest: which ones each method keeps, loses or invents."""

from collections import Counter

import streamlit as st

import sr_core as sr

from .charts import contrast_detail_grid
from .xray_outcome import XrayOutcome

OUTCOMES = {
    "kept": "Kept",
    "found": "Seen in the result only",
    "lost": "Lost",
    "hidden": "Hidden by noise in both",
}
EMPTY = {"invented": "Invented", "noise": "Noise seen as nodule in both", "smoothed": "Noise smoothed away"}


def show_nodules(outcome: XrayOutcome) -> None:
    """Plot and count them."""
    if not outcome.nodules:
        return
    same = outcome.settings.method if outcome.settings.method in sr.INTERPOLATIONS else ""
    names = {side: outcome.name(side) for side in outcome.nodules if side != same or outcome.corrected}
    st.markdown("**Nodules kept, lost, invented**")
    points = [
        {
            "method": name,
            "diameter": verdict.after.nodule.diameter_mm,
            "contrast": verdict.after.nodule.contrast,
            "outcome": OUTCOMES[verdict.outcome],
            "share": verdict.after.share,
        }
        for side, name in names.items()
        for verdict in outcome.nodules[side]
        if verdict.after.present
    ]
    counts = {name: Counter(v.outcome for v in outcome.nodules[side]) for side, name in names.items()}
    alt = "Nodules by diameter and contrast. " + "; ".join(
        f"{name}: {count['kept'] + count['found']} of {len(sr.NODULES)} seen, {count['lost']} lost, "
        f"{count['invented']} invented"
        for name, count in counts.items()
    )
    contrast_detail_grid(points, list(names.values()), list(OUTCOMES.values()), f"{alt}.")
    rows = [
        {"Method": name} | {label: count[key] for key, label in (OUTCOMES | EMPTY).items()}
        for name, count in counts.items()
    ]
    st.dataframe(rows, hide_index=True, height="content")
    looked = sum(not verdict.after.present for verdict in outcome.nodules["sr"])
    st.caption(
        f"Simulated: {len(sr.NODULES)} nodules of known place in the lungs, one of each diameter and contrast. A "
        "matched filter compares each with the known background: from half its contrast on it counts as seen. "
        f"Invented: the same filter at {looked} empty places, for the weakest contrast. Percentages are shares of the "
        "true contrast. One noisy picture: repeat numbers scatter, and a simulated nodule is no lesion."
    )
