"""What is shown while a run goes on: a bar and, of a long run, the middle of its result."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.display import image_html
from ..shell.text import plain
from ..shell.work import stop


class RunView:
    """One view in two places, of which the frame's style shows one.

    On a wide screen it stands where the result will be, and stays there when the page is scrolled; on a narrow one,
    where that is out of sight, below the button.
    """

    def __init__(self, beside: DeltaGenerator, text: str) -> None:
        """Show an empty bar.

        Args:
            beside: an empty place at the top of the result's column; the other one is made where the script is.
            text: on the bar.
        """
        self._places = {"frame_run_beside": beside, "frame_run_below": st.empty()}
        self._bars, self._looks = [], []
        for key, place in self._places.items():
            with place.container(key=key):
                self._bars.append(st.progress(0.0, text=text))
                st.button("Stop", key=f"{key}_stop", width="stretch", on_click=stop)
                self._looks.append(st.empty())

    def progress(self, share: float, text: str) -> None:
        """Move the bar; Streamlit ends the script here when a widget was changed or the connection is lost."""
        for bar in self._bars:
            bar.progress(share, text=text)

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show a part of the result below the bar."""
        shown = image_html(sr.to_8_bit(image), caption)
        for look in self._looks:
            with look.container():
                st.caption(f"{plain(caption)}, while the rest is made:")
                st.html(shown)

    def clear(self) -> None:
        """Leave nothing."""
        for place in self._places.values():
            place.empty()
