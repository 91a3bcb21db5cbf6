"""Train a small SRCNN for some seconds and measure it on a picture that it is not trained on, while it learns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.planes import Canvas, Rectangle, to_planes
from ...errors import RecipeError
from ...image.degradations import crop_to_scale, degrade
from ...metrics.score import score
from ...types import DecodedImage, Degradation
from ...worker.message import Message
from ...worker.process import run_worker

LEAST_SIDE = 32
"""Shortest side in pixels of the input that is made of a picture."""
MOST_TRAINING_SECONDS = 120.0
"""Longest training."""
_OTHER_SECONDS = 60.0
"""Seconds beyond the training within which the process starts and ends."""


@dataclass(frozen=True, slots=True)
class LivePoint:
    """State of a training at one moment."""

    step: int
    """Steps so far."""
    seconds: float
    """Seconds of training so far."""
    loss: float | None
    """Mean squared error of the luma, of 0 to 1, over the steps since the point before; None before the first step."""
    psnr: float
    """PSNR of the watched picture in dB, in the project's protocol; see `score`."""


def train_live(
    pictures: Sequence[DecodedImage],
    watched: DecodedImage,
    *,
    scale: int,
    seconds: float,
    learning_rate: float,
    seed: int = 0,
    on_point: Callable[[LivePoint, DecodedImage], None],
    check: Callable[[], None] = lambda: None,
) -> LivePoint:
    """Train from random parameters in a process of its own; only the numbers of the pictures leave this one.

    Inputs are made by plain bicubic reduction. The loss is the mean squared error, the optimiser Adam.

    Args:
        pictures: pictures that are learned, of display values.
        watched: picture that is enlarged about once a second; it is learned only if it is among `pictures`, too.
        scale: enlargement per side.
        seconds: time of training, at most MOST_TRAINING_SECONDS.
        learning_rate: largest learning rate, above 0.
        seed: seed of the first parameters and of the crops.
        on_point: gets every state, and the watched picture as the network enlarges it then, its colour by bicubic; what
            it raises ends the training. Training goes on while it works or waits.
        check: called ten times a second; what it raises ends the training.

    Returns:
        The last state.

    Raises:
        RecipeError: for no picture, one that is too small or of measured values, or a time or rate that is none.
        WorkerError: if the training failed, or its host has switched it off.
    """
    if not 0 < seconds <= MOST_TRAINING_SECONDS or not 0 < learning_rate < np.inf:
        raise RecipeError(
            f"a training needs 0 to {MOST_TRAINING_SECONDS:.0f} seconds and a learning rate above 0, found "
            f"{seconds:g} s and {learning_rate:g}; choose others"
        )
    if not pictures:
        raise RecipeError("a training needs at least one picture, found none; give it one")
    arrays: dict[str, np.ndarray] = {}
    for n, picture in enumerate(pictures):
        hr, lr = _pair(picture, scale)
        arrays |= {f"lr{n}": _luma(lr), f"hr{n}": _luma(hr)}
    reference, shown = _pair(watched, scale)
    arrays["watched"] = _luma(shown)
    last: LivePoint | None = None

    def on_message(message: Message) -> None:
        nonlocal last
        canvas = Canvas.blank(shown, channels="y", scale=scale)
        canvas.write(Rectangle.whole(shown), message.arrays["luma"][None, None])
        image, words = canvas.picture(), message.words
        psnr = score(image, reference, crop_border=scale)[0].value
        last = LivePoint(words["step"], words["seconds"], words["loss"], psnr)
        on_point(last, image)

    run_worker(
        "sr_core.training.live",
        Message({"scale": scale, "seconds": seconds, "learning_rate": learning_rate, "seed": seed}, arrays),
        seconds=seconds + _OTHER_SECONDS,
        on_message=on_message,
        check=check,
    )
    assert last is not None  # the process looks at the picture before its first step
    return last


def _pair(picture: DecodedImage, scale: int) -> tuple[DecodedImage, DecodedImage]:
    """Return the picture, cut to whole pixels of the input, and the input that is made of it."""
    if picture.unit:
        raise RecipeError(f"a training on show needs a photograph, found values in {picture.unit}; choose another one")
    if min(picture.height, picture.width) // scale < LEAST_SIDE:
        raise RecipeError(
            f"a training at {scale}x needs pictures of at least {LEAST_SIDE * scale} pixels per side, found "
            f"{picture.shape_text}; choose a larger one"
        )
    hr = crop_to_scale(picture, scale)
    return hr, degrade(hr, Degradation(scale=scale))


def _luma(picture: DecodedImage) -> np.ndarray:
    planes = to_planes(picture, Rectangle.whole(picture), channels="y", value_range=picture.value_range)
    return np.ascontiguousarray(planes[0, 0])
