"""`stream_page.py` as the app is served."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pages.ui.shell.headers import Headers
from pages.ui.shell.stream import stream_route

app = st.App(
    Path(__file__).with_name("stream_page.py"),
    routes=[stream_route()],
    middleware=[Middleware(Headers, scripts=())],
)
