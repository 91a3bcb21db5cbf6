"""Picture of Home and Compare, the outcome of a run on it, and what the session keeps of both."""

from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.display import png
from ..shell.state import Kept
from ..workbench.enlarging import follow_enlargement
from ..workbench.outcome import Outcome
from ..workbench.overview import LONGEST


@dataclass(frozen=True, eq=False)
class Picture:
    """Picture that the user uploaded or chose."""

    image: sr.DecodedImage
    """Decoded pixels."""
    digest: str
    """sha256 of the uploaded bytes, or the sample's name; for a smaller copy, also its size."""
    condition: sr.Condition | None = None
    """Measured condition of an upload."""

    @cached_property
    def guard(self) -> sr.Guard:
        """What the guard of photographs finds of it."""
        found = sr.guard(self.image, modality=sr.PHOTOGRAPH)
        assert found is not None
        return found

    @cached_property
    def small(self) -> sr.DecodedImage:
        """Small copy that is shown before a run and as the overview."""
        return sr.thumbnail(self.image, LONGEST)


@dataclass(frozen=True, eq=False)
class PhotoOutcome(Outcome):
    """Outcome of a run on a picture."""

    pngs: dict[str, bytes] = field(default_factory=dict)
    """Pictures as the viewer takes them, encoded when first shown."""

    @property
    def steps(self) -> tuple[sr.DecodedImage, ...]:
        """Result of each step of a path; empty for a single network."""
        return self.result.steps

    def step_scale(self, n: int) -> int:
        """Enlargement of the input by the networks up to step `n`; the first step is 1."""
        return prod(card.scale for card in sr.path_cards(self.task.method)[:n])

    def picture(self, side: str) -> sr.DecodedImage:
        """Return a side at the size of the result.

        Args:
            side: "sr", "bicubic", "input", "step1", "step2", ... or, in a test, "reference". Pixels of the input and of
                the steps are repeated: each becomes a block of its own value, without smoothing. Blocks are square,
                but where the size of the result is no multiple: there they are of nearly equal size.
        """
        if side == "input":
            return self._in_blocks(self.lr, self.task.scale)
        if side.startswith("step"):
            n = int(side.removeprefix("step"))
            return self._in_blocks(self.steps[n - 1], self.task.scale // self.step_scale(n))
        return self.made.image(side)

    @property
    def has_square_blocks(self) -> bool:
        """True if the pixels of the input are shown as squares of one size."""
        return self.task.size is None or (
            self.result.image.height % self.lr.height,
            self.result.image.width % self.lr.width,
        ) == (0, 0)

    def _in_blocks(self, image: sr.DecodedImage, scale: int) -> sr.DecodedImage:
        size = self.task.size
        return (
            sr.repeat_pixels(image, scale)
            if size is None
            else sr.resize_image(image, size.height, size.width, kernel="nearest")
        )

    def png(self, side: str) -> bytes:
        """Return a side as a lossless 8-bit PNG; the same bytes every time."""
        side = "sr" if self.steps and side == f"step{len(self.steps)}" else side
        if side not in self.pngs:
            about = self.about if side == "sr" else None  # it is also the file of an 8-bit picture
            self.pngs[side] = png(self.picture(side), about)
        return self.pngs[side]


@dataclass(slots=True)
class Photo:
    """State of the picture that Home and Compare share."""

    picture: Picture | None = None
    """Picture that both pages show."""
    problem: str = ""
    """Sentence that says why the file in the field is no picture; empty if there is none."""
    emptied: bool = False
    """True after a file was removed or failed: no sample is then shown in its place."""
    outcome: PhotoOutcome | None = None
    """Last result on Home."""
    family: str = ""
    """Family of the network chosen on Home, which is kept when the scale changes."""
    made: Kept = field(default_factory=Kept)
    """Objects that other pages made of the picture; they are dropped with the picture."""


def describe(image: sr.DecodedImage) -> str:
    """Describe a decoded picture: size, colours, depth, transparency."""
    colours = "grey" if image.channels == 1 else "colour"
    alpha = ", with transparency" if image.alpha is not None else ""
    return f"{image.shape_text} pixels, {colours}, {image.bit_depth} bit{alpha}"


def enlarge_picture(picture: Picture, task: sr.Task, beside: DeltaGenerator) -> PhotoOutcome:
    """Run a task in its turn, or follow the run in progress; see `follow_enlargement`."""

    def finish(made: sr.Enlargement) -> PhotoOutcome:
        return PhotoOutcome(picture.digest, made)

    return follow_enlargement((picture.digest, task), beside, picture.image, task, finish)
