"""The true picture that a test knows, and what is measured against it."""

from dataclasses import dataclass

from .engine.upscale import upscale
from .image.degradations import degrade
from .image.rounding import to_16_bit
from .metrics.score import score
from .metrics.temperature_error import TemperatureError, temperature_error
from .types import DecodedImage, Degradation, OnProgress, Score


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a picture against the true one of its size."""

    scores: tuple[Score, ...]
    """PSNR, SSIM, MAE and MSE, each with its protocol."""
    temperature_error: TemperatureError | None
    """Errors in degC; None for anything but temperatures."""


class Truth:
    """The true picture of an input at the sizes of its enlargements, and what bicubic scores against it.

    Each is made once and kept: the methods of a benchmark share one. What is measured keeps 16 bits until its luma is
    taken, so that it is rounded once, as the published figures of bicubic are; the picture of 8 bits that is shown
    scores up to 0.005 dB less.
    """

    def __init__(self, lr: DecodedImage, picture: DecodedImage, scale: int) -> None:
        """Take an input, and the true picture at `scale` times its size."""
        self.picture, self.scale = picture, scale
        self._lr = to_16_bit(lr)
        self._bicubic: dict[int, tuple[Score, ...]] = {}
        self._smaller = {scale: picture}

    def measure(self, image: DecodedImage, scale: int) -> Measured:
        """Measure an enlargement by `scale`, against the true picture reduced by bicubic to its size."""
        truth = self._at(scale)
        errors = temperature_error(image, truth, crop_border=scale) if image.unit == "degC" else None
        return Measured(score(image, truth, crop_border=scale), errors)

    def bicubic_scores(self, scale: int, on_progress: OnProgress | None = None) -> tuple[Score, ...]:
        """Score bicubic enlargement of the input by `scale`."""
        if scale not in self._bicubic:
            plain = upscale(self._lr, "bicubic", scale=scale, on_progress=on_progress).image
            self._bicubic[scale] = score(plain, self._at(scale), crop_border=scale)
        return self._bicubic[scale]

    def _at(self, scale: int) -> DecodedImage:
        if scale not in self._smaller:
            self._smaller[scale] = degrade(self.picture, Degradation(scale=self.scale // scale))
        return self._smaller[scale]
