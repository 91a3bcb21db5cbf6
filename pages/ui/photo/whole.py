"""The whole of a large photograph: a file that is made, and the viewer of it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.text import plain
from ..viewer.panel import Panel, Tiles
from ..viewer.viewer import show_viewer
from ..workbench.methods import title
from ..workbench.whole import Wanted, offer_whole, pick_format, whole_in_browser
from .picture import Picture
from .result import file_name

FORMATS = {"PNG": "png", "TIFF": "tiff"}
"""Name for people -> format that is written in bands."""
NO_WEBP = (
    "WebP is not among them: its encoder needs the whole result in memory, and a side holds at most 16,383 pixels."
)
BESIDE_BICUBIC = "To see a place beside bicubic, move the frame there and press *Enlarge*."


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
            shows=True,
        )


def show_whole(picture: Picture) -> bool:
    """Show the whole picture whose file was made last, at its own pixels; return False where there is none."""
    whole = whole_in_browser("home", picture.digest)
    if whole is None:
        return False
    told, name = whole.told, title(whole.told.task.method)
    st.markdown(f"**The whole picture, {told.shape_text} pixels**")
    show_viewer(
        [Panel(name, b"", tiles=Tiles(whole.token, told.height, told.width))],
        key="home_whole_view",
        file=picture.image.name,
        run=whole.token,
    )
    st.caption(f"{plain(name)}. These are the pixels of the file; zoom in to see them one by one. {BESIDE_BICUBIC}")
    return True
