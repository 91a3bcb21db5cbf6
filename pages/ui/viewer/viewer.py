"""The picture viewer: one picture, or two under one swipe divider, every pixel as it is in the file.

The page passes PNG files; the browser decodes them without colour management and paints them itself,
because `st.image` re-encodes as JPEG. Zoom, pan and divider live in the browser and cause no rerun.
Measured values travel beside the pictures and are read under the pointer; a region drawn by the user causes one rerun.
With windows there are no pictures: the browser paints the values.
"""

import hashlib
import json
import math
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

import sr_core as sr

from ..shell.state import kept

_HERE = Path(__file__).parent
_SCRIPTS = (
    "js/window.js",
    "js/view.js",
    "js/pen.js",
    "js/values.js",
    "js/painter.js",
    "js/film.js",
    "js/overlay.js",
    "js/lens.js",
    "js/ruler.js",
    "js/levels.js",
    "js/sides.js",
    "js/status.js",
    "js/input.js",
    "js/board.js",
    "js/viewer.js",
)
_REGION_SCRIPTS = ("js/board.js", "js/regions.js")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_GREY_COLOUR_TYPES = (0, 4)
_MOST_PANELS = 2
_NO_VALUE = 0xFFFF
_ROWS = 256
"""Of a strip."""
Packed = tuple[float, float, float, bytes]
Pack = Callable[[np.ndarray, int | None, str], Packed]
TOOLS = ("spot", "box", "ellipse", "line")
"""What a user may draw; Pan is always there."""
MAGNIFIER = "magnifier"
"""May stand among the tools: a lens that shows the pixels of each panel. With `windows` it is always there."""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of values that is shown from black to white: LINEAR of DICOM PS3.3 C.11.2.1.2.1.

    Window("Bone", 500, 2000)
    Window("File's window", 2048, 4096, invert=True)    # MONOCHROME1
    Window("Full range", (low + high + 1) / 2, high - low + 1)    # as LINEAR_EXACT from low to high
    """

    name: str
    """In the list of presets."""
    centre: float
    """Level, in the unit of the values."""
    width: float
    """At least 1, in the unit of the values."""
    invert: bool = False
    """True for small values bright."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.centre) and 1 <= self.width < math.inf):
            raise ValueError(f"a window needs a finite centre and a width of at least 1, got {self!r}")


