"""The schedule of a run: how its learning rate and its crops change."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

SCHEDULES = ("cosine", "wsd")


def rate_factor(schedule: str, step: int, share: float, *, warmup: int, decay: float) -> float:
    """Return the factor of the peak learning rates, 0..1: linear warm-up, then the schedule.

    Args:
        schedule: "cosine", half a cosine over the whole run (Loshchilov and Hutter, 2017), or "wsd", a constant rate
            with a linear decay at the end (warm-up, stable, decay; Hu et al., 2024), which may be lengthened later.
        step: steps done.
        share: part of the run that is over, 0..1.
        warmup: steps of warm-up.
        decay: part of the run in which "wsd" falls to nothing, 0..1.
    """
    share = min(1.0, share)
    warm = min(1.0, (step + 1) / max(1, warmup))
    if schedule == "cosine":
        return warm * 0.5 * (1.0 + math.cos(math.pi * share))
    return warm * min(1.0, (1.0 - share) / decay)


@dataclass(frozen=True, slots=True)
class Phase:
    """A [[phases]] table of a recipe: settings that change at a point of the run.

    Phase(begin=0.7, lr_patch=48, batch_size=4)       # larger crops for the last three tenths
    Phase(begin=0.9, loss={"mse": 1.0})               # the loss of PSNR itself at the end
    """

    begin: float
    """Part of the run after which it holds, 0..1, until the next phase begins."""
    lr_patch: int = 0
    """Side of the crops in LR pixels; 0 for the recipe's."""
    batch_size: int = 0
    """Crops per step; 0 for the recipe's."""
    loss: dict[str, float] = field(default_factory=dict)
    """Terms of the loss and their weights; empty for the recipe's."""


def phase_at(phases: Sequence[Phase], share: float) -> Phase | None:
    """Return the last phase that has begun; None before the first."""
    begun = [phase for phase in phases if phase.begin <= share]
    return max(begun, key=lambda phase: phase.begin) if begun else None
