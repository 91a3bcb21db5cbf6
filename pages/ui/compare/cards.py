"""Strengths and limits of the networks of a comparison, as their cards say."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..shell.text import plain
from ..workbench.methods import APPEARANCE_TEXT, title
from .comparison import Entry
from .settings import is_plain


def show_cards(results: Sequence[Entry]) -> None:
    """Show one box for each network, path networks once."""
    methods = [e.task.method for e in results if sr.path_cards(e.task.method)]
    if not methods:
        return
    st.header("Strengths and limits", anchor=False)
    if not is_plain(results[0].task):
        st.caption("The input was not made by plain bicubic reduction, which these networks were trained on.")
    grid = st.grid(3, min_column_width=280)
    for method in methods:
        with grid.cell(), st.container(border=True, height="stretch"):
            _card(method)


def _card(method: str) -> None:
    cards = sr.path_cards(method)
    st.markdown(f"**{plain(title(method))}** · {plain(cards[0].purpose)}")
    st.markdown(plain(cards[0].summary))
    if sr.is_generated(method):
        st.markdown(APPEARANCE_TEXT)
    limits = dict.fromkeys(limit for card in cards for limit in card.limits)
    st.markdown("\n".join(f"- {plain(limit)}" for limit in limits))
    trained = "; ".join(dict.fromkeys(card.degradation for card in cards))
    papers = "; ".join(dict.fromkeys(card.paper for card in cards))
    st.caption(f"Trained on LR made by {plain(trained)}. Design: {plain(papers)}.")
