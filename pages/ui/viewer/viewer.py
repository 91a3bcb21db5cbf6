"""The picture viewer: one picture, two under a divider, or a grid of several, every pixel as it is in the file.

The page passes PNG files; the browser decodes them without colour management and paints them itself, because `st.image`
re-encodes as JPEG. With windows there are no pictures: the browser paints the values. Each picture is sent by a
component of its own, and so are error bars, names and regions: a new one sends nothing else again. Zoom, place,
divider, window, magnifier and tolerance are kept in the browser and cause no rerun; a region drawn by the user does.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

import sr_core as sr

from ..shell.state import Shell, kept
from .link import Link
from .panel import Panel, Spacing, Values, Window
from .payload import Packed, encode_bars, encode_pictures, pack_values

_IMPORT = re.compile(r'^import [^;]* from "\./(?P<name>[\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def join_modules(entry: Path) -> str:
    """Return the module and all it imports, what is imported first; only the default export of `entry` stays one.

    Modules import names from files beside them, as they are exported, and no two files may declare the same name.
    """
    joined: dict[Path, str] = {}
    _add(entry, joined)
    return "\n".join(joined.values())


def _add(path: Path, joined: dict[Path, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for found in _IMPORT.finditer(text):
        if (imported := path.parent / found["name"]) not in joined:
            _add(imported, joined)
    joined[path] = _EXPORT.sub("", _IMPORT.sub("", text))


TOOLS = ("spot", "box", "ellipse", "line")
"""Tools with which a user may draw; Pan is always offered."""
MAGNIFIER = "magnifier"
"""Name of a lens among the tools that shows the pixels of each panel. With `windows` it is always offered."""
NO_EDGES = ("", "", "", "")
"""Marks of a picture whose edges have no names."""
_HERE = Path(__file__).parent
_MOST_PANELS = 2


def show_viewer(
    panels: Sequence[Panel],
    *,
    key: str,
    height: int = 560,
    unit: str = "",
    digits: int = 2,
    tools: Sequence[str] = (),
    regions: Sequence[sr.Region] = (),
    windows: Sequence[Window] = (),
    spacing: Spacing | None = None,
    tolerance: float | None = None,
    subject: str = "",
    alike: bool = True,
    edges: tuple[str, str, str, str] = NO_EDGES,
    black: bool = False,
    file: str = "",
    about: str = "",
    run: str = "",
    on_drawn: Callable[[sr.Region], object] | None = None,
) -> None:
    """Show one panel, or the first on the left of the divider and the second on the right.

    A drawn region is painted at once and given to `on_drawn`, which keeps it under a label for the next run:

        show_viewer(panels, key="v", tools=TOOLS, regions=kept, on_drawn=keep)

    With windows the browser paints the values as 8-bit grey, both panels under one window, which the user drags,
    types or picks without a rerun; NaN is a checkerboard:

        show_viewer([Panel("Bicubic", b"", values=hu), Panel("EDSR", b"", values=hu_sr)], key="ct", unit="HU", digits=0,
                    tools=["line"], windows=[Window("Bone", 500, 2000)], spacing=Spacing(0.2, 0.2, "in the patient"))

    Args:
        panels: one, shown without divider and name, or two of the same pixel size.
        key: fixed name of this viewer; zoom, pan and divider are kept under it, also when a picture is replaced.
        height: of the picture area in CSS pixels; small windows get at most 70 % of their own height.
        unit: text after a value, such as "°C".
        digits: decimals of a value.
        tools: what the user may draw, of `TOOLS`; empty for a viewer without tools. Not inside `st.form`.
            `MAGNIFIER` among them adds the magnifier.
        regions: painted over both pictures with their labels.
        windows: presets, of which the first is shown first. The user's window is kept under the key until they change.
        spacing: spacing of the pictures' pixels; lines then show their length in mm, after their label. Without a
            spacing, a viewer with windows shows lengths in pixels and says that there is no spacing.
        tolerance: what the user is offered first, above 0, in the unit of the half-widths: what may be off by more is
            hatched when the user asks for it. Needed if a panel has half-widths; the user's own is kept in the browser.
        subject: name of what the pictures show, such as a file of several frames. While it stays the same, so do the
            user's own window and the place in the list of presets, even if the numbers of the presets change.
        alike: False for values of two kinds, such as a map and a picture, whose difference is not shown.
        edges: marks at the left, right, upper and lower edge of the stage, such as the sides of a patient.
        black: True for a black surround, as radiographs are looked at; else it follows the theme.
        file: name of the file, shown above the pictures, in full screen too.
        about: text after the file's name, such as patient and study.
        run: name of the run that made the pictures. After a new run the viewer takes the keyboard focus, unless the
            user has moved it elsewhere meanwhile.
        on_drawn: gets every region that the user draws, without a label, exactly once and in their order, before the
            pictures are sent; the page then runs again. Corners of boxes and ellipses lie on pixel borders, spots and
            ends of lines on pixel centres.

    Raises:
        ValueError: if there are not one or two panels, one is no PNG (or without values, under windows), their sizes
            differ, values or half-widths do not cover their picture by a whole factor, half-widths come without a
            tolerance above 0, or a tool is unknown.
    """
    if unknown := set(tools) - {*TOOLS, MAGNIFIER}:
        raise ValueError(f"tools are of {', '.join((*TOOLS, MAGNIFIER))}, got {', '.join(sorted(unknown))}")
    if not 1 <= len(panels) <= _MOST_PANELS:
        raise ValueError(f"the viewer needs 1 or {_MOST_PANELS} panels, got {len(panels)}")
    look: dict[str, Any] = {"layout": "split", "height": height, "unit": unit, "digits": digits, "alike": alike}
    look |= {"file": file, "about": about, "subject": subject, "run": run, "edges": list(edges), "black": black}
    look["tools"] = [tool for tool in tools if tool != MAGNIFIER] + ["window"] * bool(windows)
    look["magnifier"] = MAGNIFIER in tools or bool(windows)
    look["windows"] = [asdict(window) for window in windows]
    look |= {"spacing": asdict(spacing) if spacing else None, "tolerance": tolerance}
    _show(panels, key, look, regions, on_drawn)


def show_grid(
    panels: Sequence[Panel],
    *,
    key: str,
    bases: Sequence[str] = (),
    regions: Sequence[sr.Region] = (),
    note: str = "",
    tolerance: float | None = None,
    file: str = "",
    figure_file: str = "figure.png",
    awaited: int = 0,
    link: Link | None = None,
    on_drawn: Callable[[sr.Region], object] | None = None,
) -> None:
    """Show the panels beside each other, or two of them under a divider; at most 12 at once, the user chooses which.

    How it is looked at is kept in the page's address, in the words of `Link`.

    Args:
        panels: two or more panels of one pixel size, each with an id, in their order in the grid.
        key: fixed name of this grid; place and choices are kept under it, also when a picture is added or replaced.
        bases: ids of panels that others may be subtracted from.
        regions: painted over all pictures with their labels.
        note: last line of a figure, which says what its numbers are.
        tolerance: in 8-bit levels; as in `show_viewer`.
        file: name of the file, shown above the pictures, in full screen too.
        figure_file: file name of a figure that is downloaded.
        awaited: number of pictures that are being made, whose places the grid keeps free.
        link: view that is shown now, once, instead of the user's own.
        on_drawn: gets every spot, box and line that the user draws, as in `show_viewer`.

    Raises:
        ValueError: if there are less than two panels, two have one id, one is no PNG, their sizes differ, or
            half-widths are not as in `show_viewer`.
    """
    if len(panels) < 2 or len({panel.id for panel in panels} - {""}) < len(panels):
        raise ValueError(f"a grid needs two panels or more with ids of their own, got {[p.id for p in panels]}")
    look: dict[str, Any] = {"layout": "grid", "height": 480, "unit": "", "digits": 0, "alike": True}
    look |= {"file": file, "about": "", "subject": "", "run": "", "tools": ["spot", "box", "line"], "magnifier": True}
    look |= {
        "edges": list(NO_EDGES),
        "windows": [],
        "spacing": None,
        "tolerance": tolerance,
        "bases": list(bases),
        "note": note,
        "figure_file": figure_file,
        "awaited": awaited,
        "link": asdict(link) if link else None,
    }
    _show(panels, key, look, regions, on_drawn)


def _show(
    panels: Sequence[Panel],
    key: str,
    look: dict[str, Any],
    regions: Sequence[sr.Region],
    on_drawn: Callable[[sr.Region], object] | None,
) -> None:
    """Mount the viewer and its pictures, or deliver what was drawn and run again."""
    film = bool(look["windows"])
    tolerance = look["tolerance"]
    if any(panel.half_widths is not None for panel in panels) and not (tolerance and 0 < tolerance < math.inf):
        raise ValueError(f"half-widths need a tolerance above 0, got {tolerance}")
    pictures = encode_pictures(panels, viewer=key, digits=look["digits"], film=film, pack=_pack_once)
    bars = [encode_bars(*each, viewer=key, pack=_pack_once) for each in zip(panels, pictures, strict=True)]
    told = ("label", "caption", "figure", "network", "shown")
    entries = [
        {"id": picture.id, "digest": picture.digest, "bars": own and {"id": own.id, "digest": own.digest}}
        | {name: getattr(panel, name) for name in told}
        for panel, picture, own in zip(panels, pictures, bars, strict=True)
    ]
    with st.container(gap=None):
        drawn = _viewer(key=key, data={"key": key}).get("drawn")
        if on_drawn and _deliver(drawn, key, on_drawn):
            st.rerun()
        said = {"bases": [], "awaited": 0, **look, "viewer": key, "panels": entries}
        said |= {"seen": kept(Shell).drawn.get(key, 0), "regions": [asdict(region) for region in regions]}
        _courier(key=f"{key}_said", data=said)
        for picture in (*pictures, *filter(None, bars)):
            _courier(key=f"{key}_{picture.id}", data=picture.payload)


@st.cache_data(show_spinner=False, max_entries=6, scope="session")
def _pack_once(_values: Values, digits: int | None, digest: str) -> Packed:
    """Pack values once for all reruns, which takes 0.2 s for 5 megapixels; `digest` identifies the values."""
    return pack_values(_values, digits)


def _deliver(drawn: Sequence[dict[str, Any]] | None, key: str, on_drawn: Callable[[sr.Region], object]) -> bool:
    """Give the page the regions that it has not got from the browser; return True if there were any.

    The browser sends a region again until it sees that the region was noted. A region is noted directly after it was
    given to the page. Streamlit may end a run whenever session state or an element is asked for, but neither happens in
    between, so that an interrupted run neither loses nor doubles a region. A new session ignores earlier regions.
    """
    noted = kept(Shell).drawn
    serials = [entry["serial"] for entry in drawn or ()]
    if key not in noted:
        noted[key] = max(serials, default=0)
    new = [entry for entry in drawn or () if entry["serial"] > noted[key]]
    for entry in new:
        on_drawn(sr.Region(entry["kind"], entry["x0"], entry["y0"], entry["x1"], entry["y1"]))
        noted[key] = entry["serial"]
    return bool(new)


_viewer = st.components.v2.component(
    "honest_pixels_viewer",
    html=(_HERE / "viewer.html").read_text(encoding="utf-8"),
    css="".join((_HERE / name).read_text(encoding="utf-8") for name in ("marks.css", "viewer.css")),
    js=join_modules(_HERE / "js" / "viewer.js"),
)
_courier = st.components.v2.component("honest_pixels_courier", js=join_modules(_HERE / "js" / "courier.js"))
