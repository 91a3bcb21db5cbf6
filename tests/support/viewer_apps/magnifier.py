"""The viewer with magnifier and ruler, of values and of pictures."""

from dataclasses import replace

import numpy as np
import streamlit as st

import sr_core as sr
from pages.ui.viewer.panel import Panel, Spacing, Window
from pages.ui.viewer.viewer import MAGNIFIER, show_viewer
from tests.support.pictures import png

HEIGHT, WIDTH = 300, 400
ROW_MM, COLUMN_MM = 0.4, 0.1
KIND = "at the detector (Imager Pixel Spacing)"


def colours(seed: int) -> np.ndarray:
    """(HEIGHT, WIDTH, 3) uint8, random."""
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def main(start: str) -> None:
    """Show the page; with another `start` everything on it is as for a new visitor."""
    kept = st.session_state.setdefault("kept", [])

    def keep(region: sr.Region) -> None:
        kept.append(replace(region, label=f"L{len(kept) + 1}"))

    spacing = None if st.checkbox("No spacing", key=f"spacing {start}") else Spacing(ROW_MM, COLUMN_MM, KIND)
    look = {"spacing": spacing, "tools": ("line", "box"), "height": 460, "regions": kept}
    if st.checkbox("Pictures", key=f"pictures {start}"):
        look["tools"] += (MAGNIFIER,)
        panels = [Panel("Map", png(colours(1))), Panel("Result", png(colours(2)))]
    else:
        panels = [Panel(label, b"", values=colours(n)[..., 0].astype(float)) for label, n in (("In", 1), ("Out", 2))]
        look["windows"] = [Window("Full range", 128, 256)]
    show_viewer(panels, key=f"lens{start}", **look, on_drawn=keep)
