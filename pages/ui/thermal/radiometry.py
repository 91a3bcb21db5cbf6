"""What the temperatures of a radiometric file depend on: shown, and where the file allows it, edited."""

from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..shell.state import kept
from ..shell.text import plain
from .thermogram import Thermal, Thermogram
from .upload import take

FIELDS = {
    "emissivity": ("Emissivity", 0.01, 1.0, 0.01, "%.2f", "Human skin: 0.98."),
    "reflected_c": ("Reflected temperature, °C", -60.0, 500.0, 0.5, "%.1f", "Of what the object mirrors: the room."),
    "atmospheric_c": ("Air temperature, °C", -60.0, 100.0, 0.5, "%.1f", None),
    "distance_m": ("Distance, m", 0.0, 1000.0, 0.1, "%.1f", None),
    "humidity": ("Relative humidity, 0 to 1", 0.0, 1.0, 0.05, "%.2f", None),
}
"""Field of sr.thermal.Radiometry -> label, lowest, highest, step, format, help."""


def show_radiometry(thermogram: Thermogram) -> None:
    """Show the parameters; a change computes the temperatures anew, without running a network."""
    found = thermogram.image.radiometry
    with st.expander("Emissivity, distance, humidity"):
        if thermogram.simulated:
            st.caption("Simulated: computed in °C, nothing to correct.")
            return
        if found is None:
            st.caption(
                "The file holds finished temperatures: emissivity (human skin: 0.98), reflected temperature, distance "
                "and humidity were applied when it was written, and are not in it."
            )
            return
        wanted = _edit(found, thermogram.digest)
        st.caption("Human skin has an emissivity of 0.98 (Steketee, 1973). Emissivity and reflected temperature matter "
                   "most; distance and humidity hardly, within a room.")  # fmt: skip
        if st.button("Back to the file's values", key="thermal_radiometry_reset"):
            kept(Thermal).radiometry_round += 1
            take(thermogram.data, thermogram.image.name)
            st.rerun()
    if wanted != found:
        take(thermogram.data, thermogram.image.name, radiometry=wanted)
        st.rerun()


def _edit(found: sr.thermal.Radiometry, digest: str) -> sr.thermal.Radiometry:
    # Fields of their own for each file: what was corrected for one must not reach the next.
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
    """Say the parameters in one line; empty where a file has none."""
    if radiometry is None:
        return ""
    return plain(
        f"Emissivity {radiometry.emissivity:.2f}, reflected {_celsius(radiometry.reflected_c)}, air "
        f"{_celsius(radiometry.atmospheric_c)}, {radiometry.distance_m:.1f} m, humidity {radiometry.humidity:.0%}"
    )


def _celsius(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f} °C".replace("-", "−")
