"""How fast the fast engine runs a checkpoint, in terms of the machine it was measured on.

All times are given in terms of convolutions of 64 channels (`measure_rate` in `engine/cost.py`): on another machine
only those have to be timed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

_MOST = 1e18
"""More multiply-accumulates than a machine does in a day."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Speed on windows of one size, measured from a picture's values to those of the result."""

    pixels: int
    """LR pixels of the window."""
    share: float
    """Multiply-accumulates per second over those of the convolutions; above 1 where layers were folded."""
    setup: float
    """Time that preparing for this size takes, new memory included, in multiply-accumulates of the convolutions on one
    core."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Speed of a checkpoint on windows of several sizes."""

    load: float
    """Time that reading its weights takes, in multiply-accumulates of the convolutions on one core."""
    timings: tuple[Timing, ...]
    """Measured sizes, from small to large windows; at least one."""

    def share(self, pixels: Any) -> Any:
        """Return the share of windows of so many LR pixels, a number or an array; see `Timing`."""
        return self._between(pixels, "share")

    def setup(self, pixels: int) -> float:
        """Return the setup of a window of so many LR pixels; see `Timing`."""
        return float(self._between(pixels, "setup"))

    def _between(self, pixels: Any, name: str) -> Any:
        """Interpolate by the logarithm of the pixels; beyond the measured windows the nearest one counts."""
        known = np.log([timing.pixels for timing in self.timings])
        return np.interp(np.log(pixels), known, [getattr(timing, name) for timing in self.timings])

    def table(self) -> dict[str, Any]:
        """Return the speed as values that JSON can hold; see `from_table`."""
        return {"load": self.load, "timings": [[t.pixels, t.share, t.setup] for t in self.timings]}

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Speed":
        """Read what `table` wrote; raises ValueError, TypeError or LookupError for anything else."""
        timings = tuple(Timing(int(pixels), float(share), float(setup)) for pixels, share, setup in table["timings"])
        load = float(table["load"])
        if not timings or not all(
            1 <= t.pixels < _MOST and 0 < t.share < _MOST and 0 <= t.setup < _MOST for t in timings
        ):
            raise ValueError("speed needs timings of at least one pixel and a share above 0")
        if not 0 <= load < _MOST:  # nan is refused, too
            raise ValueError(f"speed needs a load of 0 or more, found {load!r}")
        return cls(load, timings)


TYPICAL = Speed(load=2e9, timings=(Timing(128**2, share=0.9, setup=1.5e10),))
"""Speed that is assumed of a checkpoint whose own was not measured."""
