"""How a radiograph is shown: window, VOI LUT, inversion. Nothing here touches a value."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

import sr_core as sr

VOI, FULL, PERCENTILE, OWN = "VOI LUT of the file", "Full range", "1 % to 99 %", "By numbers"


@dataclass(frozen=True, slots=True)
class XrayLook:
    """Choices of display, shared by all pictures."""

    window: sr.Window | None
    """Span of values from black to white; None for the file's VOI LUT."""
    invert: bool
    """True for small values bright."""

    @property
    def text(self) -> str:
        """Window as radiologists write it."""
        if self.window is None:
            return VOI
        return f"centre {self.window.centre:g}, width {self.window.width:g}".replace("-", "−")


def windows_of(image: sr.DecodedImage) -> dict[str, sr.Window]:
    """List name -> window: the file's in its order, the full range, 1 % to 99 % of the values.

    Args:
        image: measured values; `xray_outcome.measured` makes them of others.
    """
    found: dict[str, sr.Window] = {}
    for n, window in enumerate(image.dicom.windows if image.dicom else (), 1):
        name = window.explanation.strip().capitalize() or f"Window {n}"
        found[name if name not in found else f"{name} {n}"] = window
    low, high = image.value_range
    found[FULL] = sr.Window((low + high) / 2, high - low, "LINEAR_EXACT", FULL)
    sample = image.pixels[:: max(1, image.height // 512), :: max(1, image.width // 512)]
    sample = sample[np.isfinite(sample)]
    first, last = (float(v) for v in np.percentile(sample, (1, 99))) if sample.size else (low, high)
    last = last if last > first else first + 1.0
    found[PERCENTILE] = sr.Window((first + last) / 2, last - first, "LINEAR_EXACT", PERCENTILE)
    return found


def pick_look(image: sr.DecodedImage, digest: str) -> XrayLook:
    """Show the presets; numbers of one's own are kept while the file stays."""
    presets = windows_of(image)
    info = image.dicom
    names = [*([VOI] if info and info.voi_luts else []), *presets, OWN]
    mark = digest[:12]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = str(st.selectbox("Window", names, key=f"xray_window_{mark}", width=210))
        invert = st.toggle("Invert", value=bool(info and info.inverse), key=f"xray_invert_{mark}")
        if name == OWN:
            first = next(iter(presets.values()))
            step = max(1.0, float(f"{first.width / 50:.1g}"))
            centre = st.number_input("Centre", value=first.centre, step=step, key=f"xray_centre_{mark}", width=130)
            width = st.number_input(
                "Width", min_value=1e-3, value=first.width, step=step, key=f"xray_width_{mark}", width=130
            )
            return XrayLook(sr.Window(centre, width, "LINEAR_EXACT"), invert)
    look = XrayLook(presets.get(name), invert)
    if look.window is not None:
        st.caption(f"Black to white: {look.text}. All pictures share it; values are never changed.")
    return look


def shown(image: sr.DecodedImage, look: XrayLook) -> sr.DecodedImage:
    """Return (H, W) 8-bit grey of measured values."""
    if look.window is None:
        assert image.dicom is not None
        return sr.apply_voi_lut(image, image.dicom.voi_luts[0], invert=look.invert)
    return sr.apply_window(image, look.window, invert=look.invert)
