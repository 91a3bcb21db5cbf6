"""What a benchmark found, as data: one picture, one method, all methods."""

import math
from dataclasses import dataclass

import numpy as np

from ..types import Protocol
from .bootstrap import bootstrap_interval

TEMPERATURE_FIELDS = (
    "mae_c", "rmse_c", "p999_c", "max_c", "skin_mae_c", "edge_mae_c", "hot_spot_shift", "peak_error_c",
)  # fmt: skip
"""Fields of ImageResult that only temperatures have, named and defined as in `TemperatureError`."""


@dataclass(frozen=True, slots=True)
class ImageResult:
    """One method on one picture."""

    name: str
    """File name."""
    psnr: float
    """dB; inf if SR equals HR."""
    ssim: float
    """-1..1."""
    mae: float
    """8-bit grey levels; degC of temperatures."""
    seconds: float
    """Wall time of the enlargement, loading of weights excluded; nan for a step of a path, not timed by itself."""
    megapixels: float
    """Size of the SR picture."""
    bicubic_psnr: float
    """dB of bicubic on the same picture."""
    bicubic_ssim: float
    """SSIM of bicubic on the same picture."""
    mae_c: float = math.nan
    """degC; like the fields below nan unless temperatures were measured."""
    rmse_c: float = math.nan
    """degC."""
    p999_c: float = math.nan
    """degC."""
    max_c: float = math.nan
    """degC."""
    skin_mae_c: float = math.nan
    """degC; nan also where the reference shows no skin."""
    edge_mae_c: float = math.nan
    """degC; nan also where the reference has no edge."""
    hot_spot_shift: float = math.nan
    """Reference pixels."""
    peak_error_c: float = math.nan
    """degC."""

    @property
    def gain(self) -> float:
        """PSNR over bicubic in dB; nan where both are perfect."""
        return self.psnr - self.bicubic_psnr


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One method on all pictures."""

    model: str
    """Checkpoint id, bicubic, lanczos, or a path of checkpoint ids joined by "+"."""
    scale: int
    """Enlargement per side."""
    parameters: int
    """Weights; each net of a path counted once; 0 for interpolation."""
    multiplications: int
    """Multiply-accumulates per pixel of the first LR; 0 for interpolation."""
    images: tuple[ImageResult, ...]
    """In the order of the pictures."""
    steps: tuple["MethodResult", ...] = ()
    """The enlargements before the last of a path, each against HR shrunk to its size; empty for a single net."""

    def mean(self, field: str) -> float:
        """Mean of a field of ImageResult over the pictures that have it, "gain" included; nan if none has."""
        values = [value for image in self.images if not math.isnan(value := getattr(image, field))]
        return float(np.mean(values)) if values else math.nan

    def interval(self, field: str) -> tuple[float, float] | None:
        """95 % bootstrap interval of `mean`; of "gain" it is paired. See `bootstrap_interval`."""
        return bootstrap_interval([getattr(image, field) for image in self.images])

    @property
    def milliseconds_per_megapixel(self) -> float:
        """Wall time over the megapixels made, all pictures together."""
        return 1000.0 * self.mean("seconds") / self.mean("megapixels")


def degree_means(result: MethodResult) -> dict[str, float]:
    """Mean of each of TEMPERATURE_FIELDS over the pictures, of max_c the largest; empty unless any was measured."""
    largest = max(image.max_c for image in result.images)
    if math.isnan(largest):
        return {}
    return {field: result.mean(field) for field in TEMPERATURE_FIELDS} | {"max_c": largest}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """All methods on one set of pictures at one scale."""

    data: str
    """The folder as given, or a name for pictures in memory."""
    scale: int
    """Enlargement per side."""
    protocol: Protocol
    """Channel, border and range of every number."""
    results: tuple[MethodResult, ...]
    """In the order asked for."""
    hardware: str
    """What the times were measured on."""
    notes: tuple[str, ...] = ()
    """What could not be checked, one sentence each."""
    degradation: str = "bicubic"
    """How LR was made: "bicubic", or "real-world" as photographs come."""

    @property
    def is_thermal(self) -> bool:
        """True if temperatures were measured."""
        return all(math.isfinite(image.mae_c) for result in self.results for image in result.images)
