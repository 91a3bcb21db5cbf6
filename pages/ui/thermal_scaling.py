"""The question a file leaves open: how its numbers become degrees. Asked, never guessed."""

import streamlit as st

import sr_core as sr

from .text import plain

SCALINGS = {
    "Centikelvin (0.01 K)": (0.01, -273.15),
    "Steps of 0.04 K": (0.04, -273.15),
    "Degrees Celsius": (1.0, 0.0),
    "Kelvin": (1.0, -273.15),
    "Another scale": None,
}
"""Name -> (degC per stored number, degC at 0)."""


def ask_scaling(name: str, question: sr.ScalingNeeded) -> sr.Scaling | None:
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
            scaling = sr.Scaling(*pair)
        except sr.SRError as error:
            st.error(plain(str(error)))
            return None
        low, high = (n * scaling.factor + scaling.offset for n in (question.lowest, question.highest))
        st.caption(f"It would then hold {low:.2f} to {high:.2f} °C.".replace("-", "−"))
        return scaling if st.button("Use this scale", type="primary", key="thermal_use_scaling") else None
