"""What an enlargement costs on this machine, before it starts."""

import sr_core as sr

from .job import MAX_PIXELS
from .outcome import Settings
from .text import duration


def cost(image: sr.DecodedImage, settings: Settings) -> float:
    """Estimate the seconds of a run; inf where the result would be too large to make."""
    shrink = settings.scale if settings.test else 1
    height, width = image.height // shrink, image.width // shrink
    if height * width * settings.scale**2 > MAX_PIXELS:
        return float("inf")
    return sr.estimate_seconds(settings.method, height, width, settings.options)


def price(image: sr.DecodedImage, settings: Settings) -> str:
    """Say how large a result is and how long it takes: "1024 x 768 pixels, about 8 s on this machine"."""
    shrink = settings.scale if settings.test else 1
    width, height = image.width // shrink * settings.scale, image.height // shrink * settings.scale
    size = f"{width} x {height} pixels"
    seconds = cost(image, settings)
    if seconds == float("inf"):
        return f"{size}, more than the {MAX_PIXELS // 10**6} megapixels made here"
    return f"{size}, {duration(seconds)} on this machine"
