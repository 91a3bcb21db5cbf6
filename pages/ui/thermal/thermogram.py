"""Thermogram of the Thermal page, the outcome of a run on it, and the state of the page."""

from dataclasses import dataclass, field
from functools import cached_property

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..photo.picture import Picture
from ..workbench.enlarging import follow_enlargement
from ..workbench.outcome import Outcome

COMPARED = ("sr", *sr.INTERPOLATIONS)
"""Enlargements that are compared in every run: the chosen method and the two interpolations."""


@dataclass(frozen=True, eq=False)
class Thermogram:
    """Thermogram that the user uploaded, or the simulated one."""

    image: sr.DecodedImage
    """Temperatures in degC."""
    digest: str
    """sha256 of the file, with the choices for reading it; "phantom" for the simulated one."""
    data: bytes = b""
    """Bytes of the file; empty for the simulated one."""
    chosen_unit: str = ""
    """Unit of the file's numbers, where the file names none and the visitor chose it."""
    radiometry: sr.thermal.Radiometry | None = None
    """Parameters that the visitor chose instead of those in the file; None for those in the file."""
    frame: int = 0
    """Index of the frame of a recording."""
    frames: int = 1
    """Number of frames; 1 for a file of any other kind."""

    @cached_property
    def guard(self) -> sr.Guard:
        """What the guard of thermograms finds of it."""
        found = sr.guard(self.image, modality=sr.THERMOGRAM)
        assert found is not None
        return found

    @property
    def simulated(self) -> bool:
        """True for the simulated thermogram, whose truth is known at every scale."""
        return not self.data


@dataclass(frozen=True, eq=False)
class ThermalOutcome(Outcome):
    """Outcome of a run on a thermogram."""

    @property
    def errors(self) -> dict[str, sr.TemperatureError]:
        """Errors of each side against the reference, degC; empty without a reference."""
        return self.made.temperature_errors

    def image(self, side: str) -> sr.DecodedImage:
        """Return a side's temperatures: "input", "sr", "bicubic", "lanczos", "reference"."""
        return self.made.image(side)

    @cached_property
    def pictures(self) -> dict[str, sr.DecodedImage]:
        """Name -> temperatures of all pictures that regions measure."""
        sides = ["input", "sr", *(["reference"] if self.reference is not None else [])]
        return {self.name(side): self.image(side) for side in sides}

    def per_input(self, image: sr.DecodedImage) -> int:
        """Return how many pixels of a picture cover an input pixel, per side."""
        return image.height // self.lr.height

    def error(self, side: str) -> sr.DecodedImage:
        """Return the errors of a side, side minus reference, degC."""
        return sr.difference(self.image(side), self.image("reference"))


@dataclass(slots=True)
class Thermal:
    """State of the Thermal page."""

    thermogram: Thermogram | None = None
    """Thermogram that the page shows."""
    problem: str = ""
    """Sentence that says why the file in the field is no thermogram; empty if there is none."""
    asked: tuple[bytes, str, sr.ScalingNeeded] | None = None
    """Bytes and name of a file whose unit or scale is not known, and the question for it."""
    colours: Picture | None = None
    """Visible picture of the file, where it holds colours."""
    outcome: ThermalOutcome | None = None
    """Outcome of the last run."""
    regions: list[sr.Region] = field(default_factory=list)
    """Regions that were drawn, typed or mirrored, the oldest first."""
    pairs: list[tuple[str, str]] = field(default_factory=list)
    """Labels of a region and of its mirror image."""
    refused: str = ""
    """Sentence that says why a region was not mirrored or renamed; empty if it was."""
    radiometry_round: int = 0
    """Part of the keys of the radiometric fields; another number makes new fields."""
    units: dict[str, str] = field(default_factory=dict)
    """sha256 of a file that names no unit -> the unit chosen for it."""
    shared: sr.thermal.Radiometry | None = None
    """Parameters that are used for all files with raw counts; None for each file's own."""
    ranges: dict[str, tuple[float, float] | None] = field(default_factory=dict)
    """Id of a file in the field -> lowest and highest temperature, degC; None for one without temperatures."""
    celsius: dict[str, float] = field(default_factory=dict)
    """Key of a field of degrees -> its value in degC, kept when the unit changes."""


@st.cache_data(show_spinner=False, max_entries=4)
def phantom(scale: int, noise_c: float) -> sr.DecodedImage:
    """Compute the simulated thermogram, once for all sessions."""
    return sr.thermal.thermal_phantom(scale=scale, noise_c=noise_c)


def describe_thermogram(image: sr.DecodedImage) -> str:
    """Describe a thermogram: "160 x 120 pixels, 22.01 to 35.73 °C"."""
    low, high = image.value_range
    pixels = "1 pixel" if image.missing == 1 else f"{image.missing} pixels"
    without = f", {pixels} without a temperature" if image.missing else ""
    return f"{image.shape_text} pixels, {low:.2f} to {high:.2f} °C{without}".replace("-", "−")


def simulated() -> Thermogram:
    """Return the simulated thermogram, with the noise of a camera."""
    return Thermogram(phantom(1, 0.05), "phantom")


def enlarge_thermogram(thermogram: Thermogram, task: sr.Task, beside: DeltaGenerator) -> ThermalOutcome:
    """Run a task in its turn, or follow the run in progress; see `follow_enlargement`.

    Raises:
        SRError: if the thermogram cannot be enlarged or tested like this.
    """
    image, side = thermogram.image, sr.THERMOGRAM.smallest * (task.scale if task.test else 1)
    if min(image.height, image.width) < side:
        raise sr.EngineError(
            f"this needs at least {side} x {side} pixels, found {image.shape_text}; choose a larger thermogram"
        )
    # The truth is computed here, since a thread has no access to what Streamlit caches with a spinner.
    truth = phantom(task.scale, 0.0) if thermogram.simulated and not task.test else None

    def finish(made: sr.Enlargement) -> ThermalOutcome:
        return ThermalOutcome(thermogram.digest, made)

    return follow_enlargement(
        (thermogram.digest, task), beside, image, task, finish, truth=truth, compare=sr.THERMOGRAM.compare
    )
