"""The viewer with two pictures: replaced, broken, hidden, run again."""

import io
import struct

import numpy as np
import streamlit as st
from PIL import Image, PngImagePlugin

from pages.ui.viewer.panel import Panel
from pages.ui.viewer.viewer import show_viewer

HEIGHT, WIDTH = 203, 301
LEFT, RIGHT, OTHER = 1, 2, 3
"""Seeds of the pictures."""


def source(seed: int) -> np.ndarray:
    """(HEIGHT, WIDTH, 3) uint8, random."""
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def png(seed: int) -> bytes:
    """The picture as a PNG with a linear gamma: a browser that manages colour would change every number."""
    notes = PngImagePlugin.PngInfo()
    notes.add(b"gAMA", struct.pack(">I", 100000))
    notes.add(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
    buffer = io.BytesIO()
    Image.fromarray(source(seed)).save(buffer, "PNG", pnginfo=notes)
    return buffer.getvalue()


def main(start: str) -> None:
    """Show the page; with another `start` everything on it is as for a new visitor."""
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.button("Run again")
    right = png(OTHER if st.checkbox("Other picture", key=f"other {start}") else RIGHT)
    if st.checkbox("Broken picture", key=f"broken {start}"):
        right = b"\x89PNG\r\n\x1a\n" + right[8:60]
    if not st.checkbox("Hide", key=f"hide {start}"):
        panels = [Panel("Bicubic", png(LEFT), "28.42 dB"), Panel("<b>EDSR</b> x4", right)]
        show_viewer(panels, key=f"viewer{start}", height=500)
    st.text(f"run {st.session_state.runs}")
