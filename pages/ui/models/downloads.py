"""Weights, recipe and card of a checkpoint to take away, with their licence."""

from functools import partial

import streamlit as st

import sr_core as sr

from ..shell.text import plain

NAMES = {"weights.safetensors": "Weights", "train.toml": "Recipe", "card.toml": "Card"}
"""Name of a file -> what it is."""


def show_downloads(card: sr.ModelCard) -> None:
    """Offer the files of a checkpoint; each is read when its button is pressed."""
    with st.container(horizontal=True, gap="small"):
        for file, size in sr.checkpoint_files(card).items():
            st.download_button(
                f"{NAMES[file]} ({file.rpartition('.')[2]}, {_size(size)})",
                data=partial(sr.checkpoint_file, card, file),
                file_name=f"{card.id}.{file}",
                mime="application/octet-stream",
                key=f"models_download_{card.id}_{file}",
                icon="⬇",
                on_click="ignore",
            )
    st.markdown(f"Licence of the weights: {plain(card.licence)}.")
    st.caption(f"SHA-256 of weights.safetensors of the checkpoint {plain(card.id)}:")
    st.code(card.sha256, language=None, wrap_lines=True)


def _size(size: int) -> str:
    """Write a size: "2.9 MB", "57 kB"."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, size // 1000)} kB"
