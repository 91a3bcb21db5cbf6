"""What every page begins and ends with."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

BRAND = "Honest Pixels"
PROMISE = (
    "Trained networks make your picture larger; each result stands beside plain bicubic, at its real pixels, "
    "with the only number that can honestly be given."
)

# Streamlit writes white on primary buttons in both themes; on the dark theme's light teal that is 2.3:1.
_READABLE_BUTTONS = """<style>
button[kind="primary"], button[kind="primary"] p { color: light-dark(#ffffff, #0a1216) !important }
button[kind="primary"]:hover { filter: brightness(1.1) }
</style>"""


def page_frame(title: str) -> DeltaGenerator:
    """Set the page up, write heading and footer, and return the container between them to write into.

    The footer is written first, so that it stands while a run is in progress and when a page stops early.
    """
    st.set_page_config(page_title=f"{title} · {BRAND}", page_icon="🔎", layout="wide")
    st.html(_READABLE_BUTTONS)
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.title(BRAND, anchor=False, width="content")
        st.caption("Not for diagnostic use", width="content")
    st.markdown(PROMISE)
    body = st.container()
    st.divider()
    st.caption(
        "**Not for diagnostic use.** A network draws detail that is likely, not detail that was seen. "
        "Pictures stay in the memory of this session: nothing is written to disk, logged or shared."
    )
    return body
