"""The app as it is on a machine with nothing else to do: no run is expected to take too long, whatever the load."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pages.ui.photo.quick_slider import script_sources
from pages.ui.shell.headers import Headers
from pages.ui.shell.stream import stream_route
from pages.ui.workbench import cost

cost.SLOW = 1e6
app = st.App(
    Path(__file__).resolve().parents[2] / "home.py",
    routes=[stream_route()],
    middleware=[Middleware(Headers, scripts=script_sources())],
)
