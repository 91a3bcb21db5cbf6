"""Offer of a run: what it costs, the button that starts it, and whether it is asked for."""

import streamlit as st

import sr_core as sr

from ..shell.work import is_running
from .cost import MAX_PIXELS, cost, price
from .methods import short_title
from .outcome import Outcome


def offer_run(
    page: str,
    what: tuple[str, sr.Task],
    image: sr.DecodedImage,
    before: Outcome | None,
    *,
    most: int = MAX_PIXELS,
    advice: str = "",
) -> bool:
    """Show the price and the button; return True where the run is asked for or in progress.

    Args:
        page: begins the button's key.
        what: picture and task.
        image: what is worked on: the picture, or its part.
        before: the last result of the page; nothing is run twice.
        most: pixels of the largest result.
        advice: what to do where the result would be larger.
    """
    task = what[1]
    too_large = cost(image, task, most=most) == float("inf")
    st.caption(f"Result: {price(image, task, most=most)}.{f' {advice}' if too_large and advice else ''}")
    label = f"Enlarge {task.scale}× with {short_title(task.method)}"
    pressed = st.button(label, type="primary", width="stretch", disabled=too_large, key=f"{page}_run")
    if pressed and before is not None and before.what == what:
        st.toast("The result is up to date.")
        return False
    return pressed or is_running(what)
