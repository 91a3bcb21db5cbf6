"""Choice of the radiograph: an upload or the simulated chest, one file of an archive, one frame of a file."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import streamlit as st

import sr_core as sr

from ..shell.display import image_html
from ..shell.state import kept, renew
from ..shell.text import plain
from ..shell.uploads import follow, name_shown, release, upload_key
from ..shell.work import stop
from .radiograph import SMALL, Radiograph, Xray, simulated

_FIELD = "xray_upload"


def pick_radiograph(*, test: bool, scale: int) -> Radiograph | None:
    """Show the upload field, the simulated chest and the frames; return the radiograph in use.

    When a file is removed or cannot be read, radiograph, result, lines and downloads are dropped.
    """
    here = kept(Xray)
    upload = st.file_uploader(
        "Your radiograph",
        type=None,
        key=upload_key(_FIELD),
        help=f"DICOM (also without an extension), PNG or TIFF, or a ZIP archive of them. Up to 32 MB, {sr.LIMITS}. "
        "The file name is kept as it is.",
    )
    upload = choose_file(upload, "xray_archive")
    follow(_FIELD, upload, empty=_empty, take=take)
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
        here.problem = f"{plain(name)}: expected a radiograph, found temperatures; open the file on the Thermal page."
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
    st.caption(f"The file has {found.frames} frames. Only the chosen one is decoded, shown and enlarged.")
    here = kept(Xray)
    here.problem = ""
    if frame != now:
        take(found.data, found.image.name, frame - 1)
    if here.problem:  # the earlier frame must not be shown under the number of this one
        st.error(here.problem)
        return None
    return here.radiograph


def _empty() -> None:
    """Drop all that was made of the file."""
    stop()
    renew(kept(Xray))


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


@dataclass(frozen=True, slots=True)
class Member:
    """File of an archive, with those attributes of Streamlit's uploads that are used here."""

    file_id: str
    """Id of the archive, with the file's place in it."""
    name: str
    """Name of the file, without that of the archive."""
    data: bytes
    """Unpacked bytes."""

    def getvalue(self) -> bytes:
        """Return the unpacked bytes."""
        return self.data


def choose_file(upload: Any, key: str) -> Any:
    """Return an upload as it is, or the chosen file of a ZIP archive; None where the archive holds no usable file.

    Args:
        upload: upload from `st.file_uploader`; None without one.
        key: key of the widget that chooses the file.
    """
    if upload is None or not sr.is_archive(upload.getvalue()):
        return upload
    try:
        found = [file for file in sr.list_archive(upload.getvalue(), upload.name) if file.may_be_radiograph]
        if not found:
            st.error(
                f"{plain(upload.name)}: expected a radiograph in the ZIP archive, found none; add one and zip it again."
            )
            return None
        place = 0
        if len(found) > 1:
            labels = _labels([file.name for file in found])
            place = st.selectbox(
                f"File in the archive ({len(found)} files)", range(len(found)), format_func=labels.__getitem__, key=key
            )
        return Member(f"{upload.file_id} {place}", found[place].name, found[place].read())
    except sr.SRError as error:
        st.error(f"{plain(str(error))}.")
        return None


def _labels(names: list[str]) -> list[str]:
    """Number the names that occur more than once, in different folders."""
    seen: Counter[str] = Counter()
    labels = []
    for name in names:
        seen[name] += 1
        labels.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return labels
