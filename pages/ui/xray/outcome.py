"""What a run on a radiograph gave: pictures, figures and nodules, kept in the session until the next run succeeds."""

from dataclasses import dataclass, field, replace

import numpy as np

import sr_core as sr

from ..workbench.methods import title
from .part import Part
from .settings import XraySettings

COMPARED = ("sr", "bicubic", "lanczos")
"""Enlargements that are made in every run: the chosen method and the two it is judged against."""
MARGIN = 8
"""Input pixels beyond a part that Lanczos and bicubic read."""


@dataclass(frozen=True, eq=False)
class XrayOutcome:
    """What a run gave."""

    settings: XraySettings
    """As asked."""
    digest: str
    """Of the radiograph."""
    simulated: bool
    """True for the simulated chest."""
    lr: sr.DecodedImage
    """What was enlarged."""
    reference: sr.DecodedImage | None
    """True picture at the size of the result: the radiograph of a test, or the known truth of the simulated chest."""
    result: sr.UpscaleResult
    """The chosen method."""
    plain: dict[str, sr.DecodedImage]
    """Bicubic and Lanczos, never corrected; empty for a large result, of which parts are made when they are shown."""
    mismatch: dict[str, tuple[float, float]]
    """Of `COMPARED`: mean and largest absolute difference between input and shrunk result, in values."""
    mismatch_map: np.ndarray
    """(H, W) float32, the shrunk result minus the input."""
    scores: dict[str, tuple[sr.Score, ...]]
    """Of `COMPARED`, and of "uncorrected" if that is not the result; empty without a reference."""
    nodules: dict[str, tuple[sr.Verdict, ...]] = field(default_factory=dict)
    """Of `COMPARED`, in the simulated chest only."""

    @property
    def corrected(self) -> bool:
        """True if *Force agreement with the original pixels* changed the result."""
        return self.result.correction is not None and self.result.correction.iterations > 0

    @property
    def title(self) -> str:
        """Name of the result."""
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

    def cut(self, side: str, part: Part) -> sr.DecodedImage:
        """Return a part of a side: "input", "sr", "bicubic", "lanczos", "reference"; at the input's size for "input".

        Args:
            side: which picture.
            part: in pixels of the input.
        """
        scale = self.settings.scale
        if side == "input":
            return part.of(self.lr)
        whole = {"sr": self.result.image, "reference": self.reference, **self.plain}.get(side)
        if whole is not None:
            return part.of(whole, scale)
        wider = part.widen(MARGIN, self.lr)
        enlarged = sr.upscale(wider.of(self.lr), side, scale=scale).image
        inner = Part(part.top - wider.top, part.left - wider.left, part.height, part.width)
        return inner.of(enlarged, scale)


def measured(image: sr.DecodedImage) -> sr.DecodedImage:
    """Return display values of a picture as measured ones, so that all is windowed alike."""
    if image.unit:
        return image
    return replace(image, pixels=image.pixels.astype(np.float32), alpha=None, unit="US", dicom=None)
