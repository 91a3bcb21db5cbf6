"""What a run on a radiograph gave, kept in the session until the next run succeeds."""

from dataclasses import dataclass, field, replace

import numpy as np
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..workbench.cost import MAX_PIXELS
from ..workbench.enlarging import follow_enlargement
from ..workbench.outcome import Outcome
from .picture import Radiograph, chest_truth

COMPARED = ("sr", *sr.INTERPOLATIONS)
"""Enlargements that are made in every run: the chosen method and the two it is judged against."""
MARGIN = 8
"""Input pixels beyond a part that Lanczos and bicubic read."""


@dataclass(frozen=True, eq=False)
class XrayOutcome(Outcome):
    """What a run gave."""

    simulated: bool
    """True for the simulated chest."""
    nodules: dict[str, tuple[sr.chest.Verdict, ...]] = field(default_factory=dict)
    """Of `COMPARED`, in the simulated chest only."""

    @property
    def scores(self) -> dict[str, tuple[sr.Score, ...]]:
        """Scores of each side against the reference; empty without one."""
        return self.made.scores

    def cut(self, side: str, part: sr.Part) -> sr.DecodedImage:
        """Return a part of a side: "input", "sr", "bicubic", "lanczos", "reference"; at the input's size for "input".

        Args:
            side: which picture; an interpolation of a large result is made anew for the part.
            part: in pixels of the input.
        """
        scale = self.task.scale
        if side == "input":
            return part.of(self.lr)
        if side not in sr.INTERPOLATIONS or side in self.made.compared:
            return part.of(self.made.image(side), scale)
        wider = part.widen(MARGIN, self.lr)
        enlarged = sr.upscale(wider.of(self.lr), side, scale=scale).image
        inner = sr.Part(part.top - wider.top, part.left - wider.left, part.height, part.width)
        return inner.of(enlarged, scale)


def enlarge_radiograph(radiograph: Radiograph, task: sr.Task, beside: DeltaGenerator) -> XrayOutcome:
    """Run a task in its turn, or follow the run in progress; see `follow_enlargement`.

    Raises:
        SRError: if the radiograph cannot be enlarged or tested like this.
    """
    image, scale, least = radiograph.image, task.scale, sr.RADIOGRAPH.smallest
    side = sr.smallest_test(task.method, scale) + least * scale if task.test else least
    if min(image.height, image.width) < side:
        raise sr.EngineError(
            f"this needs at least {side} x {side} pixels, found {image.shape_text}; take a larger radiograph"
        )
    truth, backgrounds = None, {}
    if radiograph.simulated:  # made here, since a thread has no access to what Streamlit caches with a spinner
        truth = None if task.test else chest_truth(scale, nodules=True)
        backgrounds = {n: chest_truth(n, nodules=False) for n in (1, scale)}

    def finish(made: sr.Enlargement) -> XrayOutcome:
        nodules = _find_nodules(made, backgrounds[1], backgrounds[scale]) if backgrounds else {}
        return XrayOutcome(radiograph.digest, made, radiograph.simulated, nodules)

    return follow_enlargement(
        (radiograph.digest, task),
        beside,
        image,
        task,
        finish,
        truth=truth,
        compare=sr.RADIOGRAPH.compare,
        keep_pixels=MAX_PIXELS,
    )


def _find_nodules(
    made: sr.Enlargement, small: sr.DecodedImage, large: sr.DecodedImage
) -> dict[str, tuple[sr.chest.Verdict, ...]]:
    before = sr.chest.nodule_responses(made.lr, background=small)
    return {
        side: sr.chest.contrast_detail(before, sr.chest.nodule_responses(made.image(side), background=large))
        for side in COMPARED
        if side == "sr" or side in made.compared
    }


def measured(image: sr.DecodedImage) -> sr.DecodedImage:
    """Return display values of a picture as measured ones, so that all is windowed alike."""
    if image.unit:
        return image
    return replace(image, pixels=image.pixels.astype(np.float32), alpha=None, unit="US", dicom=None)
