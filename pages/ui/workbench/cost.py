"""Cost of an enlargement on this machine, and the button that starts it."""

import streamlit as st

import sr_core as sr

from ..shell.text import duration
from ..shell.work import is_running
from .methods import short_title
from .outcome import Outcome

MAX_PIXELS = 20_000_000
"""Pixels of the largest result on a page: a session holds several such pictures and sends two to the browser."""
SLOW = 60.0
"""Estimated seconds of a run above which a part of the picture is proposed."""


def cost(image: sr.DecodedImage, task: sr.Task, *, most: int = MAX_PIXELS) -> float:
    """Estimate the seconds of a run; return inf where the result would have more than `most` pixels."""
    shrink = task.scale if task.test else 1
    height, width = image.height // shrink, image.width // shrink
    if height * width * task.scale**2 > most:
        return float("inf")
    return sr.estimate_seconds(task.method, height, width, task.options)


def price(image: sr.DecodedImage, task: sr.Task, *, most: int = MAX_PIXELS) -> str:
    """Say how large a result is and how long it takes: "1024 x 768 pixels, about 8 s on this machine"."""
    shrink = task.scale if task.test else 1
    width, height = image.width // shrink * task.scale, image.height // shrink * task.scale
    size = f"{width} x {height} pixels"
    seconds = cost(image, task, most=most)
    if seconds == float("inf"):
        return f"{size}, {too_large_text(most)}"
    return f"{size}, {duration(seconds)} on this machine"


def too_large_text(most: int = MAX_PIXELS) -> str:
    """Say that a result would have more than `most` pixels."""
    return f"above this server's limit of {most // 10**6} megapixels"


def offer_run(
    page: str,
    what: tuple[str, sr.Task],
    image: sr.DecodedImage,
    before: Outcome | None,
    *,
    most: int = MAX_PIXELS,
    advice: str = "",
) -> bool:
    """Show the cost and the button; return True where the run is asked for or in progress.

    Args:
        page: beginning of the button's key.
        what: digest of the picture, and the task.
        image: the picture or the part that is enlarged.
        before: the last result of the page; a run with the same picture and task is not repeated.
        most: most pixels that a result may have.
        advice: sentence that says what to do where the result would have more.
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
