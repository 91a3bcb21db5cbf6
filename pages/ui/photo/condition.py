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
    if condition.soft:
        height, width = condition.filled_size
        st.button(
            f"Make it smaller first: {width:,} x {height:,} pixels",
            key=f"{page}_smaller",
            width="stretch",
            on_click=lambda: replace(_smaller(picture, condition)),
        )


def _smaller(picture: Picture, condition: sr.Condition) -> Picture:
    """Shrink a picture to the size that its detail fills; it is not measured again."""
    image = sr.shrink_to_detail(picture.image, condition)
    return Picture(image, f"{picture.digest} at {image.shape_text}")
