"""One checkpoint's card, to be read from what it is for down to its checksum."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..shell.fact_row import show_facts
from ..shell.figures import card_figure, set_title
from ..shell.numbers import count, decibel, span
from ..shell.text import duration, plain
from .filter import OBJECTIVES
from .overview import model_name, open_card
from .results import show_results
from .students import show_students
from .training import show_training


def show_detail(card: sr.ModelCard, cards: Sequence[sr.ModelCard]) -> None:
    """Show one card; `cards` are all there are, to offer the same network at other scales."""
    st.header(plain(model_name(card)), anchor=False)
    st.markdown(f"**For {plain(card.purpose.lower())}. {OBJECTIVES[card.objective]}.** {plain(card.summary)}")
    if card.objective == "appearance":
        st.warning(
            "Trained to look real, not to be close to the original: detail is invented, and its PSNR is lower on "
            "purpose. Do not measure, diagnose or identify anything in its pictures."
        )
    _numbers(card)
    _siblings(card, cards)
    results, limits = st.columns([2, 1], gap="large")
    with results:
        st.subheader("Measured", anchor=False)
        show_results(card)
    with limits:
        st.subheader("Limits", anchor=False)
        st.markdown("\n".join(f"- {plain(limit)}" for limit in card.limits) or "None are written down.")
    show_students(card)
    st.subheader("Training", anchor=False)
    show_training(card)
    st.subheader("Paper, licence, checksum", anchor=False)
    st.markdown(f"Design: {plain(card.paper)}. Trained here, with our own weights.")
    st.markdown(f"Licence of the weights: {plain(card.licence)}.")
    st.caption(f"Checkpoint {plain(card.id)}, sha256 of weights.safetensors")
    st.code(card.sha256, language=None, wrap_lines=True)


def _numbers(card: sr.ModelCard) -> None:
    facts: dict[str, str] = {}
    if card.result is not None:
        figure = card_figure(card, card.result)
        facts[f"Over bicubic, {set_title(figure.set)}"] = decibel(figure.gain, signed=True)
        if figure.gain_low is not None:
            facts["95 % interval, dB"] = span(figure.gain_low, figure.gain_high, signed=True)
    facts["Parameters"] = count(card.parameters)
    facts["MACs per input pixel"] = count(card.multiplications)
    facts["Works on"] = {"rgb": "colour", "y": "brightness; colour by bicubic", "gray": "grey"}[card.channels]
    facts["Trained for"] = duration(card.training.seconds).removeprefix("about ")
    show_facts(facts)


def _siblings(card: sr.ModelCard, cards: Sequence[sr.ModelCard]) -> None:
    """Offer the same network at its other scales."""
    family = card.id.rpartition("-x")[0]
    others = [c for c in cards if c.id.rpartition("-x")[0] == family and c.id != card.id]
    if others:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Other scales", width="content")
            for other in others:
                name = plain(model_name(other))
                st.button(name, key=f"models_other_{other.id}", on_click=open_card, args=(other.id,))
