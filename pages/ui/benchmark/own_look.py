"""One of the visitor's own pictures, small, and the way to see all methods on it."""

import streamlit as st

import sr_core as sr

from ..photo.picture import Picture
from ..photo.upload import show_photo
from ..shell.display import image_html
from ..shell.frame import PAGES
from ..shell.state import widget
from .own_pictures import Batch, OwnResult

_SIDE = 256
"""Longest side of the small picture in pixels."""


def show_own_look(batch: Batch | None, found: OwnResult) -> None:
    """Show the picture that is chosen below the table; offer to open Compare with it and the methods of the run."""
    name = widget("benchmark_own_picture")
    image = next((picture for picture in batch.pictures if picture.name == name), None) if batch else None
    if image is None or image.unit:
        return
    st.html(image_html(sr.thumbnail(image, _SIDE), "The chosen picture", width="auto"))
    if st.button("Look at this picture on the Compare page", key="benchmark_own_look"):
        show_photo(Picture(image, image.sha256()))
        done = found.done
        # The visitor's network is there by itself.
        ours = [method for r in done.results if isinstance(method := found.method(r.model), str)]
        words = {"scale": str(done.scale), "networks": ",".join(method for method in ours if method != "bicubic")}
        st.switch_page(PAGES["Compare"], query_params=words)
