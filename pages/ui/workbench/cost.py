"""What an enlargement costs on this machine, before it starts."""

from typing import Protocol

import sr_core as sr

from ..photo.job import MAX_PIXELS
from ..shell.text import duration


class Asked(Protocol):
    """The settings of any page that enlarges."""

    @property
    def test(self) -> bool:
        """True if the picture is shrunk first."""

    @property
    def scale(self) -> int:
        """Enlargement per side."""

    @property
    def method(self) -> str:
        """Checkpoint id, path of them, bicubic or lanczos."""

    @property
    def options(self) -> sr.UpscaleOptions:
        """What the engine is told."""


def cost(image: sr.DecodedImage, settings: Asked, *, most: int = MAX_PIXELS) -> float:
    """Estimate the seconds of a run; inf where the result would have more than `most` pixels."""
    shrink = settings.scale if settings.test else 1
    height, width = image.height // shrink, image.width // shrink
    if height * width * settings.scale**2 > most:
        return float("inf")
    return sr.estimate_seconds(settings.method, height, width, settings.options)


def price(image: sr.DecodedImage, settings: Asked) -> str:
    """Say how large a result is and how long it takes: "1024 x 768 pixels, about 8 s on this machine"."""
    shrink = settings.scale if settings.test else 1
    width, height = image.width // shrink * settings.scale, image.height // shrink * settings.scale
    size = f"{width} x {height} pixels"
    seconds = cost(image, settings)
    if seconds == float("inf"):
        return f"{size}, {too_large_text()}"
    return f"{size}, {duration(seconds)} on this machine"


def too_large_text(most: int = MAX_PIXELS) -> str:
    """Say that a result would have more than `most` pixels."""
    return f"above this server's limit of {most // 10**6} megapixels"
