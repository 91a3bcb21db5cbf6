"""What an enlargement costs on this machine, before it starts."""

import sr_core as sr

from ..shell.text import duration

MAX_PIXELS = 20_000_000
"""Largest result on a page: a session holds several pictures of this size, and sends two to the browser."""


def cost(image: sr.DecodedImage, task: sr.Task, *, most: int = MAX_PIXELS) -> float:
    """Estimate the seconds of a run; inf where the result would have more than `most` pixels."""
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
