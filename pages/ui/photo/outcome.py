"""What a run on a photograph gave, and its pictures as the viewer takes them."""

from dataclasses import dataclass, field

from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.display import png, repeat_pixels
from ..workbench.enlarging import follow_enlargement
from ..workbench.outcome import Outcome
from .picture import Picture


@dataclass(frozen=True, eq=False)
class PhotoOutcome(Outcome):
    """What a run gave."""

    pngs: dict[str, bytes] = field(default_factory=dict)
    """Pictures as the viewer takes them, encoded when first shown."""

    @property
    def steps(self) -> tuple[sr.DecodedImage, ...]:
        """What each step of a path gave; empty for a single network."""
        return self.result.steps

    def step_scale(self, n: int) -> int:
        """Enlargement of the input after step `n`, from 1."""
        return self.steps[n - 1].height // self.lr.height

    def picture(self, side: str) -> sr.DecodedImage:
        """Return a side at the size of the result.

        Args:
            side: "sr", "bicubic", "input", "step1", "step2", ... or, in a test, "reference". Pixels of the input and of
                the steps are repeated: each is a square block of its own value, nothing is smoothed.
        """
        if side == "input":
            return repeat_pixels(self.lr, self.task.scale)
        if side.startswith("step"):
            n = int(side.removeprefix("step"))
            return repeat_pixels(self.steps[n - 1], self.task.scale // self.step_scale(n))
        return self.made.image(side)

    def png(self, side: str) -> bytes:
        """Return a side as a lossless 8-bit PNG; the same bytes every time."""
        side = "sr" if self.steps and side == f"step{len(self.steps)}" else side
        if side not in self.pngs:
            self.pngs[side] = png(self.picture(side))
        return self.pngs[side]


def enlarge_picture(picture: Picture, task: sr.Task, beside: DeltaGenerator) -> PhotoOutcome:
    """Run a task in its turn, or follow the run in progress; see `follow_enlargement`."""

    def finish(made: sr.Enlargement) -> PhotoOutcome:
        return PhotoOutcome(picture.digest, made)

    return follow_enlargement((picture.digest, task), beside, picture.image, task, finish)
