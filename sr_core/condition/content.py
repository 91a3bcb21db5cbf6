"""Content of a picture: a photograph, or a graphic such as a screenshot, a text or a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .samples import Sample

_BITS = 4
"""Bits per channel of the coarse colours."""
_COMMON = 2
_EDGE, _HARD = 4.0, 24.0
"""Differences between neighbours, in grey levels, that count as an edge and as a hard one."""
_COMMON_LEAST, _HARD_LEAST = 0.5, 0.3
"""Shares from which a picture is a graphic, both at once; chosen by eye from percentiles such as
tests/bench/condition.py, kind, prints."""


@dataclass(frozen=True, slots=True)
class Content:
    """Measured signs of a graphic."""

    common: float
    """Share of the pixels, 0..1, that have one of the two most common colours, at 4 bits per channel."""
    hard: float
    """Share of the edges, 0..1, that rise by more than 24 grey levels from one pixel to the next; edges are all steps
    of more than 4. 0 without edges."""

    @property
    def kind(self) -> str:
        """ "graphic" where two colours hold half of the picture and 30 % of the edges are hard, else "photograph"."""
        return "graphic" if self.common >= _COMMON_LEAST and self.hard >= _HARD_LEAST else "photograph"


def measure_content(samples: Sequence[Sample], peak: int) -> Content:
    """Count the most common colours and the hard edges.

    Args:
        samples: tiles of a picture.
        peak: value of its colours that means white.

    Source: the count of the most prevalent colour, and the sharp transitions, of Athitsos, Swain, Frankel,
    "Distinguishing photographs and graphics on the World Wide Web", CBAIVL 1997.
    """
    codes = [_codes(sample.colours, peak) for sample in samples]
    steps = np.concatenate([np.abs(np.diff(sample.luma, axis=1)).ravel() for sample in samples])
    every = np.concatenate([code.ravel() for code in codes])
    low = 8 - _BITS
    coarse = (every >> (16 + low) << 2 * _BITS) | ((every >> (8 + low) & 15) << _BITS) | (every >> low & 15)
    counts = np.sort(np.bincount(coarse))[-_COMMON:]
    edges = int(np.count_nonzero(steps > _EDGE))
    return Content(
        common=float(counts.sum() / every.size),
        hard=int(np.count_nonzero(steps > _HARD)) / edges if edges else 0.0,
    )


def _codes(colours: np.ndarray, peak: int) -> np.ndarray:
    """Return (H, W) int32, the three channels at 8 bits side by side."""
    values = colours if colours.dtype == np.uint8 else np.rint(colours * (255.0 / peak))
    code = values.astype(np.int32)
    return (code[..., 0] << 16) | (code[..., 1] << 8) | code[..., 2] if code.shape[2] == 3 else code[..., 0] * 0x010101
