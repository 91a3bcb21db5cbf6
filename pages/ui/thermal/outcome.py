"""What a run on a thermogram gave, kept in the session until the next run succeeds."""

from dataclasses import dataclass
from functools import cached_property

from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..workbench.enlarging import follow_enlargement
from ..workbench.methods import title
from .picture import Thermogram, phantom

COMPARED = ("sr", *sr.INTERPOLATIONS)
"""Enlargements that are made in every run: the chosen method and the two it is judged against."""


@dataclass(frozen=True, eq=False)
class ThermalOutcome:
    """What a run gave."""

    digest: str
    """Of the thermogram."""
    made: sr.Enlargement
    """The result with its evidence."""

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
        """True temperatures at the size of the result: the thermogram of a test, or the phantom's known truth."""
        return self.made.reference

    @property
    def result(self) -> sr.UpscaleResult:
        """What the chosen method gave."""
        return self.made.result

    @property
    def errors(self) -> dict[str, sr.TemperatureError]:
        """Errors of each side against the reference, degC; empty without one."""
        return self.made.temperature_errors

    @property
    def title(self) -> str:
        """Name of the result: of its method, and whether it was corrected."""
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

    def image(self, side: str) -> sr.DecodedImage:
        """Return a side's temperatures: "input", "sr", "bicubic", "lanczos", "reference"."""
        return self.made.image(side)

    @cached_property
    def pictures(self) -> dict[str, sr.DecodedImage]:
        """Name -> temperatures of all that can be measured."""
        sides = ["input", "sr", *(["reference"] if self.reference is not None else [])]
        return {self.name(side): self.image(side) for side in sides}

    def per_input(self, image: sr.DecodedImage) -> int:
        """Return the pixels of a picture to an input pixel, per side."""
        return image.height // self.lr.height

    def error(self, side: str) -> sr.DecodedImage:
        """Return the errors of a side, side minus reference, degC."""
        pixels = self.image(side).pixels - self.image("reference").pixels
        return sr.DecodedImage(pixels, self.lr.name, scale=self.result.scale, unit="degC")


def run_of(thermogram: Thermogram, task: sr.Task) -> tuple[str, sr.Task]:
    """Return what makes two runs the same."""
    return thermogram.digest, task


def enlarge_thermogram(thermogram: Thermogram, task: sr.Task, beside: DeltaGenerator) -> ThermalOutcome:
    """Run a task in its turn, or follow the run in progress; see `follow_enlargement`.

    Raises:
        SRError: if the thermogram cannot be enlarged or tested like this.
    """
    image, side = thermogram.image, sr.THERMOGRAM.smallest * (task.scale if task.test else 1)
    if min(image.height, image.width) < side:
        raise sr.EngineError(
            f"this needs at least {side} x {side} pixels, found {image.shape_text}; take a larger thermogram"
        )
    # Made here, since a thread has no access to what Streamlit caches with a spinner.
    truth = phantom(task.scale, 0.0) if thermogram.simulated and not task.test else None

    def finish(made: sr.Enlargement) -> ThermalOutcome:
        return ThermalOutcome(thermogram.digest, made)

    return follow_enlargement(
        run_of(thermogram, task), beside, image, task, finish, truth=truth, compare=sr.THERMOGRAM.compare
    )
