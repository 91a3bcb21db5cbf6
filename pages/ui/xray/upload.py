"""The radiograph of this session: uploaded, or the simulated chest; one frame of it."""

import hashlib
from typing import Literal

import streamlit as st

import sr_core as sr

from ..shell.state import kept, renew
from ..shell.text import plain
from ..shell.uploads import is_fresh, name_shown, note_taken, release, upload_key, was_removed
from ..shell.work import stop
from ..workbench.archive_choice import choose_file
from .radiograph import Radiograph, Xray, simulated

_FIELD = "xray_upload"


def pick_radiograph(*, test: bool, scale: int) -> Radiograph | None:
    """Show uploader, phantom and frames; return the radiograph of the file in the uploader, or the simulated one.

    A file that is removed or cannot be read takes radiograph, result, lines and downloads along.
    """
    here = kept(Xray)
    upload = st.file_uploader(
        "Your radiograph",
        type=None,
        key=upload_key(_FIELD),
        help=f"DICOM (also without an extension), PNG or TIFF, or a ZIP of them. Up to 32 MB, {sr.LIMITS}. "
        "The file name is kept as it is.",
    )
    upload = choose_file(upload, "xray_archive")
    if was_removed(_FIELD, upload):
        _empty()
    elif is_fresh(upload, _FIELD):
        _empty()
        take(upload.getvalue(), upload.name)
        note_taken(upload, _FIELD)
    kind: Literal["primary", "secondary"] = "secondary" if here.radiograph is not None else "primary"
    st.button(
        "Use the simulated chest",
        key="xray_phantom",
        type=kind,
        width="stretch",
        on_click=_simulate,
        kwargs={"test": test, "scale": scale},
    )
    found = here.radiograph
    if found is None:
        if here.problem:
            st.error(here.problem)
        return None
    if found.simulated:
        found = here.radiograph = simulated(test=test, scale=scale)
    else:
        name_shown(found.image.name, upload)
    found = _pick_frame(found)
    st.button("Forget this radiograph and its result", key="xray_forget", on_click=_forget, width="stretch")
    return found


def take(data: bytes, name: str, frame: int = 0) -> None:
    """Decode one frame and make it the current radiograph, or note why it is none."""
    here = kept(Xray)
    here.problem = ""
    try:
        image = sr.decode(data, name, frame=frame)
    except sr.SRError as error:
        here.problem = f"{plain(str(error))}."
        return
    if image.unit == "degC":
        here.problem = f"{plain(name)} holds temperatures, not a radiograph; the Thermal page reads them."
        return
    grey, was_colour = sr.to_grey(image)
    here.radiograph = Radiograph(grey, hashlib.sha256(data).hexdigest() + f" {frame}", data, was_colour=was_colour)


def _simulate(*, test: bool, scale: int) -> None:
    release(_FIELD)
    _empty()
    kept(Xray).radiograph = simulated(test=test, scale=scale)


def _pick_frame(found: Radiograph) -> Radiograph | None:
    if found.frames < 2 or found.image.dicom is None:
        return found
    now = found.image.dicom.frame + 1
    frame = st.slider("Frame", 1, found.frames, now, key=f"xray_frame_{found.digest[:12]}")
    st.caption(f"{found.frames} frames; only the chosen one is decoded, shown and enlarged.")
    here = kept(Xray)
    here.problem = ""
    if frame != now:
        take(found.data, found.image.name, frame - 1)
    if here.problem:  # the frame before must not stand under the number of this one
        st.error(here.problem)
        return None
    return here.radiograph


def _empty() -> None:
    """Leave nothing of the file that was shown."""
    stop()
    renew(kept(Xray))


def _forget() -> None:
    _empty()
    release(_FIELD)
