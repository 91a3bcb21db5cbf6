"""Attribute a patch of a result to the pixels of the input, for any method whose net is here.

The calculation runs in a worker, since only it needs PyTorch. It gets just the pixels that a method can look at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import prod

import numpy as np

from ..checkpoints.store import models_folder
from ..engine.cost import machine_rate
from ..engine.net import thread_count
from ..engine.path import method_multiplications, path_cards, path_reach
from ..engine.planes import Rectangle, to_planes
from ..errors import EngineError
from ..image.missing import fill_hidden, fill_missing
from ..image.resize import mirrored
from ..types import DecodedImage, Part, UpscaleOptions
from ..worker.message import Message
from ..worker.process import run_worker
from .attribution import Attribution
from .blur_path import BLUR_REACH, STEPS

WINDOW = 64
"""Side in input pixels of the window in which the spread of the influence is measured, one for all methods."""
PATCH = 16
"""Usual side of a patch in pixels of the result, as in the authors' code."""
MOST_PATCH = 32
"""Largest side of a patch: with it, any network here looks at no more than the window."""
LEAST_PATCH = 2
SECONDS = 120.0
"""Seconds that the calculation may take."""
_STARTUP = 2.5
"""Seconds until PyTorch is there."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is calculated for one method."""

    method: str
    scale: int
    channels: str
    window: Part
    seen: Rectangle
    """Pixels that the net sees; at the edge of the picture its mirror image, as far as the method needs it."""
    patch: tuple[int, int, int, int]
    """Top, left, height, width of the patch in pixels of the net's answer."""


def attribute(
    image: DecodedImage,
    methods: Sequence[str],
    patch: Part,
    *,
    scale: int,
    on_progress: Callable[[float, str], None] = lambda _share, _method: None,
    check: Callable[[], None] = lambda: None,
) -> tuple[Attribution, ...]:
    """Find the input pixels that made each method draw a patch.

    A method is run as it runs in an enlargement, except that it sees only the input pixels that can change the patch
    by more than 1/1000 of the range (the overlap of its tiles), and that its answer is neither clipped nor rounded.
    For a network of luma ("y"), the patch is that of the luma.

    Args:
        image: the input, of display or measured values; the range of the whole picture is 0 to 1.
        methods: checkpoint ids, paths of them or "bicubic", all of this scale.
        patch: patch in pixels of the result, each side from LEAST_PATCH to MOST_PATCH.
        scale: enlargement per side.
        on_progress: gets the share that is done, 0..1, and the method in progress; what it raises ends the calculation.
        check: called ten times a second; what it raises ends the calculation.

    Returns:
        One attribution for each method, in their order.

    Raises:
        EngineError: for a patch of another size, or outside the result; a method of another scale; nothing measured;
            PyTorch missing.
        CheckpointError: for an unknown id.
        WorkerError: if the calculation could not be done, or its host has switched it off.
    """
    plans = [_plan(image, method, patch, scale) for method in methods]
    if find_spec("torch") is None:
        raise EngineError("an attribution needs PyTorch, which is not installed; install honest-pixels[train]")
    whole = fill_missing(image) if image.unit else fill_hidden(image)
    planes = {str(n): _planes(whole, plan) for n, plan in enumerate(plans)}
    asked = [{"method": plan.method, "scale": plan.scale, "patch": plan.patch} for plan in plans]
    answer = run_worker(
        "sr_core.attribution",
        Message({"methods": asked}, planes),
        seconds=SECONDS,
        on_message=lambda message: on_progress(message.words["share"], message.words["method"]),
        check=check,
        environment={"SR_MODELS": str(models_folder())},
    )
    return tuple(
        _result(image, plan, patch, answer.arrays[str(n)], *answer.words["found"][n]) for n, plan in enumerate(plans)
    )


def estimate_attribution(image: DecodedImage, methods: Sequence[str], patch: Part, *, scale: int) -> float:
    """Estimate the seconds that `attribute` takes on this machine, from multiply-accumulates; see there for errors."""
    work = 0
    for method in methods:
        seen = _plan(image, method, patch, scale).seen
        area = (seen.rows.stop - seen.rows.start) * (seen.cols.stop - seen.cols.start)
        # Each step runs the net forth and back, which costs the same again since its weights need no gradient.
        work += 2 * (STEPS + 1) * area * method_multiplications(method)
    return _STARTUP + work / (machine_rate() / thread_count())


