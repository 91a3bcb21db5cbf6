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
    if _too_large(image, task, most):
        return float("inf")
    shrink = task.scale if task.test else 1
    return sr.estimate_seconds(task.method, image.height // shrink, image.width // shrink, task.options, task.size)


def price(image: sr.DecodedImage, task: sr.Task, *, most: int = MAX_PIXELS) -> str:
    """Say how large a result is and how long it takes: "1024 x 768 pixels, about 8 s on this machine"."""
    said = _too_large(image, task, most) or f"{duration(cost(image, task, most=most))} on this machine"
    return f"{(task.size or _drawn(image, task)).text} pixels, {said}"


def _drawn(image: sr.DecodedImage, task: sr.Task) -> sr.Size:
    """Return the size of what the method draws, before it is reduced to the size of the result."""
    shrink = task.scale if task.test else 1
    height, width = (max(1, side // shrink) * task.scale for side in (image.height, image.width))
    return sr.Size(height, width)


def _too_large(image: sr.DecodedImage, task: sr.Task, most: int) -> str:
    """Say why a result is too large for this server; empty where it is not."""
    drawn = _drawn(image, task)
    if (task.size or drawn).pixels > most:
        return too_large_text(most)
    most_drawn = max(most, sr.MAX_SR_PIXELS)
    if sr.path_cards(task.method) and drawn.pixels > most_drawn:
        return f"reduced from {drawn.text}, which is {too_large_text(most_drawn)}"
    return ""


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
    st.caption(" ".join([f"Result: {price(image, task, most=most)}.", *([advice] * too_large), plan(image, task)]))
    pressed = st.button(_label(task), type="primary", width="stretch", disabled=too_large, key=f"{page}_run")
    if pressed and before is not None and before.what == what:
        st.toast("The result is up to date.")
        return False
    return pressed or is_running(what)


def plan(image: sr.DecodedImage, task: sr.Task) -> str:
    """Say how a picture or a part of one gets the size that was asked for; empty for a whole scale."""
    if task.size is None:
        return ""
    said = sr.plan_text(image, task.size, task.scale, task.method, short_title(task.method))
    return f"{said} A part is enlarged as many times as the whole picture would be." if task.part else said


def _label(task: sr.Task) -> str:
    if task.size is None:
        return f"Enlarge {task.scale}× with {short_title(task.method)}"
    if task.scale == 1:
        return f"Resize to {task.size.text}"
    return f"Enlarge to {task.size.text} with {short_title(task.method)}"
