"""A network that is worse than bicubic in any figure shown: said in a plain sentence, wherever the figure stands."""

import math
from collections.abc import Mapping, Sequence

import sr_core as sr

from ..shell.numbers import figure

HIGHER_IS_BETTER = ("PSNR", "SSIM")
"""Of all other figures less is better."""
_DECIMALS = {"PSNR": 2, "SSIM": 4}
"""As they are shown; others have four digits."""


def values(scores: Sequence[sr.Score]) -> dict[str, float]:
    """Return name -> value."""
    return {score.name: score.value for score in scores}


def worse_in(mine: Mapping[str, float | None], base: Mapping[str, float | None]) -> list[str]:
    """List the figures in which `mine` is worse than `base`, by more than what is rounded away where they are shown.

    Args:
        mine: name -> figure of the method; None where nothing was measured.
        base: name -> the same figures of bicubic.
    """
    found = []
    for name, value in mine.items():
        other = base.get(name)
        if value is None or other is None or math.isnan(value) or math.isnan(other):
            continue
        worse = value < other if name in HIGHER_IS_BETTER else value > other
        if worse and _shown(name, value) != _shown(name, other):
            found.append(name)
    return found


def worse_agreement(made: sr.Enlargement) -> list[str]:
    """List the differences from the input in which a result is worse than bicubic; nothing for bicubic itself."""
    if made.task.method == "bicubic":
        return []
    mine, base = (made.agreement[side] for side in ("sr", "bicubic"))
    pairs = [("mean", mine.mean, base.mean), ("largest", mine.largest, base.largest)]
    worse = worse_in({name: a for name, a, _ in pairs}, {name: b for name, _, b in pairs})
    return [f"{name} difference from the input" for name in worse]


def worse_text(method: str, names: Sequence[str], *, than: str = "bicubic", where: str = "here") -> str:
    """Say it: "EDSR x4 is worse than bicubic here in SSIM and MAE."; empty if in nothing."""
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{method} is worse than {than} {where} in {listed}."


def _shown(name: str, value: float) -> str:
    return f"{value:.{_DECIMALS[name]}f}" if name in _DECIMALS else figure(value, 4)
