"""The whole of a large picture as a file, which the browser receives while it is made."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.state import kept
from ..shell.stream import Stream
from ..shell.text import duration, plain
from ..shell.work import Told
from ..workbench.cost import cost, price
from ..workbench.enlarging import stage_text
from ..workbench.saving import offer_stream
from .picture import Photo, Picture
from .result import file_name

MOST_PIXELS = 200_000_000
"""Pixels of the largest file: what 48 megapixels give at x2. The browser holds its bytes, about 400 MB as PNG."""
FORMATS = {"PNG": "png", "TIFF": "tiff"}
"""Name for people -> format that is written in bands."""


def offer_whole(picture: Picture, task: sr.Task, beside: DeltaGenerator) -> None:
    """Offer to make the whole picture as a file, and follow its run; call after all else of the page is written.

    Args:
        picture: the picture.
        task: task of the page; its part is not taken.
        beside: an empty place at the top of the result's column; see `RunView`.
    """
    task = replace(task, part=None)
    with st.container(border=True):
        st.markdown("**The whole picture as a file**")
        name = str(
            st.segmented_control(
                "Format", list(FORMATS), default="PNG", key="home_whole_format", required=True, persist_state="session"
            )
        )
        too_large = cost(picture.image, task, most=MOST_PIXELS) == float("inf")
        advice = " Choose a smaller scale." if too_large else " Your browser saves it when it is complete."
        st.caption(f"Result: {price(picture.image, task, most=MOST_PIXELS)}.{advice}")
        pressed = st.button("Make the file", key="home_whole_run", width="stretch", disabled=too_large)
        known = sr.FORMATS[FORMATS[name]]
        what = picture.digest, task, name

        def produce(stream: Stream, told: Told) -> sr.WrittenFile:
            def on_stage(stage: sr.Stage) -> None:
                told.progress(stage.share, stage_text(stage))
                told.let_others()

            return sr.enlarge_into(picture.image, task, FORMATS[name], stream, on_stage=on_stage)

        try:
            made = offer_stream(
                "home_whole",
                what,
                beside,
                produce,
                name=file_name(picture.image.name, picture.digest, task, known.extension),
                mime=known.mime,
                wanted=pressed,
            )
        except sr.SRError as error:
            st.error(plain(str(error)))
            return
        if made is not None:
            kept(Photo).written = what, made
        if (written := kept(Photo).written) is not None and written[0] == what:
            st.caption(_said(written[1]))


def _said(made: sr.WrittenFile) -> str:
    """Say what was written: size, time, and how far the result agrees with the picture."""
    return (
        f"Made: {made.shape_text} pixels, {made.bytes / 1e6:,.0f} MB, {duration(made.seconds)}. Shrunk back, it "
        f"differs from your picture by {made.agreement.levels:.2f} grey levels on average (0-255)."
    )
