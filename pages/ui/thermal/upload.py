"""Choice of the thermogram: an upload or the simulated one; and help with files that hold no thermogram."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Literal

import streamlit as st

import sr_core as sr

from ..photo.picture import Picture, describe
from ..photo.upload import as_picture, offer_as_picture
from ..shell.address import OWN_KEPT, note, offer_link, read_word, say_refused, share
from ..shell.door import ElsewhereError, File, arrived, follow, pick_one
from ..shell.state import kept, renew
from ..shell.text import plain
from ..shell.uploads import name_shown, release, was_removed
from ..shell.work import stop
from .scaling import ask_scaling, ask_unit
from .thermogram import Thermal, Thermogram, simulated

_FIELD = "thermal_upload"
SIMULATED = "simulated"
"""Word of the address for the simulated thermogram."""


def pick_thermogram() -> tuple[Thermogram | None, list[File]]:
    """Show the upload field, the button for the simulated thermogram and the frames of a recording.

    When a file is removed or holds no temperatures, thermogram, result, regions and downloads are dropped.

    Returns:
        The thermogram in use, None without one, and all files in the field.
    """
    here = kept(Thermal)
    if read_word("sample", SIMULATED.__eq__, "No sample"):
        if here.thermogram is None or here.thermogram.simulated:
            _simulate()
        else:
            note("sample", OWN_KEPT)
    file, files = pick_one(
        _FIELD,
        "Your thermogram",
        help="Radiometric JPEG or recording (SEQ, CSQ) of a FLIR camera, TIFF (°C, kelvin or centikelvin), 16-bit PNG "
        f"or CSV of temperatures, or a ZIP archive of them. Up to 32 MB, {sr.LIMITS}. One span of temperatures and one "
        "emissivity can be used for several files.",
    )
    if was_removed(_FIELD, file):
        here.shared = None
        here.ranges.clear()
    follow(_FIELD, file, empty=_empty, take=_take_new)
    kind: Literal["primary", "secondary"] = "secondary" if here.thermogram is not None else "primary"
    st.button("Use the simulated thermogram", key="thermal_phantom", type=kind, width="stretch", on_click=_simulate)
    is_own = here.thermogram is not None and not here.thermogram.simulated
    share("sample", SIMULATED if here.thermogram is not None and not is_own else "")
    offer_link(own=is_own)
    say_refused("sample")
    _show_problem()
    found = _pick_frame(here.thermogram) if here.thermogram is not None else None
    if found is not None:
        if not found.simulated:
            name_shown(found.image.name, file)
            if arrived() and not sr.thermal.is_recording(found.data):
                offer_as_picture("thermal", partial(as_picture, found.data, found.image.name))
        if found.chosen_unit:
            st.button("Choose another unit", key="thermal_other_unit", on_click=_ask_again, width="stretch")
        st.button("Forget this thermogram and its result", key="thermal_forget", on_click=_forget, width="stretch")
    return found, files


def _pick_frame(found: Thermogram) -> Thermogram | None:
    """Show the choice of the frame of a recording, and decode another one; the result of the earlier one is dropped."""
    if found.frames < 2:
        return found
    here, now = kept(Thermal), found.frame + 1
    frame = st.slider("Frame", 1, found.frames, now, key=f"thermal_frame_{found.digest[:12]}")
    st.caption(f"The recording has {found.frames:,} frames. Only the chosen one is decoded, measured and enlarged.")
    if frame == now:
        return found
    try:
        image = sr.decode(found.data, found.image.name, radiometry=found.radiometry, frame=frame - 1)
    except sr.SRError as error:  # the earlier frame must not be shown under the number of this one
        st.error(f"{plain(str(error))}.")
        return None
    here.outcome = None
    mark = _mark(found.digest[:64], frame - 1, found.radiometry)
    here.thermogram = replace(found, image=image, frame=frame - 1, digest=mark)
    return here.thermogram


def _take_new(data: bytes, name: str) -> None:
    """Take a new file in place of the earlier one; a radiograph belongs on its own page."""
    take(data, name, begin=_empty)


def take(
    data: bytes,
    name: str,
    *,
    scaling: sr.thermal.Scaling | None = None,
    unit: str | None = None,
    radiometry: sr.thermal.Radiometry | None = None,
    frame: int = 0,
    begin: Callable[[], None] = lambda: None,
) -> None:
    """Decode a file and make it the current thermogram, or note why it is none.

    A unit that was chosen for a file is kept for files of the same content only.

    Args:
        data: the whole file.
        name: name of the file.
        scaling: scale of its numbers; see `sr.decode`.
        unit: unit of its numbers; see `sr.decode`.
        radiometry: values from which its temperatures are computed anew; None for those for all files, if there are
            any, and otherwise for the file's own.
        frame: index of the frame of a recording.
        begin: is called before anything of the file is kept.

    Raises:
        ElsewhereError: for a radiograph; nothing is kept of it.
    """
    here, digest = kept(Thermal), hashlib.sha256(data).hexdigest()
    if unit is not None:
        here.units[digest] = unit
        here.ranges.clear()
    elif scaling is None:
        unit = here.units.get(digest)
    if radiometry is None:
        radiometry = shared_radiometry(data)
    found: sr.DecodedImage | sr.SRError
    try:
        found = sr.decode(data, name, scaling=scaling, unit=unit, radiometry=radiometry, frame=frame)
    except sr.SRError as error:
        found = error
    if isinstance(found, sr.DecodedImage) and found.unit not in ("", "degC"):
        raise ElsewhereError("X-ray", "the values of a radiograph")
    begin()
    here.problem, here.asked, here.colours = "", None, None
    if isinstance(found, sr.ScalingNeeded):
        here.asked = data, name, found
    elif isinstance(found, sr.SRError):
        here.problem = f"{plain(str(found))}."
        _note_picture(data, name, digest)
    elif not found.unit:
        here.colours = Picture(found, digest)
        if sr.thermal.may_be_counts(found):
            here.asked = data, name, sr.thermal.ask_scaling(found)
    else:
        frames = sr.thermal.count_frames(data)
        mark = _mark(digest, frame, scaling, unit, radiometry)
        _keep(Thermogram(found, mark, data, unit or "", radiometry, frame, frames))


def shared_radiometry(data: bytes) -> sr.thermal.Radiometry | None:
    """Return the parameters for all files, if there are any and this file has raw counts."""
    shared = kept(Thermal).shared
    return shared if shared is not None and sr.thermal.has_radiometry(data) else None


def _mark(digest: str, frame: int, *chosen: object) -> str:
    """Return the sha256 of a file, with the frame and the choices for reading it where there are any."""
    how = [f"frame {frame}"] * bool(frame) + [repr(choice) for choice in chosen if choice is not None]
    return " ".join([digest, *how])


def _note_picture(data: bytes, name: str, digest: str) -> None:
    """Keep the visible picture of a file whose temperatures cannot be read, to offer it as an ordinary picture."""
    with suppress(sr.SRError):
        kept(Thermal).colours = Picture(sr.decode(data, name, as_picture=True), digest)


def _simulate() -> None:
    release(_FIELD)
    _empty()
    _keep(simulated())


def _keep(thermogram: Thermogram) -> None:
    here = kept(Thermal)
    here.thermogram, here.problem, here.asked, here.colours = thermogram, "", None, None


def _show_problem() -> None:
    here = kept(Thermal)
    if here.problem:
        st.error(here.problem)
    elif here.asked is not None:
        data, name, question = here.asked
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
    elif here.colours is not None:
        image = here.colours.image
        st.warning(f"{plain(image.name)} ({describe(image)}): {sr.no_temperatures(image)}")
    if (colours := here.colours) is not None:
        offer_as_picture("thermal", lambda: colours)


def _ask_again() -> None:
    """Ask again for the unit of the current thermogram's file; until it is chosen, nothing of it is shown."""
    here = kept(Thermal)
    found = here.thermogram
    assert found is not None
    _empty()
    here.units.pop(found.digest[:64], None)
    take(found.data, found.image.name)


def _empty(problem: str = "") -> None:
    """Drop all that was made of the file; what is chosen for all files is kept: span, units, radiometry."""
    stop()
    here = kept(Thermal)
    renew(here, problem=problem, celsius=here.celsius, units=here.units, shared=here.shared, ranges=here.ranges)


def _forget() -> None:
    _empty()
    here = kept(Thermal)
    here.shared = None
    here.units.clear()
    here.ranges.clear()
    release(_FIELD)
