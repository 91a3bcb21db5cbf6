"""What a decoded picture says of itself."""

from dataclasses import replace

import numpy as np

from sr_core.types import DecodedImage


def test_missing_counts_the_pixels_without_a_value() -> None:
    celsius = np.array([[20.0, np.nan, 21.0], [np.nan, 22.0, np.nan]], np.float32)[..., None]
    assert DecodedImage(celsius, unit="degC").missing == 3
    assert DecodedImage(np.zeros((2, 2, 1), np.uint8)).missing == 0


def test_display_values_become_measured_ones_with_the_same_numbers() -> None:
    pixels = np.array([[0, 7], [65535, 300]], np.uint16)[..., None]
    found = DecodedImage(pixels, alpha=np.ones((2, 2), np.uint16)).as_measured()
    assert (found.unit, found.alpha, found.pixels.dtype) == ("US", None, np.float32)
    assert np.array_equal(found.pixels, pixels)
    assert found.as_measured() is found


def test_sha256_is_of_the_values_however_they_lie_in_memory() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)
    image = DecodedImage(pixels, "a.png")
    assert image.sha256() == DecodedImage(np.asfortranarray(pixels), "b.png").sha256()
    others = [
        replace(image, pixels=pixels.reshape(8, 6, 3)),
        replace(image, pixels=pixels.astype(np.uint16)),
        replace(image, alpha=np.zeros((6, 8), np.uint8)),
        replace(image, alpha=np.ones((6, 8), np.uint8)),
    ]
    assert len({image.sha256(), *(other.sha256() for other in others)}) == 5
