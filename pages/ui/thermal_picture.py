"""The thermogram of this session: uploaded, or the simulated one; and what to do with files that hold none."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

import sr_core as sr

from .picture import Picture, describe
from .session import release, upload_key
from .text import plain
from .thermal_scaling import ask_scaling, ask_unit

TYPES = ["jpg", "jpeg", "png", "tif", "tiff", "csv", "txt"]
_PROBLEMS = ("thermal_problem", "thermal_asked", "thermal_colours")
"""Why the last upload is no thermogram yet: an error, a question, a picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Thermogram:
    """What the user brought."""

    image: sr.DecodedImage
    """Temperatures in degC."""
    digest: str
    """sha256 of the file and of how it was read; "phantom" for the simulated one."""
    data: bytes = b""
    """The file; empty for the simulated one."""
    chosen_unit: str = ""
    """Unit of the file's numbers, where the file names none and the visitor chose it."""

    @property
    def simulated(self) -> bool:
        """True for the phantom, whose truth is known at every scale."""
        return not self.data


@st.cache_data(show_spinner=False, max_entries=4)
def phantom(scale: int, noise_c: float) -> sr.DecodedImage:
    """Compute the simulated thermogram once."""
    return sr.thermal_phantom(scale=scale, noise_c=noise_c)


def describe_thermogram(image: sr.DecodedImage) -> str:
    """Say what was read: "160 x 120 pixels, 22.01 to 35.73 °C"."""
    low, high = image.value_range
    missing = int(image.pixels.size - np.isfinite(image.pixels).sum())
    without = f", {missing} without a temperature" if missing else ""
    return f"{image.shape_text} pixels, {low:.2f} to {high:.2f} °C{without}".replace("-", "−")


def simulated() -> Thermogram:
    """Return the simulated thermogram, with the noise of a camera."""
    return Thermogram(phantom(1, 0.05), "phantom")


def pick_thermogram() -> Thermogram | None:
    """Show uploader and phantom; return the current thermogram, which a file that holds none does not replace."""
    upload = st.file_uploader(
        "Your thermogram",
        type=TYPES,
        key=upload_key("thermal_upload"),
        help="Radiometric JPEG of a FLIR camera, TIFF (°C, kelvin or centikelvin), 16-bit PNG or CSV of temperatures. "
        f"Up to 32 MB, {sr.LIMITS}.",
    )
    if upload is None:
        for name in ("thermal_seen", *_PROBLEMS):
            st.session_state.pop(name, None)
    elif st.session_state.get("thermal_seen") != upload.file_id:
        st.session_state.thermal_seen = upload.file_id
        take(upload.getvalue(), upload.name)
    kind: Literal["primary", "secondary"] = "secondary" if "thermogram" in st.session_state else "primary"
    st.button(
        "Use the simulated thermogram",
        key="thermal_phantom",
        type=kind,
        width="stretch",
        on_click=lambda: _keep(simulated()),
    )
    _show_problem()
    found: Thermogram | None = st.session_state.get("thermogram")
    if found is not None:
        if found.chosen_unit:
            st.button("Choose another unit", key="thermal_other_unit", on_click=_ask_again, width="stretch")
        st.button("Forget this thermogram and its result", key="thermal_forget", on_click=_forget, width="stretch")
    return found


def take(
    data: bytes,
    name: str,
    *,
    scaling: sr.Scaling | None = None,
    unit: str | None = None,
    radiometry: sr.Radiometry | None = None,
) -> None:
    """Decode a file and make it the current thermogram, or note why it is none; the one before then stays.

    A unit that was chosen for a file is kept for this file, told by its content, and for no other.
    """
    for key in _PROBLEMS:
        st.session_state.pop(key, None)
    digest = hashlib.sha256(data).hexdigest()
    units: dict[str, str] = st.session_state.setdefault("thermal_units", {})
    if unit is not None:
        units[digest] = unit
    elif scaling is None:
        unit = units.get(digest)
    try:
        image = sr.decode(data, name, scaling=scaling, unit=unit, radiometry=radiometry)
    except sr.ScalingNeeded as question:
        st.session_state.thermal_asked = (data, name, question)
        return
    except sr.SRError as error:
        kept = " The thermogram before it stays." if "thermogram" in st.session_state else ""
        st.session_state.thermal_problem = f"{plain(str(error))}.{kept}"
        _note_picture(data, name, digest)
        return
    if image.unit not in ("", "degC"):
        label = plain(image.name)
        st.session_state.thermal_problem = (
            f"{label}: expected temperatures, found values in {image.unit} of a DICOM file; open it on the X-ray page."
        )
        return
    if not image.unit:
        st.session_state.thermal_colours = Picture(image, digest)
        if sr.may_be_counts(image):
            st.session_state.thermal_asked = (data, name, _numbers(image))
        return
    chosen = (scaling, unit, radiometry)
    how = "" if chosen == (None, None, None) else f" {chosen!r}"
    _keep(Thermogram(image, digest + how, data, unit or ""))


def _note_picture(data: bytes, name: str, digest: str) -> None:
    """Keep the visible picture of a file whose temperatures cannot be read, to be offered as an ordinary one."""
    with suppress(sr.SRError):
        st.session_state.thermal_colours = Picture(sr.decode(data, name, as_picture=True), digest)


def _keep(thermogram: Thermogram) -> None:
    st.session_state.thermogram = thermogram
    for key in _PROBLEMS:
        st.session_state.pop(key, None)


def _show_problem() -> None:
    state = st.session_state
    if "thermal_problem" in state:
        st.error(state.thermal_problem)
    elif "thermal_asked" in state:
        data, name, question = state.thermal_asked
        if isinstance(question, sr.UnitNeeded):
            answer = ask_unit(name, question, hashlib.sha256(data).hexdigest()[:8])
        else:
            answer = ask_scaling(name, question)
        if isinstance(answer, str):
            take(data, name, unit=answer)
            st.rerun()
        if answer is not None:
            take(data, name, scaling=answer)
            st.rerun()
    elif "thermal_colours" in state:
        kept = " The thermogram before it stays." if "thermogram" in state else ""
        image = state.thermal_colours.image
        st.warning(f"{plain(image.name)} ({describe(image)}): {sr.no_temperatures(image)}{kept}")
    if "thermal_colours" in state:
        _offer_as_picture(state.thermal_colours)


def _numbers(image: sr.DecodedImage) -> sr.ScalingNeeded:
    """Ask for the scale of a grey 16-bit picture, which may be one or may hold temperatures."""
    lowest, highest = float(image.pixels.min()), float(image.pixels.max())
    message = f"{image.name} holds 16-bit numbers, {lowest:g} to {highest:g}, and does not say their unit; choose it"
    return sr.ScalingNeeded(message, lowest=lowest, highest=highest)


def _offer_as_picture(picture: Picture) -> None:
    if st.button("Enlarge it as an ordinary picture", key="thermal_as_picture", width="stretch"):
        st.session_state.picture = picture
        st.switch_page("app.py")


def _ask_again() -> None:
    """Ask for the unit of the current thermogram's file anew; until then nothing of it is shown."""
    found: Thermogram = st.session_state.pop("thermogram")
    st.session_state.pop("thermal_outcome", None)
    st.session_state.thermal_units.pop(found.digest[:64], None)
    take(found.data, found.image.name)


def _forget() -> None:
    for key in ("thermogram", "thermal_units", "thermal_outcome", "thermal_regions", "thermal_seen", *_PROBLEMS):
        st.session_state.pop(key, None)
    release("thermal_upload")
