"""A part of a radiograph: pictures too large to be sent as a whole are shown in parts, pixel by pixel."""

import numpy as np
import streamlit as st

import sr_core as sr

from ..shell.display import image_html

VIEW_PIXELS = 20_000_000
"""Most pixels that are shown at once: they and their values go to the browser."""
SIDES = (512, 1024, 2048)
"""Of a part, in pixels of the result."""
OVERVIEW = 200
"""Longest side of the whole, shown small beside it."""
FRAME = (0xFF, 0xB0, 0x3B)
"""Colour of the part's frame in it."""


def pick_part(image: sr.DecodedImage, scale: int, *, panels: int) -> sr.Part:
    """Offer which part is shown of pictures that are `scale` times as large as the image; the whole if it fits."""
    if image.height * image.width * scale**2 * panels <= VIEW_PIXELS:
        return sr.Part(0, 0, image.height, image.width)
    width, height = image.width * scale, image.height * scale
    st.caption(
        f"{width} x {height} pixels are too many to show at once: a part at its real pixels is. The whole is "
        "computed, measured and downloaded."
    )
    with st.container(horizontal=True, gap="medium"):
        overview = st.container(width=OVERVIEW + 8)
        with st.container(width="stretch"):
            side = st.segmented_control(
                "Part",
                SIDES,
                default=1024,
                format_func=lambda n: f"{n} px",
                key="xray_part_side",
                persist_state="session",
                required=True,
            )
            across = st.slider(
                "Left to right", 0, 100, 40, format="%d %%", key="xray_part_across", persist_state="session"
            )
            down = st.slider("Top to bottom", 0, 100, 40, format="%d %%", key="xray_part_down", persist_state="session")
    part = sr.Part.square(image, int(side) // scale, across=across / 100, down=down / 100)
    overview.html(
        image_html(_overview(image, part), f"The whole radiograph; the part is {down} % down, {across} % across")
    )
    return part


def _overview(image: sr.DecodedImage, part: sr.Part) -> sr.DecodedImage:
    """Draw a frame around the part in the whole picture, from 1 % to 99 % of its values; every nth pixel will do."""
    step = -(-max(image.height, image.width) // OVERVIEW)
    values = image.pixels[::step, ::step, 0].astype(np.float32)
    low, high = np.nanpercentile(values, (1, 99)) if np.isfinite(values).any() else (0.0, 1.0)
    share = np.clip((np.nan_to_num(values, nan=low) - low) / max(float(high - low), 1e-6), 0.0, 1.0)
    share = 1.0 - share if image.unit and image.dicom is not None and image.dicom.inverse else share
    grey = np.rint(share * 255).astype(np.uint8)[..., None].repeat(3, 2)
    top, left = part.top // step, part.left // step
    bottom, right = (part.top + part.height) // step, (part.left + part.width) // step
    framed = np.zeros(grey.shape[:2], bool)
    framed[top : bottom + 1, left : right + 1] = True
    framed[top + 2 : bottom - 1, left + 2 : right - 1] = False
    grey[framed] = FRAME
    return sr.DecodedImage(grey, "overview")
