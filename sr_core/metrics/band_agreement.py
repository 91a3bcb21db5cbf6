"""Agreement of a result with its input while the result is made in bands: nothing but the rows at hand is in memory."""

from dataclasses import replace

import numpy as np

from ..errors import MetricError
from ..image.band_resize import BandResize, copied_rows, joined_rows
from ..types import DecodedImage
from .difference import Agreement, over_grey_difference, shrunk_difference

_REACH = 8
"""LR rows that are shrunk beside those that are measured: bicubic reads two of them, and where values are missing, what
stands in for them is among the next ones."""
_VALUES = 2**22
"""Values of a result that are shrunk at once."""


class BandAgreement:
    """What `agreement` says of a whole result, of its bands from top to bottom."""

    def __init__(self, lr: DecodedImage, height: int) -> None:
        """Take the input and the rows of the result, of measured values a multiple of the input's."""
        self._lr, self._scale = lr, max(1, height // lr.height)
        self._shrink = None if lr.unit else BandResize(height, lr.height, lr.width)
        """Makes the rows of the shrunk result; None for measured values, of which some may be missing."""
        self._waiting: DecodedImage | None = None
        """Last rows of the result, from LR row `_top` on, that rows to come are measured with."""
        self._top = self._measured = 0
        """LR row at which `_waiting` begins, and number of LR rows that are measured."""
        self._sum, self._count, self._largest = 0.0, 0, 0.0

    def take(self, band: DecodedImage) -> None:
        """Measure with the next band, whose rows are of measured values a multiple of the scale."""
        step = max(1, _VALUES // (band.width * band.channels * self._scale)) * self._scale
        for top in range(0, band.height, step):
            rows = _rows(band, top, top + step)
            if self._shrink is None:
                self._measure(joined_rows(self._waiting, rows))
            elif (shrunk := self._shrink.take(rows)) is not None:
                self._compare(shrunk)

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

    def _compare(self, shrunk: DecodedImage) -> None:
        """Measure rows of the shrunk result, which follow those before."""
        stop = self._measured + shrunk.height
        self._add(over_grey_difference(shrunk, _rows(self._lr, self._measured, stop)))
        self._measured = stop

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
        self._waiting, self._top = copied_rows(known, (top - self._top) * self._scale), top

    def _add(self, difference: np.ndarray) -> None:
        size = np.abs(difference[np.isfinite(difference)])
        if size.size:
            self._sum += float(size.sum(dtype=np.float64))
            self._count += size.size
            self._largest = max(self._largest, float(size.max()))


def _rows(image: DecodedImage, top: int, stop: int) -> DecodedImage:
    alpha = None if image.alpha is None else image.alpha[top:stop]
    return replace(image, pixels=image.pixels[top:stop], alpha=alpha)
