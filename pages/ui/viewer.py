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

import streamlit as st

_HERE = Path(__file__).parent
_SCRIPTS = ("viewer_view.js", "viewer_painter.js", "viewer_input.js", "viewer.js")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_GREY_COLOUR_TYPES = (0, 4)
_N_PANELS = 2


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture of the viewer."""

    label: str
    """Name in the corner, shown as plain text: "Bicubic", "EDSR x4"."""
    png: bytes
    """A PNG file. All panels of a viewer have the same pixel size; 16-bit files are shown as 8-bit display values."""
    caption: str = ""
    """Small text beside the name: "28.42 dB"."""


def viewer(panels: Sequence[Panel], *, key: str, height: int = 560) -> None:
    """Show the first panel on the left of the divider and the second on the right.

    Args:
        panels: two panels of the same pixel size.
        key: fixed name of this viewer; zoom, pan and divider are kept under it, also when a picture is replaced.
        height: of the picture area in CSS pixels; small windows get at most 70 % of their own height.

    Raises:
        ValueError: if there are not two panels, one is no PNG, or their sizes differ.
    """
    _component(key=key, data=encode_payload(panels, key=key, height=height))


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
