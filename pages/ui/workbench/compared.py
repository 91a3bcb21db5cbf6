"""Choice of what a result is compared with in the viewer."""

import streamlit as st


def pick_view(page: str, views: list[str], method: str) -> str:
    """Show what a result can be compared with; return the chosen one.

    Args:
        page: begins the widget's key.
        views: names, among them "Bicubic" and "Input pixels".
        method: of the result; bicubic itself is compared with the input first.
    """
    same = {"bicubic": "Bicubic", "lanczos": "Lanczos"}.get(method)
    chosen = st.segmented_control(
        "Compare with",
        views,
        default="Input pixels" if same == "Bicubic" else "Bicubic",
        key=f"{page}_compare_{same}_{len(views)}",
        persist_state="session",
        required=True,
        wrap=True,
    )
    return str(chosen)
