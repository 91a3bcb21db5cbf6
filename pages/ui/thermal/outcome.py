"""What a run on a thermogram gave: pictures and errors in degC, kept in the session until the next run succeeds."""

from dataclasses import dataclass
from functools import cached_property

import sr_core as sr

from ..workbench.methods import title
from .settings import ThermalSettings

COMPARED = ("sr", "bicubic", "lanczos")
"""Enlargements that are made in every run: the chosen method and the two it is judged against."""


@dataclass(frozen=True, eq=False)
class ThermalOutcome:
    """What a run gave."""

    settings: ThermalSettings
    """As asked."""
    digest: str
    """Of the thermogram."""
    lr: sr.DecodedImage
    """What was enlarged."""
    reference: sr.DecodedImage | None
    """True temperatures at the size of the result: the thermogram of a test, or the phantom's known truth."""
    result: sr.UpscaleResult
    """The chosen method."""
    bicubic: sr.DecodedImage
    """Plain bicubic, never corrected."""
    lanczos: sr.DecodedImage
    """Plain Lanczos, never corrected."""
    mismatch: dict[str, tuple[float, float]]
    """Of `COMPARED`: mean and largest absolute difference between input and shrunk result, degC."""
    errors: dict[str, sr.TemperatureError]
    """Of `COMPARED` against the reference, and of "uncorrected" if that is not the result; empty without one."""

    @property
    def corrected(self) -> bool:
        """True if *Force agreement with the measured temperatures* changed the result."""
        return self.result.correction is not None and self.result.correction.iterations > 0

    @property
    def title(self) -> str:
        """Name of the result: of its method, and whether it was corrected."""
        return title(self.settings.method) + ", corrected" * self.corrected

    @property
    def reference_name(self) -> str:
        """What the reference is."""
        return "Reference" if self.settings.test else "Known truth"

    def name(self, side: str) -> str:
        """Name of a side for people."""
        names = {
            "sr": self.title,
            "uncorrected": title(self.settings.method),
            "bicubic": "Bicubic",
            "lanczos": "Lanczos",
            "input": "Shrunk input" if self.settings.test else "Input",
            "reference": self.reference_name,
        }
        return names[side]

    def image(self, side: str) -> sr.DecodedImage:
        """Return a side's temperatures: "input", "sr", "bicubic", "lanczos", "reference"."""
        known = {"input": self.lr, "sr": self.result.image, "bicubic": self.bicubic, "lanczos": self.lanczos}
        image = known.get(side, self.reference)
        assert image is not None
        return image

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
        assert self.reference is not None
        pixels = self.image(side).pixels - self.reference.pixels
        return sr.DecodedImage(pixels, self.lr.name, scale=self.result.scale, unit="degC")
