"""Power over spatial frequency: the amount of fine detail in a picture, right or wrong."""

from dataclasses import dataclass

import numpy as np
from scipy import fft

from ..errors import MetricError
from ..types import DecodedImage
from .score import luma_plane

_RINGS = 64
_SMALLEST = 16


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Radially averaged power spectrum."""

    frequency: np.ndarray
    """(N,) middle of each ring, cycles per pixel of the picture, within 0..0.5."""
    power: np.ndarray
    """(N,) mean power of the ring in 8-bit grey levels squared; white noise of variance v has v at every frequency."""

    @property
    def decibels(self) -> np.ndarray:
        """(N,) power in dB over one grey level squared, -60 at least."""
        return _decibels(self.power)

    def decibels_beyond(self, frequency: float) -> float:
        """Return the mean power of the rings beyond a frequency, in dB over one grey level squared; -60 at least.

        Args:
            frequency: cycles per pixel, below 0.5; the mean is over the rings, whatever the pixels in each.
        """
        return float(_decibels(self.power[self.frequency > frequency].mean()))


def _decibels(power: np.ndarray) -> np.ndarray:
    return 10.0 * np.log10(power + 1e-6)


def radial_spectrum(image: DecodedImage) -> Spectrum:
    """Average the power spectrum of the luma over rings of equal frequency.

    The mean is subtracted and a Hann window applied, so that the picture's rim does not leak into all frequencies; the
    power that the window removes is restored by a factor. Frequencies beyond 0.5 (the corners of the plane) are left
    out.

    Args:
        image: display values, 16 pixels or more on each side.

    Returns:
        At most 64 rings, fewer for a small picture: each holds at least one frequency.

    Raises:
        MetricError: if the picture is smaller, or holds measured values.

    Source: the measure of Durall, Keuper, Keuper, "Watch Your Up-Convolution", CVPR 2020 (azimuthal integration).
    """
    if image.unit:
        raise MetricError(f"a spectrum needs a picture of display values, found values in {image.unit}")
    if min(image.height, image.width) < _SMALLEST:
        raise MetricError(f"a spectrum needs at least 16 x 16 pixels, found {image.shape_text}")
    plane = luma_plane(image, rounded=False)
    window = np.outer(np.hanning(image.height), np.hanning(image.width)).astype(np.float32)
    window /= np.sqrt(np.mean(np.square(window)))
    power = np.square(np.abs(fft.rfft2((plane - plane.mean()) * window))) / plane.size
    # Each column of the real transform's half plane stands for two, but for the first one and that of 0.5.
    times = np.full(power.shape[1], 2.0)
    times[0] = 1.0
    if image.width % 2 == 0:
        times[-1] = 1.0
    radius = np.hypot(fft.fftfreq(image.height)[:, None], fft.rfftfreq(image.width)[None, :])
    rings = min(_RINGS, min(image.height, image.width) // 2)
    ring = np.floor(radius * (2 * rings)).astype(np.int64).ravel()
    weights = np.broadcast_to(times, power.shape).ravel()
    total = np.bincount(ring, weights * power.ravel(), rings)[:rings]
    count = np.bincount(ring, weights, rings)[:rings]
    return Spectrum((np.arange(rings) + 0.5) / (2 * rings), total / count)
