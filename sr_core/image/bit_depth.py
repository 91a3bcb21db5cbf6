"""8 bit to 16 and back: between the steps of a path nothing is rounded to 8 bit."""

from dataclasses import replace

import numpy as np

from ..types import DecodedImage


def to_16_bit(image: DecodedImage) -> DecodedImage:
    """Write an 8-bit picture with 16 bits (value * 257, the same picture); others are returned as they are."""
    if image.bit_depth != 8:
        return image
    alpha = None if image.alpha is None else _widen(image.alpha)
    return replace(image, pixels=_widen(image.pixels), alpha=alpha)


def to_8_bit(image: DecodedImage) -> DecodedImage:
    """Round a 16-bit picture to 8 bit; an 8-bit one is returned as it is.

    Measured values are spread over their range, grey, for a preview; a missing one is black.
    """
    if image.bit_depth == 8:
        return image
    if image.unit:
        low, high = image.value_range
        levels = np.nan_to_num((image.pixels - low) * (255.0 / (high - low)))
        return DecodedImage(np.rint(levels).astype(np.uint8), name=image.name, notes=image.notes, scale=image.scale)
    alpha = None if image.alpha is None else _narrow(image.alpha)
    return replace(image, pixels=_narrow(image.pixels), alpha=alpha)


def _widen(values: np.ndarray) -> np.ndarray:
    return values.astype(np.uint16) * np.uint16(257)


def _narrow(values: np.ndarray) -> np.ndarray:
    # Nearest of value / 257 without leaving 16 bits: a large picture must not stand in memory as 32 bits too.
    return (values // np.uint16(257) + (values % np.uint16(257) > 128)).astype(np.uint8)
