"""Question for the unit or the scale of a file's numbers, where the file does not say it. It is never guessed."""

import streamlit as st

import sr_core as sr

from ..shell.text import plain

SCALINGS = {
    "Centikelvin (0.01 K)": (0.01, -273.15),
    "Steps of 0.04 K": (0.04, -273.15),
    "Degrees Celsius": (1.0, 0.0),
    "Kelvin": (1.0, -273.15),
    "Another scale": None,
}
"""Name of a scale -> (degC per stored number, degC at 0); None for numbers to be typed."""


UNITS = {"degC": ("°C", (1.0, 0.0)), "degF": ("°F", (5 / 9, -160 / 9)), "K": ("K", (1.0, -273.15))}
"""Unit -> (its sign, (degC per number, degC at 0))."""
_OTHER = "other"


def ask_unit(name: str, question: sr.UnitNeeded, mark: str) -> str | sr.thermal.Scaling | None:
    """Ask for the unit of temperatures that name none; nothing is chosen beforehand.

    Args:
        name: name of the file.
        question: error that `sr.decode` raised.
        mark: mark of the file in the widget's key, so that an answer for one file is not used for the next.

    Returns:
        The unit or the scale when a button is pressed; None until then.
    """
    with st.container(border=True):
        st.markdown("**No unit found. Is this °C, °F or K?**")
        st.caption(
            plain(f"{name} holds numbers from {question.lowest:.6g} to {question.highest:.6g} and names no unit.")
        )
        chosen = st.radio(
            "Unit of the numbers",
            [*UNITS, _OTHER],
            index=None,
            format_func=lambda unit: UNITS[unit][0] if unit in UNITS else "Another scale",
            captions=[_span(question, *scale) for _, scale in UNITS.values()]
            + ["For example centikelvin, or counts of the camera."],
            key=f"thermal_read_unit_{mark}",
        )
        if chosen != _OTHER:
            pressed = st.button("Use this unit", type="primary", disabled=chosen is None, key="thermal_use_unit")
            return chosen if pressed else None
    return ask_scaling(name, question)


def _span(question: sr.ScalingNeeded, factor: float, offset: float) -> str:
    low, high = (number * factor + offset for number in (question.lowest, question.highest))
    return f"The temperatures would then be {low:.2f} to {high:.2f} °C.".replace("-", "−")


def ask_scaling(name: str, question: sr.ScalingNeeded) -> sr.thermal.Scaling | None:
    """Ask for the scale; return it when the button is pressed, None until then."""
    st.warning(plain(str(question)))
    with st.container(border=True):
        chosen = st.selectbox(f"The numbers of {plain(name)} are", list(SCALINGS), key="thermal_scaling")
        pair = SCALINGS[str(chosen)]
        if pair is None:
            with st.container(horizontal=True):
                factor = st.number_input("°C per number", value=0.01, format="%.6f", key="thermal_factor", width=150)
                offset = st.number_input("°C at 0", value=-273.15, format="%.3f", key="thermal_offset", width=150)
            pair = (factor, offset)
        try:
            scaling = sr.thermal.Scaling(*pair)
        except sr.SRError as error:
            st.error(plain(str(error)))
            return None
        st.caption(_span(question, scaling.factor, scaling.offset))
        return scaling if st.button("Use this scale", type="primary", key="thermal_use_scaling") else None
