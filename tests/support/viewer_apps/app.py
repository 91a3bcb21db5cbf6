"""All small apps of the viewer on one server: `/?app=measure` shows one; "Start over" shows it as to a new visitor."""

import streamlit as st

from tests.support.viewer_apps import hounsfield, magnifier, measure, pictures, quick_slider, single

APPS = {
    module.__name__.rpartition(".")[2]: module.main
    for module in (hounsfield, magnifier, measure, pictures, quick_slider, single)
}
"""Name in the address -> page."""


def start_over() -> None:
    """Forget all that the session keeps but how often it has started."""
    starts = st.session_state.get("starts", 0) + 1
    st.session_state.clear()
    st.session_state.starts = starts


if __name__ == "__main__":
    APPS[st.query_params["app"]](f"-{st.session_state.get('starts', 0)}")
    st.button("Start over", key="start_over", on_click=start_over)