def patch_around(image: DecodedImage, across: float, down: float, *, side: int, scale: int) -> Part:
    """Return the square patch around a place of the result, moved where it would leave the result.

    Args:
        image: the input.
        across: place from 0 (left edge) to 1.
        down: place from 0 (upper edge) to 1.
        side: side of the patch in pixels of the result; the result's own side where that is shorter.
        scale: enlargement per side.
    """
    height, width = image.height * scale, image.width * scale
    rows, columns = min(side, height), min(side, width)
    top = min(max(round(down * height - rows / 2), 0), height - rows)
    left = min(max(round(across * width - columns / 2), 0), width - columns)
    return Part(top, left, rows, columns)


def _plan(image: DecodedImage, method: str, patch: Part, scale: int) -> _Plan:
    cards = path_cards(method)
    if not cards and method != "bicubic":
        raise EngineError(f"an attribution follows a network or bicubic, found {method!r}; leave it out")
    if cards and prod(card.scale for card in cards) != scale:
        raise EngineError(f"{method} does not enlarge by {scale}; choose a method of that scale")
    channels = {card.channels for card in cards} or {"rgb"}
    if len(channels) > 1:
        raise EngineError(f"the networks of {method} see different channels; choose a path of one family")
    if not all(LEAST_PATCH <= side <= MOST_PATCH for side in (patch.height, patch.width)):
        raise EngineError(
            f"a patch needs sides of {LEAST_PATCH} to {MOST_PATCH} pixels of the result, found {patch.width} x "
            f"{patch.height}; choose another size"
        )
    down, across = patch.top + patch.height, patch.left + patch.width
    if min(patch.top, patch.left) < 0 or down > image.height * scale or across > image.width * scale:
        raise EngineError(
            f"the patch must lie within the result of {image.width * scale} x {image.height * scale} pixels, found x "
            f"{patch.left}, y {patch.top}; choose another place"
        )
    margin = cards[0].inference.margin if cards else 0
    reach = path_reach(method, UpscaleOptions())
    rows, top, height = _span(patch.top, patch.height, image.height, scale, reach, margin)
    cols, left, width = _span(patch.left, patch.width, image.width, scale, reach, margin)
    place = (patch.top - rows.start * scale, patch.left - cols.start * scale, patch.height, patch.width)
    return _Plan(method, scale, channels.pop(), Part(top, left, height, width), Rectangle(rows, cols), place)


def _span(start: int, length: int, side: int, scale: int, reach: int, margin: int) -> tuple[slice, int, int]:
    """Return what is seen of one axis of the input, and start and length of the window on it."""
    window = min(WINDOW, side)
    first = min(max(round((start + length / 2) / scale - window / 2), 0), side - window)
    margin = min(margin, window)
    low = max(start // scale - reach, first or -margin)
    last = first + window
    high = min(-(-(start + length) // scale) + reach, last if last < side else side + margin)
    return slice(low, high), first, window


def _planes(image: DecodedImage, plan: _Plan) -> np.ndarray:
    """Cut out what the net sees, and what the blur reads around that."""
    rows, cols = (slice(side.start - BLUR_REACH, side.stop + BLUR_REACH) for side in (plan.seen.rows, plan.seen.cols))
    planes = to_planes(image, Rectangle(rows, cols), channels=plan.channels, value_range=image.value_range)
    inverse = image.unit != "" and image.dicom is not None and image.dicom.inverse
    return np.float32(1.0) - planes if inverse else planes


def _result(
    image: DecodedImage, plan: _Plan, patch: Part, values: np.ndarray, detail: float, blurred: float, seconds: float
) -> Attribution:
    """Add the influence of the mirror image to that of the pixels that it shows."""
    window, seen = plan.window, plan.seen
    found = np.zeros((window.height, window.width))
    rows = mirrored(np.arange(seen.rows.start, seen.rows.stop), image.height) - window.top
    cols = mirrored(np.arange(seen.cols.start, seen.cols.stop), image.width) - window.left
    np.add.at(found, (rows[:, None], cols), values.sum(axis=(0, 1)))
    return Attribution(plan.method, patch, window, found, detail, blurred, seconds)
