"""Several pictures beside each other, under one zoom and one place: a grid, or two of them under a divider.

Each picture is a component of its own that hands its PNG to the grid in the browser, so that a result that arrives does
not send the others again. Zoom, place, divider, lens and differences live in the browser and cause no rerun; the place
is kept in the page's address (`?view=zoom,x,y`). A region drawn by the user causes one rerun.
"""

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

import sr_core as sr

from ..shell.state import kept

_HERE = Path(__file__).parent
# The place, the pen, the painter and the marks are those of the viewer of two pictures.
_PAINTING = ("js/window.js", "js/view.js", "js/pen.js", "js/painter.js", "js/overlay.js")
_SCRIPTS = (
    *_PAINTING,
    "js/grid/pictures.js",
    "js/grid/difference.js",
    "js/grid/state.js",
    "js/grid/bar.js",
    "js/grid/heads.js",
    "js/grid/lens.js",
    "js/grid/figure.js",
    "js/grid/address.js",
    "js/grid/input.js",
    "js/grid/viewer.js",
)
_FEED_SCRIPTS = ("js/window.js", "js/view.js", "js/painter.js", "js/grid/pictures.js", "js/grid/feed.js")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_GREY_COLOUR_TYPES = (0, 4)


@dataclass(frozen=True, slots=True)
class GridPanel:
    """One picture of the grid."""

    id: str
    """Short and fixed: choices are kept by it."""
    label: str
    """Name above the picture, shown as plain text: "EDSR x4"."""
    png: bytes
    """A PNG file of 8 bits. All panels of a grid have the same pixel size."""
    caption: str = ""
    """Small text beside the name: "31.76 dB"."""
    figure: str = ""
    """Line under the patch of a figure: "31.76 dB / 0.8882"."""
    network: bool = False
    """True for what a network drew: the first one stands on the right of the divider."""
    shown: bool = True
    """False for a picture that the user has to put into the grid."""


def grid_viewer(
    panels: Sequence[GridPanel],
    *,
    key: str,
    bases: Sequence[str] = (),
    regions: Sequence[sr.Region] = (),
    note: str = "",
    file: str = "figure.png",
) -> sr.Region | None:
    """Show the panels; at most 12 at once, the user chooses which.

    A drawn region is painted at once; keep it and call `st.rerun()`.

    Args:
        panels: two or more of one pixel size, in the order they stand.
        key: fixed name of this grid; place and choices are kept under it, also when a picture is added or replaced.
        bases: ids of panels that others may be subtracted from.
        regions: painted over all pictures with their labels.
        note: last line of a figure: what its numbers are.
        file: name of a figure that is downloaded.

    Returns:
        The box or line the user has just drawn, without a label, exactly once; otherwise None.

    Raises:
        ValueError: if there are less than two panels, two have one id, one is no PNG, or their sizes differ.
    """
    heads = [_read_head(panel) for panel in panels]
    sizes = {head[:2] for head in heads}
    if len(panels) < 2 or len({panel.id for panel in panels}) < len(panels):
        raise ValueError(f"a grid needs two panels or more with ids of their own, got {[p.id for p in panels]}")
    if len(sizes) > 1:
        raise ValueError(f"the panels need one pixel size, got {sorted(sizes)} (height, width)")
    told = ("id", "label", "caption", "figure", "network", "shown")
    data = {
        "key": key,
        "panels": [{name: getattr(panel, name) for name in told} for panel in panels],
        "bases": list(bases),
        "regions": [asdict(region) for region in regions],
        "seen": _seen(key),
        "note": note,
        "file": file,
    }
    with st.container(gap=None):
        drawn = _undelivered(_grid(key=key, data=data).get("drawn"), key)
        for panel, head in zip(panels, heads, strict=True):
            _feed(key=f"{key}_{panel.id}", data=encode_feed(panel, key, grey=head[2] in _GREY_COLOUR_TYPES))
    return drawn


def encode_feed(panel: GridPanel, grid: str, *, grey: bool) -> bytes:
    """Pack a picture: u32 length of the header (little endian), JSON header, PNG. The same panel gives the same bytes.

    What may change without the picture (names, numbers) is not in it: it then is not sent again.
    """
    digest = hashlib.sha256(panel.png).hexdigest()
    entry = {"id": panel.id, "digest": digest, "grey": grey, "bytes": len(panel.png), "values": None}
    header = json.dumps({"grid": grid, "panels": [entry]}, sort_keys=True).encode()
    return b"".join([struct.pack("<I", len(header)), header, panel.png])


def _undelivered(drawn: Sequence[dict] | None, key: str) -> sr.Region | None:
    """Return the oldest region the browser has drawn and the page has not got, and note that it got it.

    A session that has just forgotten everything does not take up what was drawn before.
    """
    if key not in kept().drawn:
        kept().drawn[key] = max((entry["serial"] for entry in drawn or ()), default=0)
    for entry in drawn or ():
        if entry["serial"] > _seen(key):
            kept().drawn[key] = entry["serial"]
            return sr.Region(entry["kind"], entry["x0"], entry["y0"], entry["x1"], entry["y1"])
    return None


def _seen(key: str) -> int:
    """Serial number of the last region the page has got; they grow."""
    return kept().drawn.get(key, 0)


def _read_head(panel: GridPanel) -> tuple[int, int, int]:
    """Return height, width and colour type from the PNG header (PNG 1.2, 11.2.2 IHDR)."""
    if panel.png[:8] != _PNG_START or len(panel.png) < 33:
        raise ValueError(f"panel {panel.label!r} needs a PNG file, found bytes that start with {panel.png[:8]!r}")
    width, height, _depth, colour_type = struct.unpack(">IIBB", panel.png[16:26])
    return height, width, colour_type


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_grid = st.components.v2.component(
    "honest_pixels_grid",
    html=_read("grid.html"),
    css=_read("grid.css"),
    js="\n".join(_read(name) for name in _SCRIPTS),
)
_feed = st.components.v2.component("honest_pixels_grid_feed", js="\n".join(_read(name) for name in _FEED_SCRIPTS))
