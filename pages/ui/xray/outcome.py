"""What a run on a radiograph gave, kept in the session until the next run succeeds."""

from dataclasses import dataclass, field, replace

import numpy as np
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..workbench.cost import MAX_PIXELS
from ..workbench.enlarging import follow_enlargement
from ..workbench.methods import title
from .picture import Radiograph, chest_truth

COMPARED = ("sr", *sr.INTERPOLATIONS)
"""Enlargements that are made in every run: the chosen method and the two it is judged against."""
MARGIN = 8
"""Input pixels beyond a part that Lanczos and bicubic read."""


@dataclass(frozen=True, eq=False)
class XrayOutcome:
    """What a run gave."""

    digest: str
    """Of the radiograph."""
    simulated: bool
    """True for the simulated chest."""
    made: sr.Enlargement
    """The result with its evidence."""
    nodules: dict[str, tuple[sr.Verdict, ...]] = field(default_factory=dict)
    """Of `COMPARED`, in the simulated chest only."""

    @property
    def task(self) -> sr.Task:
        """What was asked for."""
        return self.made.task

    @property
    def lr(self) -> sr.DecodedImage:
        """What was enlarged."""
        return self.made.lr

    @property
    def reference(self) -> sr.DecodedImage | None:
        """True picture at the size of the result: the radiograph of a test, or the simulated chest's known truth."""
        return self.made.reference

    @property
    def result(self) -> sr.UpscaleResult:
        """What the chosen method gave."""
        return self.made.result

    @property
    def scores(self) -> dict[str, tuple[sr.Score, ...]]:
        """Scores of each side against the reference; empty without one."""
        return self.made.scores

    @property
    def title(self) -> str:
        """Name of the result."""
        return title(self.task.method) + ", corrected" * self.made.is_corrected

    @property
    def reference_name(self) -> str:
        """What the reference is."""
        return "Reference" if self.task.test else "Known truth"

    def name(self, side: str) -> str:
        """Name of a side for people."""
        names = {
            "sr": self.title,
            "uncorrected": title(self.task.method),
            "bicubic": "Bicubic",
            "lanczos": "Lanczos",
            "input": "Shrunk input" if self.task.test else "Input",
            "reference": self.reference_name,
        }
        return names[side]

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


def run_of(radiograph: Radiograph, task: sr.Task) -> tuple[str, sr.Task]:
    """Return what makes two runs the same."""
    return radiograph.digest, task


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
        return XrayOutcome(radiograph.digest, radiograph.simulated, made, nodules)

    return follow_enlargement(
        run_of(radiograph, task),
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
) -> dict[str, tuple[sr.Verdict, ...]]:
    before = sr.nodule_responses(made.lr, background=small)
    return {
        side: sr.contrast_detail(before, sr.nodule_responses(made.image(side), background=large))
        for side in COMPARED
        if side == "sr" or side in made.compared
    }


def measured(image: sr.DecodedImage) -> sr.DecodedImage:
    """Return display values of a picture as measured ones, so that all is windowed alike."""
    if image.unit:
        return image
    return replace(image, pixels=image.pixels.astype(np.float32), alpha=None, unit="US", dicom=None)
