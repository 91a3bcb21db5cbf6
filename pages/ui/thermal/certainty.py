"""How certain the readings of regions are: their largest value and their mean between the ends of the error bars."""

import streamlit as st

import sr_core as sr

from ..workbench.error_bars import bars_of
from .look import Look
from .thermogram import ThermalOutcome

ENOUGH = 0.1
"""Half-width in degC up to which a reading counts as certain."""


def show_certainty(regions: list[sr.Region], outcome: ThermalOutcome, look: Look) -> None:
    """Show how far the largest value and the mean of each region may be off; nothing without error bars."""
    areas = [region for region in regions if region.kind != "line"]
    bars = bars_of(outcome, "thermal")
    if bars is None:
        return
    if not areas:
        return
    low, high = sr.trust.bounds(outcome.result.image, bars)
    rows = []
    for region in areas:
        least, most = (sr.read_region(image, region, scale=bars.scale) for image in (low, high))
        off = {"Max": (most.max - least.max) / 2, "Mean": (most.mean - least.mean) / 2}
        sure = [name.lower() for name, half in off.items() if half <= ENOUGH]
        rows.append(
            {
                "Region": region.label,
                **{f"{name} of the result": f"± {look.difference(half, 2).lstrip('+')}" for name, half in off.items()},
                f"Certain to {look.difference(ENOUGH, 1).lstrip('+')}": " and ".join(sure) or "neither",
            }
        )
    st.dataframe(rows, hide_index=True, height="content")
    st.caption(
        f"Each reading is taken at the lower and at the upper ends of the error bars ({bars.level:.0%} of pixels). If "
        "the bars of a region hold, its true value lies between the two; the mean is usually known much better than "
        "that."
    )
