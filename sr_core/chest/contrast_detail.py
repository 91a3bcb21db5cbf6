"""Contrast and detail: which nodules of known size and contrast an enlargement keeps, loses or invents.

This is like the contrast-detail tests of imaging physics (CDRAD), but without a reader: the background is known
exactly, so a matched filter answers. Whatever the anatomy does to a picture is subtracted with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import MetricError
from ..types import DecodedImage
from .phantom import EMPTY_PLACES, NODULES, Nodule, chest_phantom, nodule_shadow

SEEN = 0.5
"""Share of the contrast of a nodule from which it counts as seen."""


@dataclass(frozen=True, slots=True)
class NoduleResponse:
    """Response of a picture at one nodule, or at a place where none is."""

    nodule: Nodule
    """Place, diameter and contrast that were looked for, whether or not a nodule is there."""
    present: bool
    """True for a nodule of the phantom, False for an empty place."""
    share: float
    """Matched-filter response as a share of the true contrast: 1 in the truth, 0 without a nodule, above 1 where it is
    exaggerated, below 0 where there is a hole."""

    @property
    def seen(self) -> bool:
        """True if the response reaches `SEEN`."""
        return self.share >= SEEN


@dataclass(frozen=True, slots=True)
class Verdict:
    """One nodule or empty place, in the input and in the enlargement."""

    before: NoduleResponse
    """Response of the input."""
    after: NoduleResponse
    """Response of the enlargement."""

    @property
    def outcome(self) -> str:
        """Say what became of the nodule or the empty place.

        Of a nodule: "kept": there in both. "lost": in the input only. "hidden": in neither, noise hid it. "found": in
        the result only. Of an empty place: "clear": in neither. "invented": in the result only. "noise": in both, the
        input's noise looks like a nodule. "smoothed": in the input only, its noise is gone.
        """
        if self.after.present:
            if self.after.seen:
                return "kept" if self.before.seen else "found"
            return "lost" if self.before.seen else "hidden"
        if self.after.seen:
            return "noise" if self.before.seen else "invented"
        return "smoothed" if self.before.seen else "clear"


def nodule_responses(image: DecodedImage, *, background: DecodedImage | None = None) -> tuple[NoduleResponse, ...]:
    """Look for each nodule of the phantom, and for nodules at places that have none.

    The response at a place is sum(w * (image - background)) / sum(w * w): w is the noise-free shadow of the nodule at
    the picture's scale, background the noise-free phantom without nodules. This is the least-squares contrast, and the
    best linear detector in white noise. At each empty place a nodule of every diameter and the grid's weakest
    contrast is looked for.

    Args:
        image: `chest_phantom`, enlarged or not; square, in stored units.
        background: `chest_phantom(size, scale=scale, quanta=None, nodules=())` of the same size; None to compute it,
            which takes seconds.

    Returns:
        One response for each of `NODULES`, then one for each empty place and diameter.

    Raises:
        MetricError: if the picture is not square or of another size than the background.
    """
    if image.height != image.width or image.height % image.scale:
        raise MetricError(f"nodules are looked for in the simulated chest, which is square, found {image.shape_text}")
    if background is None:
        background = chest_phantom(image.height // image.scale, scale=image.scale, quanta=None, nodules=())
    if background.height != image.height:
        raise MetricError(f"{image.shape_text} needs a background of its size, found {background.shape_text}")
    difference = image.pixels[..., 0].astype(np.float64) - background.pixels[..., 0]
    found = [_respond(difference, nodule, True) for nodule in NODULES]
    weakest = min(nodule.contrast for nodule in NODULES)
    for diameter in sorted({nodule.diameter_mm for nodule in NODULES}):
        found += [_respond(difference, Nodule(x, y, diameter, weakest), False) for x, y in EMPTY_PLACES]
    return tuple(found)


def contrast_detail(before: Sequence[NoduleResponse], after: Sequence[NoduleResponse]) -> tuple[Verdict, ...]:
    """Pair the responses of the input with those of its enlargement, nodule by nodule.

    Raises:
        MetricError: if they do not belong to the same places.
    """
    if [r.nodule for r in before] != [r.nodule for r in after]:
        raise MetricError("contrast and detail need the same nodules before and after, found different ones")
    return tuple(Verdict(a, b) for a, b in zip(before, after, strict=True))


def _respond(difference: np.ndarray, nodule: Nodule, present: bool) -> NoduleResponse:
    rows, columns, shadow = nodule_shadow(nodule, difference.shape[0])
    share = float((shadow * difference[rows, columns]).sum() / (shadow * shadow).sum())
    return NoduleResponse(nodule, present, share)
