"""The whole of a large photograph: a file that is made, and the viewer of it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.text import plain
from ..viewer.panel import Panel, Tiles
from ..viewer.viewer import show_viewer
from ..workbench.methods import INVENTED, title
from ..workbench.whole import Wanted, offer_whole, pick_format, whole_in_browser
from .picture import Picture
from .result import file_name

FORMATS = {"PNG": "png", "TIFF": "tiff"}
"""Name for people -> format that is written in bands."""
NO_WEBP = (
    "WebP is not among them: its encoder needs the whole result in memory, and a side holds at most 16,383 pixels."
)
SHOWS = (
    "The viewer shows every pixel of it beside bicubic. For this, the browser receives both pictures once more: three "
    "times as much as the file alone, and the run takes longer."
)
DEEP = ", with 8 of its 16 bits"


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
        shows = st.toggle(
            "Show it on this page, too", value=True, key="home_whole_shows", persist_state="session", help=SHOWS
        )
        offer_whole(
            "home",
            Wanted(picture.image, picture.digest, task),
            format,
            lambda extension: file_name(picture.image.name, picture.digest, task, extension),
            beside,
            shows=shows,
        )


def show_whole(picture: Picture) -> bool:
    """Show the whole picture whose file was made last, at its own pixels; return False where there is none."""
    whole = whole_in_browser("home", picture.digest)
    if whole is None:
        return False
    told, name = whole.told, title(whole.told.task.method)
    st.markdown(f"**The whole picture, {told.shape_text} pixels**")
    names = [name] if told.task.method == "bicubic" else [name, "Bicubic"]
    panels = [
        Panel(each, b"", tiles=Tiles(whole.token, number, told.height, told.width)) for number, each in enumerate(names)
    ]
    show_viewer(
        panels[::-1],
        key="home_whole_view",
        file=picture.image.name,
        run=whole.token,
    )
    if sr.is_generated(told.task.method):
        st.caption(INVENTED)
    st.caption(f"{plain(name)}: these are the pixels of the file{DEEP * (picture.image.bit_depth > 8)}.")
    return True
