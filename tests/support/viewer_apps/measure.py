"""The viewer with temperatures and regions, which Python keeps and the page prints."""

import json
from dataclasses import asdict, replace

import numpy as np
import streamlit as st

import sr_core as sr
from pages.ui.viewer.panel import Panel
from pages.ui.viewer.viewer import TOOLS, show_viewer
from tests.support.pictures import png

HEIGHT, WIDTH = 120, 160
FACTOR = 4
DOUBTFUL = np.s_[6:12, 25:35]
"""Rows and columns of the half-widths that are larger than the others."""


def right_values() -> np.ndarray:
    """Warm in the middle, with a corner where nothing was measured."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    values = 24 + 12 * np.exp(-((y - 60) ** 2 + (x - 70) ** 2) / 900) + 0.01 * (x % 7)
    values[:20, :20] = np.nan
    return values


def left_values() -> np.ndarray:
    """One value for FACTOR x FACTOR pixels of the picture."""
    y, x = np.mgrid[: HEIGHT // FACTOR, : WIDTH // FACTOR]
    return (25 + 0.1 * y + 0.02 * x).astype(np.float32)


def half_widths() -> np.ndarray:
    """0.05 degC, in the block `DOUBTFUL` 0.3 degC, nothing in a corner; one for FACTOR x FACTOR pixels."""
    widths = np.full((HEIGHT // FACTOR, WIDTH // FACTOR), 0.05, np.float32)
    widths[DOUBTFUL] = 0.3
    widths[:5, :5] = np.nan
    return widths


def grey(values: np.ndarray) -> bytes:
    """A PNG from black at 20 degC to white at 40."""
    return png(np.nan_to_num((values - 20) / 20 * 255).clip(0, 255).astype(np.uint8))


def main(start: str) -> None:
    """Show the page; with another `start` everything on it is as for a new visitor."""
    state = st.session_state
    state.runs = state.get("runs", 0) + 1
    kept = state.setdefault("kept", [])

    def keep(region: sr.Region) -> None:
        kept.append(replace(region, label=f"{region.kind[0].upper()}{len(kept) + 1}"))

    st.button("Run again")
    if st.button("Clear"):
        kept.clear()
    if not st.checkbox("Hide", key=f"hide {start}"):
        left, right = left_values(), right_values()
        doubted = st.checkbox("Error bars", key=f"bars {start}")
        panels = [
            Panel("Bicubic", grey(np.kron(left, np.ones((FACTOR, FACTOR)))), values=left),
            Panel("Thermal", grey(right), "x4", values=right, half_widths=half_widths() if doubted else None),
        ]
        alike = not st.checkbox("A map beside it", key=f"map {start}")
        look = {"height": 500, "unit": "°C", "tools": TOOLS, "alike": alike, "tolerance": 0.1}
        show_viewer(panels, key=f"measure{start}", regions=kept, on_drawn=keep, **look)
    st.text("regions " + json.dumps([asdict(region) for region in kept]))
    st.text(f"run {state.runs}")
