"""Pictures of known condition: sharp leaves, then degraded by Pillow."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from sr_core.types import DecodedImage


def dead_leaves(side: int, seed: int = 0) -> Image.Image:
    """Draw discs of all sizes over each other, which have the statistics of photographs, as sharp as pixels hold them.

    Source: Lee, Mumford, Huang, "Occlusion models for natural images", IJCV 41 (2001).
    """
    rng = np.random.default_rng(seed)
    picture = Image.new("RGB", (4 * side, 4 * side))
    draw = ImageDraw.Draw(picture)
    for _ in range(4000):
        radius = 8.0 / np.sqrt(rng.uniform(0.0006, 1.0)) * side / 256
        x, y = rng.uniform(0, 4 * side, 2)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), tuple(rng.integers(20, 236, 3).tolist()))
    return picture.resize((side, side), Image.Resampling.BICUBIC)


def blurred(picture: Image.Image, sigma: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(sigma))


def resized(picture: Image.Image, factor: float, kernel: Image.Resampling = Image.Resampling.BICUBIC) -> Image.Image:
    return picture.resize((round(picture.width * factor), round(picture.height * factor)), kernel)


def noisy(picture: Image.Image, sigma: float, seed: int = 0) -> Image.Image:
    """Add Gaussian noise, the same to all channels."""
    values = np.asarray(picture, np.float64)
    noise = np.random.default_rng(seed).normal(0.0, sigma, (*values.shape[:2], 1))
    return Image.fromarray(np.rint(np.clip(values + noise, 0, 255)).astype(np.uint8))


def saved(picture: Image.Image, quality: int) -> tuple[Image.Image, bytes]:
    """Save as JPEG; return the decoded picture and the file."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB"), buffer.getvalue()


def decoded(picture: Image.Image) -> DecodedImage:
    return DecodedImage(np.asarray(picture))
