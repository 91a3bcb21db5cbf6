"""Agreement of a result with its input while the result is made in bands: nothing but the rows at hand is in memory."""

from dataclasses import replace

import numpy as np

from ..errors import MetricError
from ..types import DecodedImage
from .difference import Agreement, shrunk_difference

_REACH = 8
"""LR rows that are shrunk beside those that are measured: bicubic reads two of them, and where values are missing, what
stands in for them is among the next ones."""
_VALUES = 2**22
"""Values of a result that are shrunk at once."""


class BandAgreement:
    """What `agreement` says of a whole result, of its bands from top to bottom."""

    def __init__(self, lr: DecodedImage, scale: int) -> None:
        """Take the input and the enlargement per side."""
        self._lr, self._scale = lr, scale
        self._waiting: DecodedImage | None = None
        """Last rows of the result, from LR row `_top` on, that rows to come are measured with."""
        self._top = self._measured = 0
        """LR row at which `_waiting` begins, and number of LR rows that are measured."""
        self._sum, self._count, self._largest = 0.0, 0, 0.0

    def take(self, band: DecodedImage) -> None:
        """Measure with the next band, whose rows are a multiple of the scale."""
        step = max(1, _VALUES // (band.width * band.channels * self._scale)) * self._scale
        for top in range(0, band.height, step):
            self._measure(_joined(self._waiting, _rows(band, top, top + step)))

    def result(self) -> Agreement:
        """Return mean and largest difference; NaN where nothing was measured.

        Raises:
            MetricError: if bands are missing.
        """
        if self._measured < self._lr.height:
            raise MetricError(f"expected {self._lr.height} rows of the input in bands, found {self._measured}")
        peak = None if self._lr.unit else self._lr.peak
        if not self._count:
            return Agreement(float("nan"), float("nan"), peak)
        return Agreement(self._sum / self._count, self._largest, peak)

    def _measure(self, known: DecodedImage) -> None:
        """Measure the LR rows whose neighbours are known, and keep what the next ones need."""
        stop = self._top + known.height // self._scale
        last = self._lr.height if stop == self._lr.height else stop - _REACH
        if last > self._measured:
            if not known.unit or np.isfinite(known.pixels).any():
                found = shrunk_difference(known, _rows(self._lr, self._top, stop))
                self._add(found[self._measured - self._top : last - self._top])
            self._measured = last
        top = max(self._top, self._measured - _REACH)
        # A copy: a view would keep its whole band in memory.
        kept = _rows(known, (top - self._top) * self._scale, known.height)
        self._waiting, self._top = _joined(None, kept), top

    def _add(self, difference: np.ndarray) -> None:
        size = np.abs(difference[np.isfinite(difference)])
        if size.size:
            self._sum += float(size.sum(dtype=np.float64))
            self._count += size.size
            self._largest = max(self._largest, float(size.max()))


def _rows(image: DecodedImage, top: int, stop: int) -> DecodedImage:
    alpha = None if image.alpha is None else image.alpha[top:stop]
    return replace(image, pixels=image.pixels[top:stop], alpha=alpha)


def _joined(above: DecodedImage | None, below: DecodedImage) -> DecodedImage:
    """Return a copy of the rows of both."""
    if above is None:
        return replace(below, pixels=below.pixels.copy(), alpha=None if below.alpha is None else below.alpha.copy())
    pixels = np.concatenate((above.pixels, below.pixels))
    if above.alpha is None or below.alpha is None:
        return replace(below, pixels=pixels)
    return replace(below, pixels=pixels, alpha=np.concatenate((above.alpha, below.alpha)))
