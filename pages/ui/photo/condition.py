"""What an uploaded picture has been through, measured, and the offer to make a soft one smaller first."""

from collections.abc import Callable

import streamlit as st

import sr_core as sr

from ..shell.text import plain
from .picture import Picture


def show_condition(page: str, picture: Picture, replace: Callable[[Picture], None]) -> None:
    """Say what matters about the condition of a picture; a sample has none that was measured.

    Args:
        page: "home" or "compare".
        picture: the picture.
        replace: makes another picture the one that is enlarged.
    """
    condition = picture.condition
    if condition is None:
        return
    for text in sr.findings(condition):
        st.info(plain(text))
    if not picture.guard.inside and not _said(condition, picture.guard):
        st.info(f"{plain(picture.guard.sentence)} The result may be less reliable.")
    if condition.soft:
        height, width = condition.filled_size
        st.button(
            f"Make it smaller first: {width:,} x {height:,} pixels",
            key=f"{page}_smaller",
            width="stretch",
            on_click=lambda: replace(_smaller(picture, condition)),
        )


def _said(condition: sr.Condition, guard: sr.Guard) -> bool:
    """True if a finding on the condition names what speaks against the picture."""
    said = {
        "noise": condition.noisy,
        "JPEG": condition.compressed,
        "blocks": condition.compressed,
        "enlarged": condition.soft,
        "soft": condition.soft,
        "graphic": condition.content.kind == "graphic",
    }
    return said.get(guard.cause, False)


def _smaller(picture: Picture, condition: sr.Condition) -> Picture:
    """Shrink a picture to the size that its detail fills; it is not measured again."""
    image = sr.shrink_to_detail(picture.image, condition)
    return Picture(image, f"{picture.digest} at {image.shape_text}")
