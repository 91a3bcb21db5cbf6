"""Choice of the radiograph: an upload or the simulated chest, one file of an archive, one frame of a file."""

import hashlib
from functools import partial
from typing import Literal

import streamlit as st

import sr_core as sr

from ..photo.upload import as_picture, offer_as_picture
from ..shell.address import OWN_KEPT, note, offer_link, read_word, say_refused, share
from ..shell.display import image_html
from ..shell.door import ElsewhereError, arrived, follow, pick_one
from ..shell.state import kept, renew
from ..shell.text import plain
from ..shell.uploads import name_shown, release
from ..shell.work import stop
from .radiograph import SMALL, Radiograph, Xray, simulated
from .studies import Studies, choose_from_studies

_FIELD = "xray_upload"
SIMULATED = "simulated"
"""Word of the address for the simulated chest."""


def pick_radiograph(*, test: bool, scale: int) -> Radiograph | None:
    """Show the upload field, the simulated chest and the frames; return the radiograph in use.

    When a file is removed or cannot be read, radiograph, result, lines and downloads are dropped.
    """
    here = kept(Xray)
    if read_word("sample", SIMULATED.__eq__, "No sample"):
        if here.radiograph is None or here.radiograph.simulated:
            _simulate(test=test, scale=scale)
        else:
            note("sample", OWN_KEPT)
    file, _ = pick_one(
        _FIELD,
        "Your radiograph",
        help=f"DICOM (also without an extension), PNG or TIFF, a folder or a ZIP archive of them. Up to 32 MB, "
        f"{sr.LIMITS}. Names of files do not go into those of downloads.",
        folder=True,
        choose=choose_from_studies,
    )
    if file is None:
        renew(kept(Studies))
    follow(_FIELD, file, empty=_empty, take=_take_new)
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
    is_own = found is not None and not found.simulated
    share("sample", SIMULATED if found is not None and not is_own else "")
    offer_link(own=is_own)
    say_refused("sample")
    if found is None:
        if here.problem:
            st.error(here.problem)
        return None
    if found.simulated:
        found = here.radiograph = simulated(test=test, scale=scale)
    else:
        name_shown(found.image.name, file)
        if arrived():
            offer_as_picture("xray", partial(as_picture, found.data, found.image.name))
    found = _pick_frame(found)
    st.button("Forget this radiograph and its result", key="xray_forget", on_click=_forget, width="stretch")
    return found


def _take_new(data: bytes, name: str) -> None:
    """Take a new file in place of the earlier one; temperatures belong on their own page."""
    try:
        found = sr.decode(data, name)
    except sr.ScalingNeeded:
        raise ElsewhereError("Thermal", "numbers that may be temperatures") from None
    except sr.SRError as error:
        _empty(f"{plain(str(error))}.")
        return
    if found.unit == "degC":
        raise ElsewhereError("Thermal", "temperatures")
    _empty()
    _keep(found, data)


def _take_frame(found: Radiograph, frame: int) -> None:
    """Decode another frame of a file, or note why it cannot be shown."""
    try:
        _keep(sr.decode(found.data, found.image.name, frame=frame), found.data)
    except sr.SRError as error:
        kept(Xray).problem = f"{plain(str(error))}."


def _keep(image: sr.DecodedImage, data: bytes) -> None:
    """Make a frame of a file the current radiograph."""
    frame = image.dicom.frame if image.dicom else 0
    grey, was_colour = sr.to_grey(image)
    digest = f"{hashlib.sha256(data).hexdigest()} {frame}"
    kept(Xray).radiograph = Radiograph(grey, digest, data, was_colour=was_colour)


def _simulate(*, test: bool, scale: int) -> None:
    release(_FIELD)
    _empty()
    kept(Xray).radiograph = simulated(test=test, scale=scale)


def _pick_frame(found: Radiograph) -> Radiograph | None:
    if found.frames < 2 or found.image.dicom is None:
        return found
    now = found.image.dicom.frame + 1
    frame = st.slider("Frame", 1, found.frames, now, key=f"xray_frame_{found.digest[:12]}")
    st.caption(f"The file has {found.frames} frames. Only the chosen one is decoded, shown and enlarged.")
    here = kept(Xray)
    here.problem = ""
    if frame != now:
        _take_frame(found, frame - 1)
    if here.problem:  # the earlier frame must not be shown under the number of this one
        st.error(here.problem)
        return None
    return here.radiograph


def _empty(problem: str = "") -> None:
    """Drop all that was made of the file."""
    stop()
    renew(kept(Xray), problem=problem)


def _forget() -> None:
    _empty()
    release(_FIELD)


@st.cache_data(show_spinner=False, max_entries=1)
def _chest() -> sr.DecodedImage:
    image = sr.decode(sr.chest.chest_dicom(SMALL), "simulated-chest.dcm")
    return sr.resize_image(sr.default_display(image), 2 * SMALL, 2 * SMALL)


def show_welcome() -> None:
    """Show the simulated chest to a visitor who has brought no radiograph, and offer it as a file."""
    st.html(image_html(_chest(), "Simulated radiograph of a chest with lungs, heart, ribs and collarbones"))
    st.caption(
        "This radiograph is simulated: it was computed from formulas, without a patient and without a detector. "
        "Upload a "
        "radiograph, or press *Use the simulated chest*: its nodules are known, so the page can show which ones a "
        "network "
        "keeps, loses or invents."
    )
    st.download_button(
        "Download the simulated chest (DICOM)",
        partial(sr.chest.chest_dicom, SMALL),
        "simulated-chest.dcm",
        "application/dicom",
        key="xray_phantom_file",
        icon="⬇",
        on_click="ignore",
    )
