"""Results of a benchmark as data: of one picture, one method, all methods."""

import math
from dataclasses import dataclass

import numpy as np

from ..types import Protocol
from .bootstrap import bootstrap_interval

TEMPERATURE_FIELDS = (
    "mae_c", "rmse_c", "p999_c", "max_c", "skin_mae_c", "edge_mae_c", "hot_spot_shift", "peak_error_c",
)  # fmt: skip
"""Fields of ImageResult that only temperatures have, named and defined as in `TemperatureError`."""
PERCEPTION_FIELDS = (
    "ms_ssim", "feature_distance", "niqe", "bicubic_ms_ssim", "bicubic_feature_distance", "bicubic_niqe", "hr_niqe",
)  # fmt: skip
"""Fields of ImageResult that only photographs have."""


@dataclass(frozen=True, slots=True)
class ImageResult:
    """Result of one method on one picture."""

    name: str
    """File name."""
    psnr: float
    """PSNR in dB; inf if SR equals HR."""
    ssim: float
    """SSIM, -1..1."""
    mae: float
    """Mean absolute error in 8-bit grey levels, of temperatures in degC."""
    seconds: float
    """Wall time of the enlargement in seconds, without the loading of weights; nan for a step of a path, which is not
    timed by itself."""
    megapixels: float
    """Size of the SR picture."""
    bicubic_psnr: float
    """PSNR of bicubic on the same picture in dB."""
    bicubic_ssim: float
    """SSIM of bicubic on the same picture."""
    mae_c: float = math.nan
    """Mean absolute error in degC. This field and those below are nan unless temperatures were measured."""
    rmse_c: float = math.nan
    """Root of the mean squared error in degC."""
    p999_c: float = math.nan
    """99.9th percentile of the absolute error in degC."""
    max_c: float = math.nan
    """Largest absolute error in degC."""
    skin_mae_c: float = math.nan
    """Mean absolute error on skin in degC; nan also where the reference shows no skin."""
    edge_mae_c: float = math.nan
    """Mean absolute error on edges in degC; nan also where the reference has no edge."""
    hot_spot_shift: float = math.nan
    """Reference pixels."""
    peak_error_c: float = math.nan
    """degC."""
    ms_ssim: float = math.nan
    """MS-SSIM, 0..1. This field and those below are nan unless photographs were measured, and for a picture that is too
    small for the measure."""
    feature_distance: float = math.nan
    """Feature distance to HR, see `sr_core.metrics.feature_distance`; lower is better."""
    niqe: float = math.nan
    """NIQE; lower is more like a natural photograph."""
    bicubic_ms_ssim: float = math.nan
    """MS-SSIM of bicubic on the same picture."""
    bicubic_feature_distance: float = math.nan
    """Feature distance of bicubic on the same picture."""
    bicubic_niqe: float = math.nan
    """NIQE of bicubic on the same picture."""
    hr_niqe: float = math.nan
    """NIQE of the reference itself."""

    @property
    def gain(self) -> float:
        """PSNR over bicubic in dB; nan where both are perfect."""
        return self.psnr - self.bicubic_psnr


@dataclass(frozen=True, slots=True)
class MethodResult:
    """Results of one method on all pictures."""

    model: str
    """Method: a checkpoint id, bicubic, lanczos, a path of checkpoint ids joined by "+", or the id of a visitor's
    network."""
    scale: int
    """Enlargement per side."""
    parameters: int
    """Number of parameters, each net of a path counted once; 0 for interpolation."""
    multiplications: int
    """Multiply-accumulates per pixel of the first LR; 0 for interpolation."""
    images: tuple[ImageResult, ...]
    """Results in the order of the pictures."""
    steps: tuple["MethodResult", ...] = ()
    """Results of the steps of a path before the last, each against HR shrunk to its size; empty for a single net."""

    def mean(self, field: str) -> float:
        """Return the mean of a field of ImageResult, or of "gain", over the pictures that have it; nan if none has."""
        values = [value for image in self.images if not math.isnan(value := getattr(image, field))]
        return float(np.mean(values)) if values else math.nan

    def interval(self, field: str) -> tuple[float, float] | None:
        """Return the 95 % bootstrap interval of `mean`; of "gain" it is paired. See `bootstrap_interval`."""
        return bootstrap_interval([getattr(image, field) for image in self.images])

    @property
    def milliseconds_per_megapixel(self) -> float:
        """Wall time in milliseconds for each megapixel of SR, all pictures together."""
        return 1000.0 * self.mean("seconds") / self.mean("megapixels")


def degree_means(result: MethodResult) -> dict[str, float]:
    """Return the mean of each of TEMPERATURE_FIELDS, but the largest max_c; empty if none was measured."""
    largest = max(image.max_c for image in result.images)
    if math.isnan(largest):
        return {}
    return {field: result.mean(field) for field in TEMPERATURE_FIELDS} | {"max_c": largest}


def perception_means(result: MethodResult) -> dict[str, float]:
    """Return the mean of each of PERCEPTION_FIELDS over the pictures that have it; empty if one was never measured."""
    means = {field: result.mean(field) for field in PERCEPTION_FIELDS}
    return means if all(map(math.isfinite, means.values())) else {}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Results of all methods on one set of pictures at one scale."""

    data: str
    """The folder as given, or a name for pictures in memory."""
    scale: int
    """Enlargement per side."""
    protocol: Protocol
    """Channel, border and range of every number."""
    results: tuple[MethodResult, ...]
    """Results in the order in which the methods were asked for."""
    hardware: str
    """Machine on which the times were measured."""
    notes: tuple[str, ...] = ()
    """Notes on what could not be checked, one sentence each."""
    degradation: str = "bicubic"
    """Degradation that made LR: "bicubic", or "real-world" with blur, noise and JPEG."""

    @property
    def is_thermal(self) -> bool:
        """True if temperatures were measured."""
        return all(math.isfinite(image.mae_c) for result in self.results for image in result.images)
