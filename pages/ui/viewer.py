"""The picture viewer: two pictures under one swipe divider, every pixel as it is in the file.

The page passes PNG files; the browser decodes them without colour management and paints them itself,
because `st.image` re-encodes as JPEG. Zoom, pan and divider live in the browser and cause no rerun.
"""

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

import sr_core as sr

_HERE = Path(__file__).parent
_SCRIPTS = ("viewer_view.js", "viewer_painter.js", "viewer_input.js", "viewer.js")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_GREY_COLOUR_TYPES = (0, 4)
_N_PANELS = 2
TOOLS = ("spot", "box", "ellipse", "line")
"""What a user may draw; Pan is always there."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture of the viewer."""

    label: str
    """Name in the corner, shown as plain text: "Bicubic", "EDSR x4"."""
    png: bytes
    """A PNG file. All panels of a viewer have the same pixel size; 16-bit files are shown as 8-bit display values."""
    caption: str = ""
    """Small text beside the name: "28.42 dB"."""
    values: np.ndarray | None = None
    """(H, W) float, the measured values in the viewer's unit, NaN where nothing was measured; read under the pointer
    instead of colours. May be smaller than the picture by a whole factor: then each value covers several pixels."""


def viewer(
    panels: Sequence[Panel],
    *,
    key: str,
    height: int = 560,
    unit: str = "",
    digits: int = 2,
    tools: Sequence[str] = (),
    regions: Sequence[sr.Region] = (),
) -> sr.Region | None:
    """Show the first panel on the left of the divider and the second on the right.

    Args:
        panels: two panels of the same pixel size.
        key: fixed name of this viewer; zoom, pan and divider are kept under it, also when a picture is replaced.
        height: of the picture area in CSS pixels; small windows get at most 70 % of their own height.
        unit: text after a value, "°C".
        digits: decimals of a value.
        tools: what the user may draw, of `TOOLS`; empty for a viewer without tools.
        regions: painted over both pictures with their labels.

    Returns:
        The region the user has just drawn, without a label, exactly once; otherwise None.

    Raises:
        ValueError: if there are not two panels, one is no PNG, their sizes differ, or a tool is unknown.
    """
    if unknown := set(tools) - set(TOOLS):
        raise ValueError(f"tools are of {', '.join(TOOLS)}, got {', '.join(sorted(unknown))}")
    _component(key=key, data=encode_payload(panels, key=key, height=height))
    return None


def encode_payload(panels: Sequence[Panel], *, key: str, height: int) -> bytes:
    """Pack what the browser needs: u32 length of the header (little endian), JSON header, PNG files.

    The same arguments give the same bytes: Streamlit then sends about 1 KB on a rerun instead of the pictures.
    """
    heads = [_read_head(panel) for panel in panels]
    sizes = [head[:2] for head in heads]
    if len(panels) != _N_PANELS:
        raise ValueError(f"the viewer needs {_N_PANELS} panels, got {len(panels)}")
    if len(set(sizes)) > 1:
        raise ValueError(f"the panels need one pixel size, got {sizes} (height, width)")
    entries = [
        {
            "label": panel.label,
            "caption": panel.caption,
            "bytes": len(panel.png),
            "digest": hashlib.sha256(panel.png).hexdigest(),
            "grey": colour_type in _GREY_COLOUR_TYPES,
        }
        for panel, (_, _, colour_type) in zip(panels, heads, strict=True)
    ]
    header = json.dumps({"key": key, "height": height, "panels": entries}, sort_keys=True).encode()
    return b"".join([struct.pack("<I", len(header)), header, *(panel.png for panel in panels)])


def _read_head(panel: Panel) -> tuple[int, int, int]:
    """Return height, width and colour type from the PNG header (PNG 1.2, 11.2.2 IHDR)."""
    if panel.png[:8] != _PNG_START or len(panel.png) < 33:
        raise ValueError(f"panel {panel.label!r} needs a PNG file, found bytes that start with {panel.png[:8]!r}")
    width, height, _depth, colour_type = struct.unpack(">IIBB", panel.png[16:26])
    return height, width, colour_type


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "honest_pixels_viewer",
    html=_read("viewer.html"),
    css=_read("viewer.css"),
    js="\n".join(_read(name) for name in _SCRIPTS),
)
