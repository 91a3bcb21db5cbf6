"""The connection to the browser: a part of every page that says when it is down, and keeps a file chosen meanwhile."""

from pathlib import Path

import streamlit as st

_component = st.components.v2.component(
    "honest_pixels_connection",
    html='<p class="connection" role="status" hidden></p>',
    css=""".connection { position: fixed; inset: auto 0 0 0; z-index: 1000; margin: 0; padding: 0.6rem 1rem;
      background: var(--st-text-color); color: var(--st-background-color); font-family: var(--st-font);
      text-align: center }
    .connection[hidden] { display: none }""",
    js=(Path(__file__).parent / "connection.js").read_text(encoding="utf-8"),
)


def watch_connection() -> None:
    """Watch the connection in the browser; nothing is shown while it stands, and the page is run when it is back."""
    _component(key="frame_connection", on_back_change=lambda: None)