@dataclass(frozen=True, slots=True)
class Spacing:
    """Millimetres between the centres of two neighbouring pixels of the panels' pictures.

    Spacing(0.143 / 4, 0.143 / 4, "at the detector (Imager Pixel Spacing)")    # a result at x4
    """

    row_mm: float
    """From one row to the next, downwards."""
    col_mm: float
    """From one column to the next, to the right."""
    kind: str
    """Where a length is true, as it is read after it: "12.3 mm, at the detector (Imager Pixel Spacing)"."""

    def __post_init__(self) -> None:
        if not all(0 < side < math.inf for side in (self.row_mm, self.col_mm)):
            raise ValueError(f"a spacing needs two numbers of mm above 0, got {self!r}")


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture of the viewer."""

    label: str
    """Name in the corner, shown as plain text: "Bicubic", "EDSR x4"."""
    png: bytes
    """A PNG file. All panels of a viewer have the same pixel size; 16-bit files are shown as 8-bit display values.
    A viewer with windows paints the values and does not look at it: b""."""
    caption: str = ""
    """Small text beside the name: "28.42 dB"."""
    values: np.ndarray | None = None
    """(H, W) float, the measured values in the viewer's unit, NaN where nothing was measured; read under the pointer
    instead of colours. May be smaller than the picture by a whole factor: then each value covers several pixels.
    A viewer with windows needs one for each pixel."""


def viewer(
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
    subject: str = "",
    alike: bool = True,
    file: str = "",
    about: str = "",
    run: str = "",
) -> sr.Region | None:
    """Show one panel, or the first on the left of the divider and the second on the right.

    A drawn region is painted at once; keep it, give it a label and call `st.rerun()`:

        if drawn := viewer(panels, key="v", tools=TOOLS, regions=kept):
            kept.append(replace(drawn, label=...))
            st.rerun()

    With windows the browser paints the values as 8-bit grey, both panels under one window, which the user drags,
    types or picks without a rerun; NaN is a checkerboard:

        viewer([Panel("Bicubic", b"", values=hu), Panel("EDSR", b"", values=hu_sr)], key="ct", unit="HU", digits=0,
               tools=["line"], windows=[Window("Bone", 500, 2000)], spacing=Spacing(0.2, 0.2, "in the patient"))

    Args:
        panels: one, shown without divider and name, or two of the same pixel size.
        key: fixed name of this viewer; zoom, pan and divider are kept under it, also when a picture is replaced.
        height: of the picture area in CSS pixels; small windows get at most 70 % of their own height.
        unit: text after a value, "°C".
        digits: decimals of a value.
        tools: what the user may draw, of `TOOLS`; empty for a viewer without tools. Not inside `st.form`.
            `MAGNIFIER` among them adds the magnifier.
        regions: painted over both pictures with their labels.
        windows: presets, the one to begin with first. The user's window is kept under the key until the presets change.
        spacing: of the pictures' pixels; lines then tell their length in mm, after their label. Without a spacing, a
            viewer with windows tells it in pixels and says that there is none.
        subject: what the pictures are of, such as a file of several frames: while it stays, so do an own window and
            the place in the list of presets, whatever their numbers become.
        alike: False for values of two kinds, such as a map and a picture: their difference is not told.
        file: name of what is shown, told above the pictures, in full screen too.
        about: more of it, such as patient and study.
        run: names the run that made the pictures; with another one than before the keyboard comes to the viewer, unless
            the user has gone elsewhere meanwhile.

    Returns:
        The region the user has just drawn, without a label, exactly once; otherwise None.
        Corners of boxes and ellipses lie on pixel borders, spots and ends of lines on pixel centres.

    Raises:
        ValueError: if there are not one or two panels, one is no PNG (or without values, under windows), their sizes
            differ, values do not cover their picture by a whole factor, or a tool is unknown.
    """
    if unknown := set(tools) - {*TOOLS, MAGNIFIER}:
        raise ValueError(f"tools are of {', '.join((*TOOLS, MAGNIFIER))}, got {', '.join(sorted(unknown))}")
    look: dict[str, Any] = {"height": height, "unit": unit, "digits": digits, "subject": subject, "alike": alike}
    look |= {"file": file, "about": about, "run": run}
    payload = encode_payload(panels, key=key, **look, tools=tools, windows=windows, spacing=spacing, pack=_pack_once)
    if not set(tools) & set(TOOLS) and not regions:
        _component(key=key, data=payload)
        return None
    with st.container(gap=None):
        drawn = _undelivered(_component(key=key, data=payload).get("drawn"), key)
        # A component of its own: a new region must not send the pictures again.
        shown = [asdict(region) for region in (*regions, *([drawn] if drawn else []))]
        _regions(key=f"{key}_regions", data={"viewer": key, "seen": _seen(key), "regions": shown})
    return drawn


def pack_values(values: np.ndarray, digits: int | None, digest: str = "") -> Packed:
    """Return the lowest value, the highest, the step, and 16-bit steps above the lowest, deflated.

    Without digits, a step is as fine as 65,534 of them allow, or 1 for whole numbers that are no further apart: those
    arrive unchanged. With digits, it is a tenth of the last one shown (0.001 for two decimals) if 65,535 of them reach
    from the lowest to the highest value, otherwise that span / 65,534.
    A value is off by half a step at most, a difference by one step.
    Each number is the difference to its left neighbour, modulo 65,536 (a third smaller); 65,535 says no value.
    `digest` stands for the values where the result is kept, see `_pack_once`.
    """
    finite = np.isfinite(values)
    low = float(np.min(values, where=finite, initial=np.inf))
    high = float(np.max(values, where=finite, initial=-np.inf))
    low, high = (low, high) if low <= high else (0.0, 0.0)
    low, step = _fine_steps(values, low, high) if digits is None else _decimal_steps(low, high, digits)
    deflate, packed = zlib.compressobj(1), []
    # In strips: the whole in float64, several times over, would take 400 MB for 10 megapixels.
    for top in range(0, len(values), _ROWS):
        strip, found = values[top : top + _ROWS].astype(np.float64), finite[top : top + _ROWS]
        codes = np.where(found, np.round((np.where(found, strip, low) - low) / step), _NO_VALUE).astype("<u2")
        packed.append(deflate.compress(np.diff(codes, axis=1, prepend=codes.dtype.type(0)).astype("<u2").tobytes()))
    return low, high, step, b"".join([*packed, deflate.flush()])


def _decimal_steps(low: float, high: float, digits: int) -> tuple[float, float]:
    """Return where steps start and how long one is."""
    per_unit = 10 ** (digits + 1)
    # On whole steps from zero on, so that values with that many decimals arrive as they are.
    floor = math.floor(low * per_unit) / per_unit
    if (high - floor) * per_unit < _NO_VALUE - 1:
        return floor, 1 / per_unit
    return low, (high - low) / (_NO_VALUE - 1)


def _fine_steps(values: np.ndarray, low: float, high: float) -> tuple[float, float]:
    strips = (values[top : top + _ROWS] for top in range(0, len(values), _ROWS))
    whole = high - low < _NO_VALUE and all(bool(((v == np.floor(v)) | ~np.isfinite(v)).all()) for v in strips)
    return low, 1.0 if whole or high == low else (high - low) / (_NO_VALUE - 1)


def encode_payload(
    panels: Sequence[Panel],
    *,
    key: str,
    height: int,
    unit: str = "",
    digits: int = 2,
    tools: Sequence[str] = (),
    windows: Sequence[Window] = (),
    spacing: Spacing | None = None,
    subject: str = "",
    alike: bool = True,
    file: str = "",
    about: str = "",
    run: str = "",
    pack: Pack = pack_values,
) -> bytes:
    """Pack what the browser needs: u32 length of the header (little endian), JSON header, each PNG and its values.

    The same arguments give the same bytes: Streamlit then sends about 1 KB on a rerun instead of the pictures.
    Values are rounded to steps, see `pack_values`.
    """
    heads = [_value_head(panel) if windows else _read_head(panel) for panel in panels]
    sizes = [head[:2] for head in heads]
    if not 1 <= len(panels) <= _MOST_PANELS:
        raise ValueError(f"the viewer needs 1 or {_MOST_PANELS} panels, got {len(panels)}")
    if len(set(sizes)) > 1:
        raise ValueError(f"the panels need one pixel size, got {sizes} (height, width)")
    entries, blobs = [], []
    for panel, (_, _, colour_type) in zip(panels, heads, strict=True):
        values, packed = _encode_values(panel, sizes[0], None if windows else digits, pack)
        png = b"" if windows else panel.png
        entry = {"label": panel.label, "caption": panel.caption, "grey": colour_type in _GREY_COLOUR_TYPES}
        digest = _digest(packed + json.dumps(values).encode() if windows else png)
        entries.append(entry | {"bytes": len(png), "digest": digest, "values": values})
        blobs += [png, packed]
    fields = {"key": key, "height": height, "unit": unit, "digits": digits, "panels": entries}
    fields |= {"subject": subject, "alike": alike, "file": file, "about": about, "run": run}
    fields["tools"] = [tool for tool in tools if tool != MAGNIFIER] + ["window"] * bool(windows)
    fields[MAGNIFIER] = MAGNIFIER in tools or bool(windows)
    fields["windows"] = [asdict(window) for window in windows]
    fields["spacing"] = asdict(spacing) if spacing else None
    header = json.dumps(fields, sort_keys=True).encode()
    return b"".join([struct.pack("<I", len(header)), header, *blobs])


def _encode_values(
    panel: Panel, size: tuple[int, int], digits: int | None, pack: Pack
) -> tuple[dict[str, Any] | None, bytes]:
    """Return what the header says about a panel's values, and the values packed."""
    if panel.values is None:
        return None, b""
    height, width = panel.values.shape
    if (size[0] % height, size[1] % width) != (0, 0) or size[0] // height != size[1] // width:
        raise ValueError(
            f"panel {panel.label!r} needs values that cover its picture of {size} (height, width) by one whole factor,"
            f" got {panel.values.shape}"
        )
    digest = _digest(panel.values.tobytes() + f"{panel.values.dtype} {height} {width}".encode())
    low, high, step, packed = pack(panel.values, digits, digest)
    shape = {"height": height, "width": width, "low": low, "high": high, "step": step}
    return shape | {"bytes": len(packed)}, packed


