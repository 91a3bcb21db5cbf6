"""Small copies of pictures, for a preview."""

from dataclasses import replace

import numpy as np

from ..types import DecodedImage
from .resize import resize_image
from .rounding import to_8_bit

_STRIP = 2**22
"""Values added up at once."""


def thumbnail(image: DecodedImage, longest: int) -> DecodedImage:
    """Shrink a picture so that its longer side has at most `longest` pixels, and show it with 8 bits.

    A picture of more than four times that side is first averaged over blocks, which is ten times as fast as a kernel
    over all of its pixels. A smaller picture keeps its size.

    Args:
        image: any picture; measured values are spread over their range, grey.
        longest: most pixels of the longer side, at least 1.
    """
    block = max(image.height, image.width) // (2 * longest)
    if block > 1 and image.alpha is None and not image.unit:
        image = replace(image, pixels=_block_means(image.pixels, block))
    factor = longest / max(image.height, image.width)
    if factor >= 1:
        return to_8_bit(image)
    height, width = (max(1, round(side * factor)) for side in (image.height, image.width))
    return resize_image(to_8_bit(image), height, width)


def _block_means(pixels: np.ndarray, block: int) -> np.ndarray:
    """Return the rounded mean of each block of `block` x `block` pixels; what is left at the end of a side is not used.

    Args:
        pixels: (H, W, C) of an integer type, each side at least one block long.
        block: side of a block.
    """
    block = min(block, *pixels.shape[:2])
    height, width, channels = pixels.shape[0] // block, pixels.shape[1] // block, pixels.shape[2]
    means = np.empty((height, width, channels), pixels.dtype)
    step = max(1, _STRIP // (block * pixels.shape[1] * channels))
    for top in range(0, height, step):
        rows = slice(top, min(top + step, height))
        strip = pixels[rows.start * block : rows.stop * block, : width * block]
        lines = strip.reshape(rows.stop - top, block, -1).sum(axis=1, dtype=np.uint32)
        sums = lines.reshape(rows.stop - top, width, block, channels).sum(axis=2)
        means[rows] = (sums + block * block // 2) // (block * block)
    return means
