"""The viewer with one picture of values, and with the result beside it."""

from dataclasses import replace

import numpy as np
import streamlit as st

import sr_core as sr
from pages.ui.viewer.panel import Panel, Spacing, Window
from pages.ui.viewer.viewer import show_viewer

HEIGHT, WIDTH = 180, 240
LARGEST = 4095


def values() -> np.ndarray:
    """(HEIGHT, WIDTH) float32, whole numbers of 12 bits."""
    return np.random.default_rng(3).integers(0, LARGEST + 1, (HEIGHT, WIDTH)).astype(np.float32)


def main(start: str) -> None:
    """Show the page; with another `start` everything on it is as for a new visitor."""
    kept = st.session_state.setdefault("kept", [])

    def keep(region: sr.Region) -> None:
        kept.append(replace(region, label=f"L{len(kept) + 1}"))

    panels = [Panel("Input", b"", values=values())]
    if st.checkbox("Result", key=f"result {start}"):
        panels = [Panel("Bicubic", b"", values=values()), Panel("EDSR", b"", values=LARGEST - values())]
    windows = [Window("Full range", 2048, 4096)]
    look = {"digits": 0, "windows": windows, "spacing": Spacing(0.2, 0.2, "at the detector")}
    show_viewer(panels, key=f"single{start}", height=460, tools=("line",), regions=kept, **look, on_drawn=keep)
