"""Choice of the result's size on Home: a whole scale, or a width, a height, a factor or a print."""

from dataclasses import dataclass

import streamlit as st

import sr_core as sr

from ..shell.text import figure, plain
from ..workbench.choices import pick_scale, pick_scale_or_size

WAYS = ("Width", "Height", "Factor", "Print")
"""Ways to ask for a size."""
PAPERS = {"cm": (10.0, 15.0), "inch": (4.0, 6.0)}
"""Unit of a print -> the sides that are proposed."""
MOST_PIXELS = 65_535
"""Longest side that can be asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for."""

    scale: int
    """Scale of the networks; 1 where the picture is only reduced."""
    target: sr.Target | None = None
    """Size that the result is to have; None for `scale` times the picture."""

    def size(self, image: sr.DecodedImage | None, part: sr.Part | None = None) -> sr.Size | None:
        """Return the size of the result for this picture or a part of it; None for a whole scale."""
        return None if self.target is None or image is None else self.target.size(image, part)


def pick_size(image: sr.DecodedImage | None, *, test: bool) -> Asked | None:
    """Show the scales and the choice of a size; return what was asked for.

    A size that the picture cannot have is refused here; the answer is then None.

    Args:
        image: the whole picture; None where there is none yet.
        test: True for a test of the network, which needs a whole scale.
    """
    if test:
        return Asked(pick_scale("home", sr.PHOTOGRAPH))
    scale = pick_scale_or_size("home", sr.PHOTOGRAPH)
    if scale is not None:
        return Asked(scale)
    with st.container(border=True):
        try:
            target = _pick_target()
            if image is None:
                return Asked(sr.PHOTOGRAPH.scale, target)
            scale, size = target.scale(image, sr.network_scales(sr.PHOTOGRAPH)), target.size(image)
        except sr.SRError as error:
            st.error(f"{plain(str(error))}.")
            return None
        times = figure(float(target.enlargement(image)))
        st.caption(f"{size.text} pixels, {times} times on each side.{_paper(size)}")
    return Asked(scale, target)


def _paper(size: sr.Size) -> str:
    return f" It prints at {size.paper_text}." if size.dpi is not None else ""


def _pick_target() -> sr.Target:
    way = st.segmented_control(
        "Size by", WAYS, default=WAYS[0], key="home_size_by", required=True, persist_state="session", width="stretch"
    )
    if way == "Print":
        return _pick_print()
    if way == "Factor":
        most = float(sr.SCALES[-1])
        factor = st.number_input(
            "Factor, per side", 0.01, most, 2.5, 0.1, key="home_size_factor", persist_state="session"
        )
        return sr.Target(factor=factor)
    if way == "Height":
        high = st.number_input("Height, pixels", 1, MOST_PIXELS, 1080, key="home_size_height", persist_state="session")
        return sr.Target(height=high)
    wide = st.number_input("Width, pixels", 1, MOST_PIXELS, 1920, key="home_size_width", persist_state="session")
    return sr.Target(width=wide)


def _pick_print() -> sr.Target:
    with st.grid(2, min_column_width=120):
        unit = str(
            st.segmented_control(
                "Unit", list(PAPERS), default="cm", key="home_size_unit", required=True, persist_state="session"
            )
        )
        dpi = st.number_input("Dots per inch", 1, sr.MOST_DPI, 300, key="home_size_dpi", persist_state="session")
        short, long = (
            st.number_input(
                f"{name} side, {unit}", 0.1, 500.0, side, 0.5, key=f"home_size_{name}_{unit}", persist_state="session"
            )
            for name, side in zip(("Short", "Long"), PAPERS[unit], strict=True)
        )
    return sr.printed(short, long, unit, dpi=dpi)
