"""Versions of a true picture: as it is, and as another camera might have taken it."""

from dataclasses import replace

import numpy as np

from ...checkpoints.card import ModelCard
from ...image.resize import resize_image, to_dtype
from ...types import DecodedImage

LARGEST_REDUCTION = 2.0
"""Largest factor by which another version is smaller, and so as much sharper."""
SMALLEST_REDUCED = 256
"""Shortest side in pixels of a picture that is made smaller."""
ADDED_NOISE = {"Photographs": 10.0, "Chest X-ray": 4.0, "Thermograms": 0.06}
"""Purpose on a card -> largest standard deviation of the noise that is added: of 8-bit levels, or degC."""


def other_version(picture: DecodedImage, card: ModelCard, seed: int) -> DecodedImage:
    """Make a picture smaller by a random factor and add random noise of a random strength, the same for each seed."""
    random = np.random.default_rng(seed)
    factor = random.uniform(1, LARGEST_REDUCTION)
    if min(picture.height, picture.width) >= SMALLEST_REDUCED:
        picture = resize_image(picture, round(picture.height / factor), round(picture.width / factor))
    most = ADDED_NOISE[card.purpose] * (1 if picture.unit else picture.peak / 255)
    noise = random.normal(0, random.uniform(0, most), picture.pixels.shape)
    noisy = picture.pixels + noise
    pixels = noisy.astype(np.float32) if picture.unit else to_dtype(noisy, picture.pixels.dtype)
    return replace(picture, pixels=pixels)
