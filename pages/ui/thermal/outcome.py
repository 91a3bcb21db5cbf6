"""What a run on a thermogram gave, kept in the session until the next run succeeds."""

from dataclasses import dataclass
from functools import cached_property

from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..workbench.enlarging import follow_enlargement
from ..workbench.outcome import Outcome
from .picture import Thermogram, phantom

COMPARED = ("sr", *sr.INTERPOLATIONS)
"""Enlargements that are made in every run: the chosen method and the two it is judged against."""


@dataclass(frozen=True, eq=False)
class ThermalOutcome(Outcome):
    """What a run gave."""

    @property
    def errors(self) -> dict[str, sr.TemperatureError]:
        """Errors of each side against the reference, degC; empty without one."""
        return self.made.temperature_errors

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
        (thermogram.digest, task), beside, image, task, finish, truth=truth, compare=sr.THERMOGRAM.compare
    )
