"""The viewer with values under a window, its presets replaced, hidden, run again."""

import numpy as np
import streamlit as st

from pages.ui.viewer.panel import Panel, Window
from pages.ui.viewer.viewer import show_viewer

HEIGHT, WIDTH = 180, 240
PRESETS = (
    ("File's window", 40.0, 400.0, False),
    ("Bone", 500.5, 2000.0, False),
    ("Lung, inverted", -600.0, 1500.0, True),
)
"""Name, centre and width in HU, inverted."""


def left_values() -> np.ndarray:
    """Whole HU of all 12 bits, with a corner where nothing was measured."""
    values = np.random.default_rng(5).integers(-1024, 3072, (HEIGHT, WIDTH)).astype(np.float32)
    values[:30, :40] = np.nan
    return values


def right_values() -> np.ndarray:
    """HU that are not whole, everywhere."""
    return np.nan_to_num(left_values()) + np.random.default_rng(6).normal(0, 20, (HEIGHT, WIDTH)).astype(np.float32)


def main(start: str) -> None:
    """Show the page; with another `start` everything on it is as for a new visitor."""
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.button("Run again")
    presets = [Window(*preset) for preset in PRESETS]
    if st.checkbox("Other presets", key=f"other {start}"):
        presets = [Window("Step", 100, 1), *presets]
    if st.checkbox("Second frame", key=f"frame {start}"):
        presets = [Window(name, centre + 10, width + 20, invert) for name, centre, width, invert in PRESETS]
    if not st.checkbox("Hide", key=f"hide {start}"):
        panels = [Panel("Input", b"", "CT", left_values()), Panel("EDSR", b"", values=right_values())]
        show_viewer(panels, key=f"window{start}", height=460, unit="HU", digits=0, windows=presets, subject="a file")
    st.text(f"run {st.session_state.runs}")
