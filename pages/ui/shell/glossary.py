"""Glossary: what the words on the pages mean, reachable beside each number."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from .text import plain


@functools.cache
def glossary() -> Mapping[str, Mapping[str, str]]:
    """Return subject -> (term -> what it means), in the order in which they are shown."""
    return tomllib.loads(Path(__file__).with_name("glossary.toml").read_text(encoding="utf-8"))


def meaning(term: str) -> str:
    """Return what a term means.

    Raises:
        KeyError: if the glossary does not have it.
    """
    return {name: text for terms in glossary().values() for name, text in terms.items()}[term]


def explain(*terms: str) -> None:
    """Offer what these terms mean, in a bubble beside the numbers that use them."""
    with st.popover("What do these numbers mean?", type="tertiary", icon=":material/menu_book:"):
        for term in terms:
            st.markdown(f"**{plain(term)}.** {plain(meaning(term))}")


def show_glossary() -> None:
    """Show all terms by subject."""
    for subject, terms in glossary().items():
        st.header(subject, anchor=False)
        for term, text in terms.items():
            st.markdown(f"**{plain(term)}.** {plain(text)}")
