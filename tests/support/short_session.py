"""The app as a test has no time to wait for it: a session is closed 2 seconds after its tab, bytes are counted anew."""

from pathlib import Path

import streamlit as st
from streamlit.web.server.starlette import starlette_routes

from pages.ui.shell import session
from pages.ui.shell.stream import stream_route

session.KEPT_SECONDS = 2.0
session._SWEEP_SECONDS = 0.2
starlette_routes._METRICS_EXPENSIVE_STATS_TTL_SECONDS = 0.0
app = st.App(Path(__file__).resolve().parents[2] / "home.py", routes=[stream_route()])
