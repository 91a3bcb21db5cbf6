"""Lines drawn over a radiograph, with their length in millimetres, on the input and on the result."""

import math
from dataclasses import replace

import streamlit as st

import sr_core as sr

from .state import kept
from .text import plain

MOST = 10
"""Lines kept."""


def kept_lines(place: str) -> list[sr.Region]:
    """Return the lines, oldest first; those of another file, or another part of it, are dropped."""
    here = kept().xray
    if here.lines_place != place:
        here.lines_place, here.lines = place, []
    return here.lines


def add_line(line: sr.Region, place: str) -> None:
    """Keep a line under the next name; the oldest goes when there are too many."""
    lines = kept_lines(place)
    last = max((int(known.label[1:]) for known in lines), default=0)
    kept().xray.lines = [*lines, replace(line, label=f"L{last + 1}")][-MOST:]


def length(line: sr.Region, height: int, width: int, spacing: sr.Spacing | None) -> float:
    """Return the length of a line over a picture of height x width pixels: millimetres, or pixels without a spacing."""
    across, down = (line.x1 - line.x0) * width, (line.y1 - line.y0) * height
    if spacing is None:
        return math.hypot(across, down)
    return math.hypot(across * spacing.column_mm, down * spacing.row_mm)


def show_lengths(lines: list[sr.Region], pictures: dict[str, tuple[int, int, sr.Spacing | None]]) -> None:
    """Say each line's length on each picture, and offer to remove the lines.

    Args:
        lines: as shares of the pictures' sides.
        pictures: name -> height, width and spacing of what is shown.
    """
    if not lines:
        st.caption("Choose *Line* in the viewer and drag to measure a length.")
        return
    texts = []
    for line in lines:
        parts = []
        for name, (height, width, spacing) in pictures.items():
            unit = "mm" if spacing else "px"
            parts.append(f"{length(line, height, width, spacing):.1f} {unit} on {plain(name)}")
        texts.append(f"{line.label}: {', '.join(parts)}")
    kind = next((spacing.kind for *_, spacing in pictures.values() if spacing), "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("  \n".join(texts) + (f"  \nMillimetres: {plain(kind)}." if kind else ""), width="stretch")
        st.button("Remove lines", key="xray_lines_remove", on_click=_remove)


def _remove() -> None:
    kept().xray.lines = []
