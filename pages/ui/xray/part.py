"""A part of a radiograph: pictures too large to be sent as a whole are shown in parts, pixel by pixel."""

import streamlit as st

import sr_core as sr

from ..shell.display import image_html

VIEW_PIXELS = 20_000_000
"""Most pixels that are shown at once: they and their values go to the browser."""
SIDES = (512, 1024, 2048)
"""Of a part, in pixels of the result."""
OVERVIEW = 200
"""Longest side of the whole, shown small beside it."""


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
    small = sr.dicom.overview(image.as_measured(), part, longest=OVERVIEW)
    overview.html(image_html(small, f"The whole radiograph; the part is {down} % down, {across} % across"))
    return part
