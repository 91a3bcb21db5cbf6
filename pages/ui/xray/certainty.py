"""How certain the ends of a measured line are, where they lie on edges."""

import math
from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..shell.text import figure
from ..workbench.error_bars import bars_of
from .radiograph import XrayOutcome


def part_bars(outcome: XrayOutcome, part: sr.Part) -> sr.trust.ErrorBars | None:
    """Return the error bars of the part of the input that is shown; None where there are none."""
    bars = bars_of(outcome, "xray")
    if bars is None:
        return None
    rows, columns = slice(part.top, part.top + part.height), slice(part.left, part.left + part.width)
    return replace(bars, half_width=bars.half_width[rows, columns])


def show_edge_certainty(lines: list[sr.Region], outcome: XrayOutcome, part: sr.Part) -> None:
    """Say for each line how far the edges at its ends may lie elsewhere; nothing without error bars.

    Args:
        lines: lines on the part that is shown.
        outcome: outcome of the run.
        part: part of the input that is shown.
    """
    bars = part_bars(outcome, part)
    if bars is None:
        return
    image = outcome.cut("sr", part)
    texts = []
    for line in lines:
        if (line.x0, line.y0) == (line.x1, line.y1):
            continue
        shifts = sr.trust.edge_shifts(image, bars, line)
        if not all(map(math.isfinite, shifts)):
            texts.append(f"{line.label}: there is no edge at one of its ends, so its length cannot be checked.")
            continue
        sure = "certain to a pixel of the input" if sum(shifts) <= bars.scale else "not certain to a pixel of the input"
        texts.append(
            f"{line.label}: the edges at its ends may lie elsewhere by {figure(shifts[0], 2)} and "
            f"{figure(shifts[1], 2)} pixels of the result; its length is {sure}."
        )
    if texts:
        st.caption(
            "  \n".join(texts) + f"  \nThis is the error bar ({bars.level:.0%} of pixels) at the steepest place near "
            "each end, divided by the slope there."
        )
