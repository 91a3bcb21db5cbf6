"""Synthetic pictures."""

import io

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from sr_core.types import DecodedImage


def smooth_picture(height: int, width: int, seed: int = 0) -> np.ndarray:
    """(H, W, 3) uint8 with edges and gradients, as a photograph has and noise has not."""
    y, x = np.mgrid[:height, :width] / 16.0
    waves = [np.sin(x * (1 + c) + seed) + np.cos(y * (2 - 0.5 * c)) for c in range(3)]
    disc = ((x - width / 32) ** 2 + (y - height / 32) ** 2 < 2)[..., None] * 60
    return np.clip(128 + 40 * np.stack(waves, axis=2) + disc, 0, 255).astype(np.uint8)


def scene(seed: int) -> DecodedImage:
    """Clouds of all sizes, as different from another seed's as two photographs."""
    noise = np.random.default_rng(seed).normal(size=(120, 160))
    clouds = sum(gaussian_filter(noise, s) * s for s in (1, 2, 4, 8, 16))
    grey = np.clip(128 + 60 * (clouds - clouds.mean()) / clouds.std(), 0, 255).astype(np.uint8)
    return DecodedImage(np.repeat(grey[..., None], 3, axis=2), f"{seed}.png")


def with_16_bit(image: DecodedImage) -> DecodedImage:
    """The same picture, with the 16 bits that the published protocol keeps until the luma is rounded."""
    return DecodedImage(image.pixels.astype(np.uint16) * 257, image.name)


def png(pixels: np.ndarray) -> bytes:
    """A PNG of (H, W) or (H, W, C) values, as Pillow writes it."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()
