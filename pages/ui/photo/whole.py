"""The whole of a large photograph as a file."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..workbench.whole import Wanted, offer_whole, pick_format
from .picture import Picture
from .result import file_name

FORMATS = {"PNG": "png", "TIFF": "tiff"}
"""Name for people -> format that is written in bands."""
NO_WEBP = (
    "WebP is not among them: its encoder needs the whole result in memory, and a side holds at most 16,383 pixels."
)


def offer_photo(picture: Picture, task: sr.Task, beside: DeltaGenerator) -> None:
    """Offer to make the whole picture as a file; see `offer_whole`.

    Args:
        picture: the picture.
        task: task of the whole picture.
        beside: an empty place at the top of the result's column; see `RunView`.
    """
    with st.container(border=True):
        st.markdown("**The whole picture as a file**")
        format = pick_format("home", FORMATS, NO_WEBP)
        offer_whole(
            "home",
            Wanted(picture.image, picture.digest, task),
            format,
            lambda extension: file_name(picture.image.name, picture.digest, task, extension),
            beside,
        )
