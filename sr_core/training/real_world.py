"""Degradation of real photographs: a random mix of blur, resizing, noise and JPEG between HR and LR.

It follows Zhang et al., 2021 (BSRGAN) and Wang et al., 2021 (Real-ESRGAN), but is milder than both: nets should stay
close to the original, and no result should be worse than bicubic.
"""

import io

import numpy as np
from PIL import Image, ImageFilter

_KERNELS = (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.BOX, Image.Resampling.LANCZOS)
_CLEAN, _BLURRED, _RESIZED, _NOISY, _JPEG, _AGAIN = 0.1, 0.7, 0.5, 0.6, 0.8, 0.3
"""Share of the pictures that are left clean, and shares of the others that get each degradation; the last is a second
JPEG."""


def degrade_real_world(hr: np.ndarray, scale: int, rng: np.random.Generator) -> np.ndarray:
    """Make a degraded LR picture, such as people have, from a clean HR one.

    Blur of sigma up to 2 HR pixels, round or elongated; in half the cases an intermediate size (0.5 to 1.2 of LR's
    detail); noise of sigma up to 15 grey levels, of the colours or of the luma alone; JPEG of quality 30 to 95.

    Args:
        hr: (H, W, 3) uint8, sides divisible by the scale.
        scale: factor by which both sides shrink.
        rng: generator that decides all of it.

    Returns:
        (H / scale, W / scale, 3) uint8, aligned with HR.
    """
    picture, size = Image.fromarray(hr), (hr.shape[1] // scale, hr.shape[0] // scale)
    if rng.random() < _CLEAN:
        return np.asarray(picture.resize(size, Image.Resampling.BICUBIC))
    if rng.random() < _BLURRED:
        sigma = 2.0 * rng.random()
        along = sigma * rng.uniform(0.5, 1.0)
        picture = picture.filter(ImageFilter.GaussianBlur((sigma, along) if rng.random() < 0.5 else (along, sigma)))
    if rng.random() < _RESIZED:
        between = rng.uniform(0.5, 1.2)
        picture = picture.resize([max(1, round(side * between)) for side in size], _kernel(rng))
    picture = picture.resize(size, _kernel(rng))
    if rng.random() < _NOISY:
        picture = _noisy(picture, 15.0 * rng.random(), rng)
    for _ in range(1 + (rng.random() < _AGAIN)):
        if rng.random() < _JPEG:
            picture = _saved(picture, int(rng.integers(30, 96)))
    return np.asarray(picture)


def _kernel(rng: np.random.Generator) -> Image.Resampling:
    return _KERNELS[int(rng.integers(len(_KERNELS)))]


def _noisy(picture: Image.Image, sigma: float, rng: np.random.Generator) -> Image.Image:
    values = np.asarray(picture, np.float32)
    channels = 3 if rng.random() < 0.6 else 1
    noise = rng.normal(0.0, sigma, (*values.shape[:2], channels)).astype(np.float32)
    return Image.fromarray(np.rint(np.clip(values + noise, 0.0, 255.0)).astype(np.uint8))


def _saved(picture: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    with Image.open(buffer) as opened:
        return opened.convert("RGB")
