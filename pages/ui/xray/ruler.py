"""Ruler: lines drawn over a radiograph, with their lengths in millimetres."""

import math
from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..shell.state import kept
from ..shell.text import plain
from .radiograph import Xray

MOST = 10
"""Most lines that are kept."""


def kept_lines(place: str) -> list[sr.Region]:
    """Return the lines, oldest first; those of another file, or another part of it, are dropped."""
    here = kept(Xray)
    if here.lines_place != place:
        here.lines_place, here.lines = place, []
    return here.lines


def add_line(line: sr.Region, place: str) -> None:
    """Keep a line under the next name; the oldest is dropped when there are too many."""
    lines = kept_lines(place)
    last = max((int(known.label[1:]) for known in lines), default=0)
    kept(Xray).lines = [*lines, replace(line, label=f"L{last + 1}")][-MOST:]


def length(line: sr.Region, height: int, width: int, spacing: sr.dicom.Spacing | None) -> float:
    """Return the length of a line on a picture of height x width pixels, in mm, or in pixels without a spacing."""
    across, down = (line.x1 - line.x0) * width, (line.y1 - line.y0) * height
    if spacing is None:
        return math.hypot(across, down)
    return math.hypot(across * spacing.column_mm, down * spacing.row_mm)


def show_lengths(lines: list[sr.Region], height: int, width: int, spacing: sr.dicom.Spacing | None) -> None:
    """Show the length of each line, which is the same on input and result, and offer to remove the lines.

    Args:
        lines: lines in shares of the pictures' sides.
        height: height of the part shown, in pixels of the input.
        width: width of the part shown, in pixels of the input.
        spacing: spacing of the input; without it, lengths are in pixels of the input.
    """
    if not lines:
        st.caption("Choose *Line* in the viewer and drag to measure a length.")
        return
    unit = "mm" if spacing else "pixels of the input"
    texts = [f"{line.label}: {length(line, height, width, spacing):.1f} {unit}" for line in lines]
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = f"  \nThe millimetres are from {plain(spacing.kind)}." if spacing else ""
        st.caption("  \n".join(texts) + kind, width="stretch")
        st.button("Remove lines", key="xray_lines_remove", on_click=_remove)


def _remove() -> None:
    kept(Xray).lines = []
