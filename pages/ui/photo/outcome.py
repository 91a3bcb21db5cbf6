"""What a run on a photograph gave, kept in the session until the next run succeeds."""

from dataclasses import dataclass, field

from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.display import png, repeat_pixels
from ..workbench.enlarging import follow_enlargement
from ..workbench.methods import title
from .picture import Picture


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run gave."""

    digest: str
    """Of the picture."""
    made: sr.Enlargement
    """The result with its evidence."""
    pngs: dict[str, bytes] = field(default_factory=dict)
    """Pictures as the viewer takes them, encoded when first shown."""

    @property
    def task(self) -> sr.Task:
        """What was asked for."""
        return self.made.task

    @property
    def result(self) -> sr.UpscaleResult:
        """What the chosen method gave."""
        return self.made.result

    @property
    def title(self) -> str:
        """Name of the method."""
        ensemble = ", self-ensemble" if self.result.self_ensemble else ""
        return title(self.task.method) + ensemble

    @property
    def is_appearance(self) -> bool:
        """True if the network was trained to look sharp."""
        return sr.is_generated(self.task.method)

    @property
    def steps(self) -> tuple[sr.DecodedImage, ...]:
        """What each step of a path gave; empty for a single network."""
        return self.result.steps

    def step_scale(self, n: int) -> int:
        """Enlargement of the input after step `n`, from 1."""
        return self.steps[n - 1].height // self.made.lr.height

    def picture(self, side: str) -> sr.DecodedImage:
        """Return a side at the size of the result.

        Args:
            side: "sr", "bicubic", "input", "step1", "step2", ... or, in a test, "reference". Pixels of the input and of
                the steps are repeated: each is a square block of its own value, nothing is smoothed.
        """
        if side == "input":
            return repeat_pixels(self.made.lr, self.task.scale)
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


def run_of(picture: Picture, task: sr.Task) -> tuple[str, sr.Task]:
    """Return what makes two runs the same."""
    return picture.digest, task


def enlarge_picture(picture: Picture, task: sr.Task, beside: DeltaGenerator) -> Outcome:
    """Run a task in its turn, or follow the run in progress; see `follow_enlargement`."""

    def finish(made: sr.Enlargement) -> Outcome:
        return Outcome(picture.digest, made)

    return follow_enlargement(run_of(picture, task), beside, picture.image, task, finish)
