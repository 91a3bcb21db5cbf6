"""Regions of this session, which are drawn in the viewer or typed, named, mirrored and removed."""

import re
from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..shell.state import kept, set_widget, widget
from ..shell.text import plain
from ..workbench.regions import AREAS, LETTERS, with_new
from .thermogram import Thermal

LONGEST = 24
"""Most letters of a name."""
MIDDLE = "Middle of the picture"
_SIDES = {"left": "right", "right": "left", "Left": "Right", "Right": "Left", "LEFT": "RIGHT", "RIGHT": "LEFT"}
_SIDE = re.compile(rf"\b(?:{'|'.join(_SIDES)})\b")


def kept_regions() -> list[sr.Region]:
    """Return the regions, oldest first."""
    return kept(Thermal).regions


def kept_pairs() -> list[tuple[sr.Region, sr.Region]]:
    """Return each region and its mirror image as left and right.

    Names that say left and right decide; without them, the places in the picture do.
    """
    found = {region.label: region for region in kept_regions()}
    pairs = [(found[one], found[other]) for one, other in kept(Thermal).pairs if one in found and other in found]
    return [(one, other) if _is_left(one, other) else (other, one) for one, other in pairs]


def _is_left(one: sr.Region, other: sr.Region) -> bool:
    sides = [_side(region.label) for region in (one, other)]
    if sides[0] != sides[1]:
        return sides[0] == "left" or sides[1] == "right"
    return one.x0 + one.x1 <= other.x0 + other.x1


def _side(name: str) -> str:
    """Return "left" or "right" where a name says one of them, otherwise an empty text."""
    found = {word.lower() for word in _SIDE.findall(name)}
    return found.pop() if len(found) == 1 else ""


def add_region(region: sr.Region) -> str:
    """Keep a region under its label, or the next name of its kind; return it. The oldest of too many is dropped."""
    kept(Thermal).regions = with_new(kept_regions(), region)
    return kept_regions()[-1].label


def mirror(region: sr.Region, middle: float = 0.5) -> sr.Region:
    """Mirror a region at a vertical line; its corners change sides, so that x0 stays left of x1.

    Args:
        region: region to mirror.
        middle: place of the line, from 0 (left edge of the picture) to 1 (right edge).

    Raises:
        SRError: if the mirror image would leave the picture.
    """
    x0, x1 = (round(2 * middle - end, 9) for end in (region.x1, region.x0))
    return replace(region, x0=x0, x1=x1, label="")


def mirror_region(label: str) -> str:
    """Add the mirror image of a region at the chosen mid-line, or place it anew; return its label, "" if there is none.

    A name that says left or right gives the other one.
    """
    here = kept(Thermal)
    here.refused = ""
    region = next(region for region in kept_regions() if region.label == label)
    try:
        image = mirror(region, _midline())
    except sr.SRError:
        here.refused = (
            f"The mirror image of {plain(label)} would lie outside the picture. Choose another mid-line, or draw a "
            "line whose middle lies on the axis of the body."
        )
        return ""
    for pair in here.pairs:
        if label in pair:
            partner = pair[pair[0] == label]
            if any(each.label == partner for each in here.regions):
                placed = replace(image, label=partner)
                here.regions = [placed if each.label == partner else each for each in here.regions]
                return partner
    name = _other_side(label)
    partner = add_region(replace(image, label="" if name == label or _is_taken(name) else name))
    here.pairs = [*here.pairs, (label, partner)]
    return partner


def _mirror(label: str) -> None:
    mirror_region(label)


def _midline() -> float:
    """Return the place of the chosen mid-line: the middle of the picture, or that of a line."""
    chosen = widget("thermal_midline")
    line = next((each for each in kept_regions() if each.kind == "line" and each.label == chosen), None)
    return 0.5 if line is None else (line.x0 + line.x1) / 2


def _other_side(name: str) -> str:
    return _SIDE.sub(lambda found: _SIDES[found[0]], name)


