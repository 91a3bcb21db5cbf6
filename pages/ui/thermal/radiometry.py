"""Parameters on which the temperatures of a radiometric file depend; they can be edited where the file allows it."""

from dataclasses import replace

import streamlit as st

import sr_core as sr

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


def show_radiometry(thermogram: Thermogram) -> None:
    """Show the parameters; a change computes the temperatures again, without running a network."""
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
        wanted = _edit(found, thermogram.digest)
        st.caption("Human skin has an emissivity of 0.98 (Steketee, 1973). Emissivity and reflected temperature matter "
                   "most. Within a room, distance and humidity hardly matter.")  # fmt: skip
        if st.button("Restore the file's values", key="thermal_radiometry_reset"):
            kept(Thermal).radiometry_round += 1
            take(thermogram.data, thermogram.image.name)
            st.rerun()
    if wanted != found:
        take(thermogram.data, thermogram.image.name, radiometry=wanted)
        st.rerun()


def _edit(found: sr.thermal.Radiometry, digest: str) -> sr.thermal.Radiometry:
    # Each file has fields of its own, so that corrections for one file are not applied to the next.
    mark = f"{digest[:8]}_{kept(Thermal).radiometry_round}"
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
