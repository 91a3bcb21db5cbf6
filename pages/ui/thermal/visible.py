"""The visible picture that a camera stored beside the thermogram, shown below it and registered to nothing."""

from dataclasses import dataclass

import streamlit as st

import sr_core as sr

from ..shell.display import png
from ..shell.text import plain
from ..viewer.panel import Panel
from ..viewer.viewer import show_viewer
from .thermogram import Thermogram

FRAMED, WHOLE = "Framed as the thermogram", "Whole picture"


@dataclass(frozen=True, slots=True)
class _Shown:
    size: str  # of the whole picture: "2592 x 1944"
    whole: bytes  # PNG
    framed: bytes | None  # PNG of the part that the thermogram shows; None where the file does not say it


def show_visible(thermogram: Thermogram) -> None:
    """Show the visible picture of the file, if it holds one; a damaged one is named and changes nothing else."""
    if thermogram.simulated:
        return
    name = thermogram.image.name
    shown = _read(thermogram.digest[:64], name, thermogram.data)
    if shown is None:
        return
    if isinstance(shown, str):
        st.warning(f"{plain(shown)}. The visible picture in this file is not shown. Its temperatures are not affected.")
        return
    with st.expander("Visible picture in the file", expanded=True):
        view = WHOLE
        if shown.framed is not None:
            view = st.segmented_control(
                "Visible picture",
                [FRAMED, WHOLE],
                default=FRAMED,
                key="thermal_visible",
                label_visibility="collapsed",
                persist_state="session",
                required=True,
            )
        data = shown.framed if view == FRAMED and shown.framed is not None else shown.whole
        show_viewer([Panel("Visible picture", data)], key="thermal_visible_viewer", height=360, file=name)
        said = f"The camera stored this picture of {shown.size} pixels beside the thermogram."
        if shown.framed is not None:
            said += (
                " The frame is the camera's own alignment: scale and offset as the file gives them. This app has "
                "registered nothing. The two lenses stand beside each other, so near objects are displaced."
            )
        else:
            said += " The file does not say which part of it the thermogram shows."
        st.caption(f"{said} It is in no other download.")
        st.download_button(
            "Visible picture, PNG",
            data,
            _file_name(name, framed=data is shown.framed),
            "image/png",
            key="thermal_download_visible",
            icon="⬇",
            help="The visible picture as it is shown here. It may show the person.",
            on_click="ignore",
        )


def _file_name(name: str, *, framed: bool) -> str:
    stem = name.rpartition(".")[0].replace(" ", "-") or "thermogram"
    return f"{stem}_visible{'_framed' * framed}.png"


@st.cache_data(show_spinner=False, max_entries=2, scope="session")
def _read(digest: str, name: str, _data: bytes) -> _Shown | str | None:
    """Decode the visible picture once for all reruns; a text says why it cannot be shown."""
    try:
        found = sr.decode_visible(_data, name)
    except sr.SRError as error:
        return str(error)
    if found is None:
        return None
    framed = None if found.frame is None else png(found.frame.of(found.image))
    return _Shown(found.image.shape_text, png(found.image), framed)
