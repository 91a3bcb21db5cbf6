"""What every page begins and ends with."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

BRAND = "Honest Pixels"
PROMISE = (
    "Trained networks make your picture larger; each result stands beside plain bicubic, at its real pixels, "
    "with the only number that can honestly be given."
)


def page_frame(title: str) -> DeltaGenerator:
    """Set the page up, write heading and footer, and return the container between them to write into.

    The footer is written first, so that it stands while a run is in progress and when a page stops early.
    """
    st.set_page_config(page_title=f"{title} · {BRAND}", page_icon="🔎", layout="wide")
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
