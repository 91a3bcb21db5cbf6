"""Fixtures of the measures."""

import dataclasses

import numpy as np
import pytest

from sr_core.types import DecodedImage


@pytest.fixture
def pair(hr_image: DecodedImage) -> tuple[DecodedImage, DecodedImage]:
    """A noisy picture and its reference."""
    noise = np.random.default_rng(0).integers(-6, 7, hr_image.pixels.shape)
    sr = np.clip(hr_image.pixels.astype(int) + noise, 0, 255).astype(np.uint8)
    return dataclasses.replace(hr_image, pixels=sr, scale=4), hr_image
