"""Resize of a picture that comes in bands of whole rows: nothing but the rows that are still needed is in memory."""

from dataclasses import replace

import numpy as np

from ..types import DecodedImage
from .resize import Rows, contributions, resize_image


class BandResize:
    """Makes the rows of `resize_image` by bicubic, as soon as the rows of the picture that they need have come.

    resize = BandResize(10_000, 2000, 3000)     # 10,000 rows become 2000 of 3000 pixels
    rows = [made for band in bands if (made := resize.take(band)) is not None]
    """

    def __init__(self, of: int, height: int, width: int) -> None:
        """Take the rows of the picture, and the rows and columns of the result."""
        self._of, self._height, self._width = of, height, width
        _, needed = contributions(of, height)
        self._first = np.minimum.accumulate(needed.min(axis=1)[::-1])[::-1]
        """First row that is needed from each row of the result on."""
        self._last = np.maximum.accumulate(needed.max(axis=1))
        """Last row that is needed up to each row of the result."""
        self._waiting: DecodedImage | None = None
        self._top = self._made = 0
        """Row of the picture at which `_waiting` begins, and rows of the result that are made."""

    def take(self, band: DecodedImage) -> DecodedImage | None:
        """Return the rows of the result that can be made with the next band; None if there are none yet."""
        known, top, made = joined_rows(self._waiting, band), self._top, self._made
        stop = top + known.height
        ready = int(np.searchsorted(self._last, stop))
        self._made = ready
        self._top = min(int(self._first[ready]), stop) if ready < self._height else stop
        self._waiting = copied_rows(known, self._top - top) if self._top < stop else None
        if ready == made:
            return None
        return resize_image(known, self._height, self._width, rows=Rows(made, ready, top, self._of))


def joined_rows(above: DecodedImage | None, below: DecodedImage) -> DecodedImage:
    """Return a picture of the rows of both; `below` itself where there is nothing above."""
    if above is None:
        return below
    pixels = np.concatenate((above.pixels, below.pixels))
    if above.alpha is None or below.alpha is None:
        return replace(below, pixels=pixels)
    return replace(below, pixels=pixels, alpha=np.concatenate((above.alpha, below.alpha)))


def copied_rows(image: DecodedImage, top: int) -> DecodedImage:
    """Return a copy of the rows from `top` on: a view would keep the whole picture in memory."""
    alpha = None if image.alpha is None else image.alpha[top:].copy()
    return replace(image, pixels=image.pixels[top:].copy(), alpha=alpha)