def _is_taken(label: str) -> bool:
    return any(region.label == label for region in kept_regions())


def compare_sides() -> None:
    """Add the mirror image of the last box or ellipse, and compare both; without any, add a box first."""
    areas = [region for region in kept_regions() if region.kind in AREAS]
    last = areas[-1].label if areas else add_region(sr.Region("box", 0.25, 0.4, 0.4, 0.6))
    if other := mirror_region(last):
        pair = next(pair for pair in kept_pairs() if {region.label for region in pair} == {last, other})
        set_widget("thermal_first", pair[0].label)
        set_widget("thermal_second", pair[1].label)


def show_region_tools() -> None:
    """Show the tools for regions besides drawing."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            "Compare left and right",
            key="thermal_sides",
            on_click=compare_sides,
            help="Mirrors the last box or ellipse at the mid-line, and subtracts the temperatures of the two.",
        )
        with st.popover("Add by numbers"):
            _type_region()
        if kept_regions():
            st.button("Remove all", key="thermal_remove_all", on_click=_remove)
        lines = [region.label for region in kept_regions() if region.kind == "line"]
        if lines:
            st.selectbox(
                "Mid-line",
                [MIDDLE, *lines],
                format_func=lambda label: label if label == MIDDLE else f"Middle of {label}",
                key="thermal_midline",
                width=190,
                help="Regions are mirrored at a vertical line. It runs through the middle of the picture, or of a line "
                "that you draw, for example across the body.",
            )
    if kept(Thermal).refused:
        st.warning(kept(Thermal).refused)
    with st.container(horizontal=True, gap="small"):
        for region in kept_regions():
            _show_region(region)


def _show_region(region: sr.Region) -> None:
    label, shown = region.label, plain(region.label)
    with st.container(horizontal=True, width="content", gap="xsmall", vertical_alignment="center"):
        st.text_input(
            f"Name of {shown}",
            label,
            max_chars=LONGEST,
            key=f"thermal_name_{label}",
            label_visibility="collapsed",
            width=130,
            on_change=_rename,
            args=(label,),
        )
        if region.kind != "line":
            st.button(
                "Mirror it",
                key=f"thermal_mirror_{label}",
                help=f"Add {region.kind} {shown} on the other side of the mid-line",
                on_click=_mirror,
                args=(label,),
            )
        st.button(
            f"✕ {shown}",
            key=f"thermal_remove_{label}",
            help=f"Remove {region.kind} {shown}",
            on_click=_remove,
            args=(label,),
        )


def _rename(label: str) -> None:
    """Give a region the name that was typed; its mirror image, if it has no name yet, gets that of the other side."""
    here = kept(Thermal)
    here.refused = ""
    name = " ".join(str(widget(f"thermal_name_{label}") or "").split())
    if not name or name == label:
        set_widget(f"thermal_name_{label}", label)
        return
    if _is_taken(name):
        here.refused = f"Another region is named {plain(name)}. Choose another name."
        set_widget(f"thermal_name_{label}", label)
        return
    _relabel(label, name)
    partner = next((pair[pair[0] == name] for pair in here.pairs if name in pair), "")
    other = _other_side(name)
    if re.fullmatch(r"[A-Z]\d+", partner) and other != name and not _is_taken(other):
        _relabel(partner, other)


def _relabel(label: str, name: str) -> None:
    here = kept(Thermal)
    here.regions = [replace(each, label=name) if each.label == label else each for each in here.regions]
    here.pairs = [(name if one == label else one, name if other == label else other) for one, other in here.pairs]
    for key in ("thermal_first", "thermal_second", "thermal_midline"):
        if widget(key) == label:
            set_widget(key, name)


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
    here = kept(Thermal)
    here.refused = ""
    here.regions = [r for r in kept_regions() if label is not None and r.label != label]
    here.pairs = [pair for pair in here.pairs if label is not None and label not in pair]
