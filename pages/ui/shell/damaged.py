"""Checkpoints that cannot be used: named one by one, where whoever runs the server looks."""

import streamlit as st

import sr_core as sr

from .text import plain


def show_damaged() -> None:
    """Say of each damaged checkpoint why it is left out; nothing where all are sound."""
    for found in sr.damaged_checkpoints():
        st.error(f"The network {plain(found.id)} is left out. {plain(str(found.error))}.")
