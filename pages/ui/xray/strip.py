"""Strip of thumbnails from which one is opened, by a click, by a finger or by keys."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from ..shell.state import widget

_HERE = Path(__file__).parent
_strip = st.components.v2.component(
    "honest_pixels_strip",
    html='<div class="strip" role="listbox"></div>',
    css=(_HERE / "strip.css").read_text(encoding="utf-8"),
    js=(_HERE / "strip.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One thumbnail."""

    id: str
    """Id that `on_open` gets."""
    title: str
    """First line, such as the description of a series."""
    details: str
    """Second line, such as "PA · L"; may be empty."""
    picture: str
    """Data URL of the thumbnail; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Thumbnails under one heading."""

    heading: str
    """Text above them; empty for none."""
    tiles: Sequence[Tile]
    """One thumbnail or more."""


def show_strip(name: str, shelves: Sequence[Shelf], open_id: str, on_open: Callable[[str], None]) -> None:
    """Show thumbnails, of which one is marked as open.

    Args:
        name: name of the strip for a screen reader.
        shelves: the thumbnails.
        open_id: id of the one that is open.
        on_open: called with the id of the one that is chosen, before the page runs again.
    """
    key = "xray_strip"
    data = {"name": name, "open": open_id, "shelves": [asdict(shelf) for shelf in shelves]}
    _strip(key=key, data=data, on_chosen_change=lambda: on_open(str(widget(key)["chosen"])))
