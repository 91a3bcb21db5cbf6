"""How a radiograph is shown: the windows, or the file's own curve, and which part. Nothing here changes a value."""

from dataclasses import dataclass

import streamlit as st

import sr_core as sr

from ..shell.display import image_html
from ..shell.text import plain
from ..viewer.panel import Window

FULL, PERCENTILE, WINDOWS = "Full range", "1 % to 99 %", "Windows"
Curve = sr.dicom.VoiLut | sr.dicom.Window
"""Curve that the viewer cannot draw itself: a table, a sigmoid, a window narrower than 1."""


@dataclass(frozen=True, slots=True)
class XrayLook:
    """Choices of display, which all pictures share."""

    windows: tuple[Window, ...]
    """Presets of the viewer, the first of which is shown first; empty where a curve is shown."""
    curve: Curve | None = None
    """Curve of the file; None where windows are shown."""
    invert: bool = False
    """True if a curve shows small values bright."""


def windows_of(image: sr.DecodedImage) -> dict[str, sr.dicom.Window]:
    """List name -> window: those of the file in its order, the full range, 1 % to 99 % of the values.

    Args:
        image: measured values; `sr.DecodedImage.as_measured` converts other pictures.
    """
    found: dict[str, sr.dicom.Window] = {}
    for n, window in enumerate(image.dicom.windows if image.dicom else (), 1):
        name = window.explanation.strip().capitalize() or f"File's window {n}".removesuffix(" 1")
        found[name if name not in found else f"{name} {n}"] = window
    return found | {FULL: sr.dicom.full_window(image), PERCENTILE: sr.dicom.percentile_window(image)}


def pick_look(image: sr.DecodedImage, digest: str) -> XrayLook:
    """Offer the curves of the file, if it has any; all windows are offered by the viewer."""
    windows, info = windows_of(image), image.dicom
    inverse = bool(info and info.inverse)
    curves: dict[str, Curve] = {}
    for n, lut in enumerate(info.voi_luts if info else (), 1):
        curves[f"VOI LUT {n} of the file".replace(" 1 of", " of")] = lut
    for name, window in windows.items():
        if _to_viewer(window) is None:
            curves[name if name in (FULL, PERCENTILE) else f"{name}, as the file says"] = window
    presets = {name: drawn for name, window in windows.items() if (drawn := _to_viewer(window))}
    chosen = WINDOWS
    names = [*curves, *([WINDOWS] if presets else [])]
    if curves:
        chosen = str(
            st.segmented_control(
                "Display by",
                names,
                default=names[0],
                format_func=plain,
                key=f"xray_shown_{digest[:12]}",
                required=True,
                wrap=True,
                persist_state="session",
            )
        )
    if chosen == WINDOWS:
        return XrayLook(tuple(Window(name, *drawn, inverse) for name, drawn in presets.items()))
    invert = st.toggle(
        "Show small values bright", value=inverse, key=f"xray_invert_{digest[:12]}", persist_state="session"
    )
    return XrayLook((), curves[chosen], invert)


def default_curve(image: sr.DecodedImage) -> XrayLook:
    """Return the window from 1 % to 99 % of the values, for a picture beside a map."""
    return XrayLook((), windows_of(image)[PERCENTILE], bool(image.dicom and image.dicom.inverse))


def shown(image: sr.DecodedImage, look: XrayLook) -> sr.DecodedImage:
    """Return (H, W) 8-bit grey of measured values through the look's curve."""
    if isinstance(look.curve, sr.dicom.VoiLut):
        return sr.dicom.apply_voi_lut(image, look.curve, invert=look.invert)
    assert look.curve is not None
    return sr.dicom.apply_window(image, look.curve, invert=look.invert)


def _to_viewer(window: sr.dicom.Window) -> tuple[float, float] | None:
    """Return centre and width of a window as LINEAR, which the viewer draws; None for other windows."""
    if window.function == "LINEAR_EXACT":
        window = sr.dicom.Window(window.centre + 0.5, window.width + 1.0)
        return (window.centre, window.width) if window.width >= 2.0 else None
    return (window.centre, window.width) if window.function == "LINEAR" and window.width >= 1.0 else None


VIEW_PIXELS = 20_000_000
"""Most pixels that are shown at once, since they and their values are sent to the browser."""
SIDES = (512, 1024, 2048)
"""Sides of a part, in pixels of the result."""
OVERVIEW = 200
"""Longest side in pixels of the whole picture that is shown small beside the part."""


def pick_part(image: sr.DecodedImage, scale: int, *, panels: int) -> sr.Part:
    """Show the choice of a part of pictures `scale` times as large as the image; return the whole if it fits."""
    if image.height * image.width * scale**2 * panels <= VIEW_PIXELS:
        return sr.Part(0, 0, image.height, image.width)
    width, height = image.width * scale, image.height * scale
    st.caption(
        f"{width} x {height} pixels are too many to show at once, so a part is shown at its real pixels. The whole "
        "picture is computed, measured and downloaded."
    )
    with st.container(horizontal=True, gap="medium"):
        overview = st.container(width=OVERVIEW + 8)
        with st.container(width="stretch"):
            side = st.segmented_control(
                "Side of the part",
                SIDES,
                default=1024,
                format_func=lambda n: f"{n} px",
                key="xray_part_side",
                persist_state="session",
                required=True,
            )
            across = st.slider(
                "Position, left to right", 0, 100, 40, format="%d %%", key="xray_part_across", persist_state="session"
            )
            down = st.slider(
                "Position, top to bottom", 0, 100, 40, format="%d %%", key="xray_part_down", persist_state="session"
            )
    part = sr.Part.square(image, int(side) // scale, across=across / 100, down=down / 100)
    small = sr.dicom.overview(image.as_measured(), part, longest=OVERVIEW)
    overview.html(image_html(small, f"The whole radiograph; the part is {down} % down, {across} % across"))
    return part
