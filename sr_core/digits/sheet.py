"""Digits on a sheet: hundreds of them side by side on black, shrunk and enlarged as one picture.

One at a time, 10,000 digits would mean 10,000 runs of a network, mostly of margins. On a sheet, a digit has as much
black around it as `GAP` says: a network draws it as it does alone on a wide black sheet, within 3 grey levels for those
that see further (measured with nine networks).
"""

from collections.abc import Callable

import numpy as np

from ..engine.upscale import upscale
from ..image.degradations import degrade
from ..types import DIGIT_SIDE, DecodedImage, Degradation, Progress, UpscaleOptions

GAP = 4
"""LR pixels of black between digits, and around them."""
PER_SIDE = 10
"""Digits in a row and rows of a sheet."""
_WHOLE = UpscaleOptions(tile_size=None)
"""A sheet is small enough to be enlarged in one piece, without the margins of tiles."""


def enlarge_digits(
    pixels: np.ndarray, method: str, scale: int, *, on_sheet: Callable[[float], None] = lambda share: None
) -> np.ndarray:
    """Shrink digits by bicubic reduction and enlarge them again, both as `degrade` and `upscale` do with any picture.

    Args:
        pixels: (N, 28, 28) uint8, bright on black.
        method: checkpoint id, path, "bicubic" or "lanczos".
        scale: factor by which they are shrunk and enlarged, a divisor of 28.
        on_sheet: called with the share that is done, 0 to 1, after each sheet; what it raises stops the run.

    Returns:
        (N, 28, 28) uint8.

    Raises:
        CheckpointError: for an unknown method.
        EngineError: for a scale that the method does not have.
    """
    most = PER_SIDE**2
    # All sheets of a large set have one size, for which a network is prepared once.
    per_side = PER_SIDE if len(pixels) >= most else max(1, int(np.ceil(np.sqrt(len(pixels)))))
    places = range(0, len(pixels), per_side**2)
    parts = []
    for n, start in enumerate(places):

        def tick(progress: Progress, n: int = n) -> None:
            on_sheet((n + progress.fraction) / len(places))

        some = pixels[start : start + per_side**2]
        lr = degrade(make_sheet(some, scale, per_side), Degradation(scale=scale))
        large = upscale(lr, method, scale=scale, options=_WHOLE, on_progress=tick).image
        parts.append(cut_sheet(large, scale, per_side)[: len(some)])
    return np.concatenate(parts) if parts else pixels[:0]


def make_sheet(pixels: np.ndarray, scale: int, per_side: int) -> DecodedImage:
    """Lay at most `per_side`**2 digits (N, 28, 28) in rows on black; places that are left stay black."""
    gap = GAP * scale
    cell = DIGIT_SIDE + gap
    sheet = np.zeros((per_side * cell + gap, per_side * cell + gap, 1), np.uint8)
    for n, digit in enumerate(pixels):
        top, left = gap + n // per_side * cell, gap + n % per_side * cell
        sheet[top : top + DIGIT_SIDE, left : left + DIGIT_SIDE, 0] = digit
    return DecodedImage(sheet, "digits")


def cut_sheet(sheet: DecodedImage, scale: int, per_side: int) -> np.ndarray:
    """Return the digits (per_side**2, 28, 28) of a sheet that `make_sheet` laid out."""
    gap = GAP * scale
    cells = sheet.pixels[gap:, gap:, 0].reshape(per_side, DIGIT_SIDE + gap, per_side, DIGIT_SIDE + gap)
    return cells[:, :DIGIT_SIDE, :, :DIGIT_SIDE].transpose(0, 2, 1, 3).reshape(-1, DIGIT_SIDE, DIGIT_SIDE)
