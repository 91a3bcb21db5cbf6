"""Regions of this session, which are drawn in the viewer or typed, named, mirrored and removed."""

from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..shell.state import kept, set_widget
from ..workbench.regions import AREAS, LETTERS, show_removers, with_new
from .thermogram import Thermal


def kept_regions() -> list[sr.Region]:
    """Return the regions, oldest first."""
    return kept(Thermal).regions


def add_region(region: sr.Region) -> str:
    """Keep a region under the next name of its kind; return the name. The oldest is dropped when there are too many."""
    kept(Thermal).regions = with_new(kept_regions(), region)
    return kept_regions()[-1].label


def mirror(region: sr.Region) -> sr.Region:
    """Mirror a region at the picture's vertical midline; its corners change sides, so that x0 stays left of x1."""
    return replace(region, x0=1.0 - region.x1, x1=1.0 - region.x0, label="")


def compare_sides() -> None:
    """Add the mirror image of the last box or ellipse, and compare both; without any, add a box first."""
    areas = [region for region in kept_regions() if region.kind in AREAS]
    if not areas:
        add_region(sr.Region("box", 0.25, 0.4, 0.4, 0.6))
    last = [region for region in kept_regions() if region.kind in AREAS][-1]
    other = add_region(mirror(last))
    left, right = sorted((last.label, other), key=_middle)
    set_widget("thermal_first", left)
    set_widget("thermal_second", right)


def _middle(label: str) -> float:
    return next(region.x0 + region.x1 for region in kept_regions() if region.label == label)


def show_region_tools() -> None:
    """Show the tools for regions besides drawing."""
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Compare left and right",
            key="thermal_sides",
            on_click=compare_sides,
            help="Mirrors the last box or ellipse at the picture's vertical midline, and subtracts the temperatures "
            "of the two.",
        )
        with st.popover("Add by numbers"):
            _type_region()
        if kept_regions():
            st.button("Remove all", key="thermal_remove_all", on_click=_remove)
    if kept_regions():
        show_removers("thermal", kept_regions(), _remove)


def _type_region() -> None:
    with st.form("thermal_type", border=False):
        kind = st.selectbox("Kind", list(LETTERS), format_func=str.capitalize, index=1, key="thermal_kind")
        st.caption(
            "Enter the corners, or the ends of a line, in percent of the picture's sides. A spot needs only the "
            "first place."
        )
        names = ("Left or start, across", "Top or start, down", "Right or end, across", "Bottom or end, down")
        keys = ("thermal_x0", "thermal_y0", "thermal_x1", "thermal_y1")
        places = [
            st.number_input(name, 0.0, 100.0, default, 1.0, format="%.1f", key=key) / 100
            for name, default, key in zip(names, (40.0, 40.0, 60.0, 60.0), keys, strict=True)
        ]
        if st.form_submit_button("Add", key="thermal_add"):
            x0, y0, x1, y1 = places
            add_region(sr.Region(kind, x0, y0, *((x0, y0) if kind == "spot" else (x1, y1))))
            st.rerun()


def _remove(label: str | None = None) -> None:
    kept(Thermal).regions = [r for r in kept_regions() if label is not None and r.label != label]
