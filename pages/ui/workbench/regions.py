"""Regions that a user draws: their names, and the buttons that remove them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

import sr_core as sr

LETTERS = {"spot": "S", "box": "B", "ellipse": "E", "line": "L"}
AREAS = ("box", "ellipse")
MOST = 20
"""Most regions that are kept; more could not be told apart in the viewer."""


def with_new(regions: Sequence[sr.Region], region: sr.Region) -> list[sr.Region]:
    """Return the regions with a new one at the end, under its label or the next name of its kind; `MOST` are kept."""
    letter = LETTERS[region.kind]
    taken = [int(known.label[1:]) for known in regions if re.fullmatch(rf"{letter}\d+", known.label)]
    label = region.label or f"{letter}{max(taken, default=0) + 1}"
    return [*regions, replace(region, label=label)][-MOST:]


def show_removers(page: str, regions: Sequence[sr.Region], remove: Callable[[str], None]) -> None:
    """Show a button for each region that removes it.

    Args:
        page: name of the page, with which keys begin.
        regions: regions with their labels.
        remove: called with the label of the region.
    """
    with st.container(horizontal=True, gap="xsmall", width="content"):
        for region in regions:
            st.button(
                f"✕ {region.label}",
                key=f"{page}_remove_{region.label}",
                help=f"Remove {region.kind} {region.label}",
                on_click=remove,
                args=(region.label,),
            )
