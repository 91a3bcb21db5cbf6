"""The app as `streamlit run app.py` serves it: Streamlit's own server, a route for large files, and headers."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pages.ui.photo.quick_slider import script_sources
from pages.ui.shell.headers import Headers
from pages.ui.shell.stream import stream_route

app = st.App(
    Path(__file__).with_name("home.py"),
    routes=[stream_route()],
    middleware=[Middleware(Headers, scripts=script_sources())],
)
