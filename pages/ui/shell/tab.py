"""Tab of the browser: after a reload, its new session takes over what its former session still holds.

The tab keeps the token of its session in its own `sessionStorage`, which outlives a reload and which no other tab can
read. A copy of the tab has a copy of the token, but begins with nothing, since the session of the token is in use.
"""

from pathlib import Path

import streamlit as st

from .session import resume
from .state import Shell, kept, widget

_tab = st.components.v2.component(
    "honest_pixels_tab", js=(Path(__file__).parent / "tab.js").read_text(encoding="utf-8")
)


def know_tab() -> None:
    """Give the tab the token of this session; where it has that of a former session, resume that one."""
    _tab(key="frame_tab", data={"token": kept(Shell).token}, on_former_change=_resume)


def _resume() -> None:
    """Resume before the page runs, so that it is shown with what was taken over."""
    resume(str(widget("frame_tab")["former"]))