@st.cache_data(show_spinner=False, max_entries=4, scope="session")
def _pack_once(_values: np.ndarray, digits: int | None, digest: str) -> Packed:
    """Spare a rerun the packing, 0.2 s for 5 megapixels; `digest` stands for the values."""
    return pack_values(_values, digits)


def _undelivered(drawn: Sequence[dict[str, Any]] | None, key: str) -> sr.Region | None:
    """Return the oldest region the browser has drawn and the page has not got, and note that it got it.

    The browser repeats what it has not seen noted, so that an interrupted run loses nothing.
    """
    for entry in drawn or ():
        if entry["serial"] > _seen(key):
            kept().drawn[key] = entry["serial"]
            return sr.Region(entry["kind"], entry["x0"], entry["y0"], entry["x1"], entry["y1"])
    return None


def _seen(key: str) -> int:
    """Serial number of the last region the page has got; they grow."""
    return kept().drawn.get(key, 0)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_head(panel: Panel) -> tuple[int, int, int]:
    """Return height, width and colour type from the PNG header (PNG 1.2, 11.2.2 IHDR)."""
    if panel.png[:8] != _PNG_START or len(panel.png) < 33:
        raise ValueError(f"panel {panel.label!r} needs a PNG file, found bytes that start with {panel.png[:8]!r}")
    width, height, _depth, colour_type = struct.unpack(">IIBB", panel.png[16:26])
    return height, width, colour_type


def _value_head(panel: Panel) -> tuple[int, int, int]:
    """Return height, width and colour type of a panel that is painted from its values."""
    if panel.values is None or panel.values.ndim != 2:
        raise ValueError(f"panel {panel.label!r} needs (height, width) values to be shown under a window")
    return *panel.values.shape, _GREY_COLOUR_TYPES[0]


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "honest_pixels_viewer",
    html=_read("viewer.html"),
    css=_read("viewer.css"),
    js="\n".join(_read(name) for name in _SCRIPTS),
)
_regions = st.components.v2.component("honest_pixels_regions", js="\n".join(_read(name) for name in _REGION_SCRIPTS))
