"""What a run gave: pictures and scores, kept in the session until the next run succeeds."""

from dataclasses import dataclass, field

import sr_core as sr

from ..shell.display import png, repeat_pixels
from ..workbench.methods import is_appearance, title
from .picture import Cut


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asked for."""

    test: bool
    """True in *Test the network*: the picture is the reference and is degraded first."""
    scale: int
    """Enlargement per side."""
    method: str
    """Checkpoint id, path of them, bicubic or lanczos."""
    self_ensemble: bool = False
    """Mean of 8 flips and rotations."""
    degradation: sr.Degradation | None = None
    """How LR is made from the reference; None outside the test."""
    cut: Cut | None = None
    """The part worked on; None for the whole picture."""

    @property
    def options(self) -> sr.UpscaleOptions:
        """What the engine is told."""
        return sr.UpscaleOptions(self_ensemble=self.self_ensemble)


@dataclass(frozen=True, slots=True)
class StepScore:
    """A step of a path in a test, against the reference reduced by bicubic to the step's size."""

    scale: int
    """Enlargement of the input so far."""
    size: str
    """Of the step's picture: "192 x 160"."""
    scores: tuple[sr.Score, ...]
    """Of the step."""
    bicubic_scores: tuple[sr.Score, ...]
    """Of bicubic from the same input to the same size."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run gave; kept in the session until the next one succeeds."""

    settings: Settings
    """As asked."""
    digest: str
    """Of the picture."""
    lr: sr.DecodedImage
    """What was enlarged."""
    hr: sr.DecodedImage | None
    """The reference of a test."""
    result: sr.UpscaleResult
    """The chosen method."""
    bicubic: sr.UpscaleResult
    """Bicubic at the same scale."""
    scores: tuple[sr.Score, ...]
    """Of the result; empty without a reference."""
    bicubic_scores: tuple[sr.Score, ...]
    """Of bicubic; empty without a reference."""
    consistency: float
    """Mean difference in 8-bit grey levels between the input and the result shrunk back to its size."""
    bicubic_consistency: float
    """The same for bicubic."""
    step_scores: tuple[StepScore, ...] = ()
    """Of each step of a path in a test; empty for a single network."""
    pngs: dict[str, bytes] = field(default_factory=dict)
    """Pictures as the viewer takes them, encoded when first shown."""

    @property
    def title(self) -> str:
        """Name of the method."""
        ensemble = ", self-ensemble" if self.result.self_ensemble else ""
        return title(self.settings.method) + ensemble

    @property
    def is_appearance(self) -> bool:
        """True if the network was trained to look sharp."""
        return is_appearance(self.settings.method)

    @property
    def steps(self) -> tuple[sr.DecodedImage, ...]:
        """What each step of a path gave; empty for a single network."""
        return self.result.steps if len(self.result.steps) > 1 else ()

    def step_scale(self, n: int) -> int:
        """Enlargement of the input after step `n`, from 1."""
        return self.steps[n - 1].height // self.lr.height

    def picture(self, side: str) -> sr.DecodedImage:
        """Return a side at the size of the result.

        Args:
            side: "sr", "bicubic", "input", "step1", "step2", ... or, in a test, "hr". Pixels of the input and of the
                steps are repeated: each is a square block of its own value, nothing is smoothed.
        """
        if side == "input":
            return repeat_pixels(self.lr, self.settings.scale)
        if side.startswith("step"):
            n = int(side.removeprefix("step"))
            return repeat_pixels(self.steps[n - 1], self.settings.scale // self.step_scale(n))
        image = {"sr": self.result.image, "bicubic": self.bicubic.image, "hr": self.hr}[side]
        assert image is not None
        return image

    def png(self, side: str) -> bytes:
        """Return a side as a lossless 8-bit PNG; the same bytes every time."""
        side = "sr" if self.steps and side == f"step{len(self.steps)}" else side
        if side not in self.pngs:
            self.pngs[side] = png(self.picture(side))
        return self.pngs[side]
