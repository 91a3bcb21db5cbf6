"""Choice of the thermogram: an upload or the simulated one; and help with files that hold no thermogram."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Literal

import streamlit as st

import sr_core as sr

from ..photo.picture import Picture, describe
from ..photo.upload import as_picture, offer_as_picture
from ..shell.door import ElsewhereError, arrived, follow, pick_file
from ..shell.state import kept, renew
from ..shell.text import plain
from ..shell.uploads import name_shown, release
from ..shell.work import stop
from .scaling import ask_scaling, ask_unit
from .thermogram import Thermal, Thermogram, simulated

_FIELD = "thermal_upload"


def pick_thermogram() -> Thermogram | None:
    """Show the upload field and the button for the simulated thermogram; return the thermogram in use.

    When a file is removed or holds no temperatures, thermogram, result, regions and downloads are dropped.
    """
    here = kept(Thermal)
    file = pick_file(
        _FIELD,
        "Your thermogram",
        help="Radiometric JPEG of a FLIR camera, TIFF (°C, kelvin or centikelvin), 16-bit PNG or CSV of temperatures, "
        f"or a ZIP archive of them. Up to 32 MB, {sr.LIMITS}.",
    )
    follow(_FIELD, file, empty=_empty, take=_take_new)
    kind: Literal["primary", "secondary"] = "secondary" if here.thermogram is not None else "primary"
    st.button("Use the simulated thermogram", key="thermal_phantom", type=kind, width="stretch", on_click=_simulate)
    _show_problem()
    found = here.thermogram
    if found is not None:
        if not found.simulated:
            name_shown(found.image.name, file)
            if arrived():
                offer_as_picture("thermal", partial(as_picture, found.data, found.image.name))
        if found.chosen_unit:
            st.button("Choose another unit", key="thermal_other_unit", on_click=_ask_again, width="stretch")
        st.button("Forget this thermogram and its result", key="thermal_forget", on_click=_forget, width="stretch")
    return found


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
    begin: Callable[[], None] = lambda: None,
) -> None:
    """Decode a file and make it the current thermogram, or note why it is none.

    A unit that was chosen for a file is kept for files of the same content only.

    Args:
        data: the whole file.
        name: name of the file.
        scaling: scale of its numbers; see `sr.decode`.
        unit: unit of its numbers; see `sr.decode`.
        radiometry: values from which its temperatures are computed anew; see `sr.decode`.
        begin: is called before anything of the file is kept.

    Raises:
        ElsewhereError: for a radiograph; nothing is kept of it.
    """
    here, digest = kept(Thermal), hashlib.sha256(data).hexdigest()
    units = here.units
    if unit is not None:
        units[digest] = unit
    elif scaling is None:
        unit = units.get(digest)
    found: sr.DecodedImage | sr.SRError
    try:
        found = sr.decode(data, name, scaling=scaling, unit=unit, radiometry=radiometry)
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
        chosen = (scaling, unit, radiometry)
        how = "" if chosen == (None, None, None) else f" {chosen!r}"
        _keep(Thermogram(found, digest + how, data, unit or ""))


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
    """Drop all that was made of the file; level, span and the chosen units are kept."""
    stop()
    renew(kept(Thermal), problem=problem, celsius=kept(Thermal).celsius, units=kept(Thermal).units)


def _forget() -> None:
    _empty()
    kept(Thermal).units.clear()
    release(_FIELD)
