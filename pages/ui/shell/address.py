"""Address of a page: it names what can be shared without a picture, so that a copied link opens the same settings.

Nothing of an uploaded file is put into it. On pages where each setting is one widget with lasting texts, the widgets
keep their values there themselves (`bind="query-params"`). This module is for what is no widget, such as a sample, for
a choice whose texts or keys change, and for pages that one leaves and comes back to: on the way back, Streamlit 1.67
adds a step to the browser's history for each bound widget, and the button Back then resets the others.
"""

from pathlib import Path

import streamlit as st

from .state import Shell, kept

# `st.query_params` would add a step to the browser's history for every word that is written.
_address = st.components.v2.component(
    "honest_pixels_address", js=(Path(__file__).parent / "address.js").read_text(encoding="utf-8")
)


def asked(name: str) -> str:
    """Return what the address asked for when the visitor came to this page; "" without it, and from then on."""
    return kept(Shell).asked.pop(name, "")


def share(name: str, word: str) -> None:
    """Keep a word in the address of the page; "" takes it out."""
    _address(key=f"frame_address_{name}", data={"name": name, "word": word})
