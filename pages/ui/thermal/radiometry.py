"""Parameters on which the temperatures of a radiometric file depend; they can be edited where the file allows it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

import streamlit as st

import sr_core as sr

from ..shell.door import File
from ..shell.state import kept
from ..shell.text import plain
from .thermogram import Thermal, Thermogram
from .upload import take

FIELDS = {
    "emissivity": ("Emissivity", 0.01, 1.0, 0.01, "%.2f", "The emissivity of human skin is 0.98."),
    "reflected_c": (
        "Reflected temperature, °C",
        -60.0,
        500.0,
        0.5,
        "%.1f",
        "Temperature of the surroundings that the object reflects, usually of the room.",
    ),
    "atmospheric_c": ("Air temperature, °C", -60.0, 100.0, 0.5, "%.1f", None),
    "distance_m": ("Distance, m", 0.0, 1000.0, 0.1, "%.1f", None),
    "humidity": ("Relative humidity, 0 to 1", 0.0, 1.0, 0.05, "%.2f", None),
}
"""Field of sr.thermal.Radiometry -> label, lowest value, highest value, step, format, help text."""
ORIGINS = {
    "file": "These are the file's own values.",
    "typed": "These values were changed here, for this file only. Another file is read with its own.",
    "all": "These values are used for all files with raw counts in the field, instead of each file's own.",
}
"""Origin of the parameters -> sentence."""


def show_radiometry(thermogram: Thermogram, files: Sequence[File]) -> None:
    """Show the parameters; a change computes the temperatures again, without running a network.

    Args:
        thermogram: thermogram in use.
        files: all files in the field, for which the same parameters can be used.
    """
    found = thermogram.image.radiometry
    with st.expander("Emissivity, distance, humidity"):
        if thermogram.simulated:
            st.caption("This thermogram was simulated in °C. There is nothing to correct.")
            return
        if found is None:
            st.caption(
                "The file holds finished temperatures. Emissivity (0.98 for human skin), reflected temperature, "
                "distance "
                "and humidity were applied when the file was written, and cannot be changed here."
            )
            return
        wanted = _edit(found, thermogram)
        st.caption("Human skin has an emissivity of 0.98 (Steketee, 1973). Emissivity and reflected temperature matter "
                   "most. Within a room, distance and humidity hardly matter.")  # fmt: skip
        if len(files) > 1 and origin(thermogram) != "all":
            st.button("Use these for all files", key="thermal_radiometry_all", on_click=_share, args=(found,),
                      help="Every file with raw counts in the field, radiometric JPEG or recording, is then read with "
                      "these values instead of its own.")  # fmt: skip
        restore = "Use each file's own values" if kept(Thermal).shared else "Restore the file's values"
        if st.button(restore, key="thermal_radiometry_reset"):
            _share(None)
            _take_again(thermogram, None)
    if wanted != found:
        _take_again(thermogram, wanted)
    # Outside of the expander, since values of another file must be seen where it is closed.
    st.caption(f"{radiometry_text(found)}. {ORIGINS[origin(thermogram)]}")


def origin(thermogram: Thermogram) -> str:
    """Return whose parameters a thermogram was read with, a key of `ORIGINS`."""
    if thermogram.radiometry is None:
        return "file"
    return "all" if thermogram.radiometry == kept(Thermal).shared else "typed"


def _share(radiometry: sr.thermal.Radiometry | None) -> None:
    here = kept(Thermal)
    here.shared = radiometry
    here.ranges.clear()
    here.radiometry_round += 1
    if radiometry is not None and here.thermogram is not None:
        here.thermogram = replace(here.thermogram, radiometry=radiometry)


def _take_again(thermogram: Thermogram, radiometry: sr.thermal.Radiometry | None) -> NoReturn:
    take(thermogram.data, thermogram.image.name, radiometry=radiometry, frame=thermogram.frame)
    st.rerun()


def _edit(found: sr.thermal.Radiometry, thermogram: Thermogram) -> sr.thermal.Radiometry:
    # Each file has fields of its own, so that what is typed for one is used for the next only where that is asked for.
    mark = f"{thermogram.digest[:8]}_{thermogram.frame}_{kept(Thermal).radiometry_round}"
    values = {}
    cells = st.grid(2, min_column_width=130, gap="small")
    for name, (label, low, high, step, form, help_text) in FIELDS.items():
        given = getattr(found, name)
        low, high, key = min(low, given), max(high, given), f"thermal_{name}_{mark}"
        with cells.cell():
            values[name] = st.number_input(label, low, high, given, step, format=form, key=key, help=help_text)
    return replace(found, **values)


def radiometry_text(radiometry: sr.thermal.Radiometry | None) -> str:
    """Write the parameters in one line; empty where a file has none."""
    if radiometry is None:
        return ""
    return plain(
        f"Emissivity {radiometry.emissivity:.2f}, reflected temperature {_celsius(radiometry.reflected_c)}, air "
        f"temperature {_celsius(radiometry.atmospheric_c)}, distance {radiometry.distance_m:.1f} m, humidity "
        f"{radiometry.humidity:.0%}"
    )


def _celsius(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f} °C".replace("-", "−")
