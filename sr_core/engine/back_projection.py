"""Iterative back-projection: correct SR until it shrinks back to the input.

Transparent pictures are corrected as they show over any background: alpha, and what each colour adds over black.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log

import numpy as np

from ..image.resize import premultiplied, resize_strips, unpremultiplied
from ..image.rounding import as_in_file, is_rounded
from ..types import Correction, DecodedImage, OnProgress, Progress

MAX_ITERATIONS = 50
"""Largest number of corrections; each one takes away at least a third of what is left of a smooth difference."""
_STRIP_ROWS = 256
PATIENCE = 5
"""Corrections in a row that may change nothing, as happens where rounding alone exceeds the tolerance."""
_NEARLY = 0.9
"""Share of the tolerance up to which a rounded value agrees. Measured on radiographs of 12 bits at x2 and x4 with
a tolerance of half a stored unit: at 0.9 agreement takes 2 to 4 corrections after rounding, at 0 it is never
reached."""
_FIRST_PACE, _SLOWEST_PACE = 3.0, 1.1
"""Factors by which a correction is expected to lessen the largest difference: the first one, and any later one at
least."""


def mismatch(sr: DecodedImage, lr: DecodedImage) -> float:
    """Largest absolute difference between SR, shrunk by bicubic imresize, and LR, in the unit of the values."""
    return float(np.abs(_difference(_values(sr), lr, lambda share: None)).max())


def _values(image: DecodedImage) -> np.ndarray:
    """Return what is corrected: the colours, of a transparent picture `premultiplied`, as float32."""
    if image.alpha is None:
        return image.pixels.astype(np.float32)
    values = np.empty((image.height, image.width, image.channels + 1), np.float32)
    for top in range(0, image.height, _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        values[rows] = premultiplied(image.pixels[rows], image.alpha[rows])
    return values


def _corrected(sr: DecodedImage, values: np.ndarray) -> DecodedImage:
    """Return SR with corrected values, rounded as a file holds them."""
    alpha = None
    if sr.alpha is not None:
        values, alpha = unpremultiplied(values, sr.pixels, sr.alpha.dtype)
    return replace(sr, pixels=as_in_file(values, sr), alpha=alpha)


def back_project(
    sr: DecodedImage, lr: DecodedImage, tolerance: float, *, on_progress: OnProgress | None = None
) -> tuple[DecodedImage, Correction]:
    """Add the enlarged difference between LR and the shrunk SR until it is within `tolerance` everywhere.

    Detail above the input's resolution stays as the net drew it; only what the input determines is corrected.

    Args:
        sr: the result, `lr` times a whole number in size, no missing pixels.
        lr: picture that was enlarged.
        tolerance: largest absolute difference left, in the unit of the values.
        on_progress: called after each strip of a correction; an exception that it raises stops the work and reaches the
            caller.

    Returns:
        The corrected SR, rounded as a file holds it, and what that took and gave, measured after rounding. If the
        tolerance cannot be reached, what the last correction gave.

    Source: Irani and Peleg, "Improving resolution by image registration", CVGIP 53 (1991), with bicubic imresize as
    both kernels.
    """
    course = _Course(tolerance, on_progress, time.perf_counter())
    rounds, rounded = is_rounded(sr), False
    values, image = _values(sr), sr
    difference = _difference(values, lr, course.tell)
    before = largest = least = float(np.abs(difference).max())
    iterations = vain = 0
    while largest > tolerance or (iterations and rounds and not rounded):
        if iterations == MAX_ITERATIONS or vain == PATIENCE:
            break
        course.begin(largest, more=2 * (rounds and not rounded))
        # Rounded values that agree are left alone: moving them would round others the other way.
        wanted = (
            np.where(np.abs(difference) > _NEARLY * tolerance, difference, np.float32(0)) if rounded else difference
        )
        for rows, strip in resize_strips(wanted, sr.height, sr.width):
            values[rows] += strip
            course.tell(0.5 * rows.stop / sr.height)
        iterations += 1
        if not rounded:
            least = np.inf
            rounded = rounds and (iterations == MAX_ITERATIONS or (iterations > 1 and largest <= tolerance))
        image = _corrected(sr, values) if rounded or not rounds else sr
        difference = _difference(
            _values(image) if rounded else values, lr, lambda share: course.tell(0.5 + 0.5 * share)
        )
        largest = float(np.abs(difference).max())
        vain = vain + 1 if rounded and largest >= least else 0
        least = min(least, largest)
    return image, Correction(tolerance, before, largest, iterations, time.perf_counter() - course.started)


def _difference(values: np.ndarray, lr: DecodedImage, tell: Callable[[float], None]) -> np.ndarray:
    """Return LR minus the shrunk values, float32; `tell` is called with the done share of each strip."""
    difference = _values(lr)
    for rows, strip in resize_strips(values, lr.height, lr.width):
        difference[rows] -= strip
        tell(rows.stop / lr.height)
    return difference


@dataclass(slots=True)
class _Course:
    """Progress of the corrections. How many are needed is not known, but expected from the pace of the last one."""

    tolerance: float
    on_progress: OnProgress | None
    started: float
    correction: int = 0
    """Number of the correction that is being made, from 1; 0 while the first difference is measured."""
    left: float = 1.0
    """Corrections that are still expected, the one that is being made included."""
    largest: float = 0.0
    told: float = 0.0

    def begin(self, largest: float, *, more: int) -> None:
        """Note that the next correction begins with this difference, and how many it takes at least after it."""
        pace = max(self.largest / largest, _SLOWEST_PACE) if self.correction else _FIRST_PACE
        self.correction, self.largest = self.correction + 1, largest
        expected = max(1.0, log(largest / self.tolerance) / log(pace)) + more
        self.left = min(expected, MAX_ITERATIONS + 1 - self.correction)

    def tell(self, within: float) -> None:
        """Call `on_progress`; the share never goes back."""
        if self.on_progress is None:
            return
        if self.correction:
            self.told = max(self.told, (self.correction - 1 + within) / (self.correction - 1 + self.left))
        seconds = time.perf_counter() - self.started
        self.on_progress(Progress(1, 1, seconds, share=min(self.told, 1.0), correction=max(1, self.correction)))
