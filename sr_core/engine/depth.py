"""8 bit to 16 and back: between the steps of a path nothing is rounded to 8 bit."""

from dataclasses import replace

import numpy as np

from ..types import DecodedImage


def to_16_bit(image: DecodedImage) -> DecodedImage:
    """Write an 8-bit picture with 16 bits (value * 257, the same picture); a 16-bit one is returned as it is."""
    if image.bit_depth == 16:
        return image
    alpha = None if image.alpha is None else _widen(image.alpha)
    return replace(image, pixels=_widen(image.pixels), alpha=alpha)


def to_8_bit(image: DecodedImage) -> DecodedImage:
    """Round a 16-bit picture to 8 bit; an 8-bit one is returned as it is."""
    if image.bit_depth == 8:
        return image
    alpha = None if image.alpha is None else _narrow(image.alpha)
    return replace(image, pixels=_narrow(image.pixels), alpha=alpha)


def _widen(values: np.ndarray) -> np.ndarray:
    return values.astype(np.uint16) * np.uint16(257)


def _narrow(values: np.ndarray) -> np.ndarray:
    # Nearest of value / 257 without leaving 16 bits: a large picture must not stand in memory as 32 bits too.
    return (values // np.uint16(257) + (values % np.uint16(257) > 128)).astype(np.uint8)
