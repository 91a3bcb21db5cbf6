import numpy as np
import pytest

from sr_core.errors import MetricError
from sr_core.image.resize import resize_image
from sr_core.metrics.spectrum import Spectrum, radial_spectrum
from sr_core.types import DecodedImage


def grey(values: np.ndarray) -> DecodedImage:
    return DecodedImage(np.clip(np.round(values), 0, 255).astype(np.uint8)[..., None])


def test_white_noise_has_its_variance_at_every_frequency() -> None:
    noise = np.random.default_rng(0).normal(128, 20, (256, 200))
    power = radial_spectrum(grey(noise)).power
    np.testing.assert_allclose(power[32:], 400, rtol=0.25)  # of rings with a thousand frequencies
    assert power[8:].mean() == pytest.approx(400, rel=0.03)


@pytest.mark.parametrize("frequency", [0.1, 0.25, 0.4])
def test_wave_has_its_power_at_its_frequency(frequency: float) -> None:
    wave = 128 + 60 * np.sin(2 * np.pi * frequency * np.arange(256))
    found = radial_spectrum(grey(np.tile(wave, (128, 1))))
    assert found.frequency[np.argmax(found.power)] == pytest.approx(frequency, abs=1 / 64)


def test_rings_match_a_plain_transform() -> None:
    values = np.random.default_rng(1).integers(0, 256, (32, 48)).astype(float)
    window = np.outer(np.hanning(32), np.hanning(48))
    window /= np.sqrt((window**2).mean())
    plain = np.abs(np.fft.fft2((values - values.mean()) * window)) ** 2 / values.size
    radius = np.hypot(np.fft.fftfreq(32)[:, None], np.fft.fftfreq(48))
    found = radial_spectrum(grey(values))
    for ring in (0, 3, 15):
        inside = (radius >= ring / 32) & (radius < (ring + 1) / 32)
        assert found.power[ring] == pytest.approx(plain[inside].mean(), rel=1e-4)  # float32 against float64


def test_enlarging_by_bicubic_lacks_power_beyond_the_inputs_nyquist() -> None:
    lr = grey(np.random.default_rng(2).normal(128, 30, (64, 64)))
    found = radial_spectrum(resize_image(lr, 256, 256))
    beyond = found.frequency > 0.2
    assert found.power[beyond].max() < 0.05 * found.power[found.frequency < 0.06].mean()


def test_spectrum_rejects_a_tiny_picture() -> None:
    with pytest.raises(MetricError, match="16 x 16"):
        radial_spectrum(grey(np.zeros((15, 40))))


def test_decibels_are_ten_times_the_logarithm_of_the_power() -> None:
    found = Spectrum(np.array([0.1, 0.3, 0.5]), np.array([1000.0, 1.0, 0.0]))
    np.testing.assert_allclose(found.decibels, [30.0, 0.0, -60.0], atol=1e-5)
    assert found.decibels_beyond(0.2) == pytest.approx(10 * np.log10(0.5), abs=1e-5)
