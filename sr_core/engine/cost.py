"""How long an enlargement will take on this machine, estimated before it starts and without torch."""

import time
from functools import lru_cache

import numpy as np

from ..checkpoints.card import ModelCard
from ..types import UpscaleOptions
from .path import Step, path_cards, plan_steps

NET_SHARE = {"openvino": 0.7, "torch": 0.4}
"""Share of the matrix-product speed that a whole net reaches; measured with EDSR-baseline."""

LONG_ENOUGH = 0.5
"""Seconds from which a finished step tells more of its net's speed than the matrix product does."""

# Short rounds, of which the best counts: on a shared machine a long one is sure to be interrupted.
_SIDE, _ROUNDS = 384, 40

_rates: dict[tuple[str, str], float] = {}
"""Checkpoint id and engine -> multiply-accumulates per second of their last long enough run in this process."""


@lru_cache(maxsize=1)
def machine_rate() -> float:
    """Measure this machine's float32 matrix product once: multiply-accumulates per second, all cores."""
    a = np.random.default_rng(0).random((_SIDE, _SIDE), np.float32)
    best = float("inf")
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - started)
    return _SIDE**3 / best


def note_run(step: Step, seconds: float) -> None:
    """Remember how fast a finished step ran: the next estimate for this net then knows the net and today's load."""
    if seconds >= LONG_ENOUGH:
        _rates[step.card.id, step.engine] = step.work / seconds


def net_rate(card: ModelCard, engine: str) -> float:
    """Expect a net's multiply-accumulates per second: those of its last run, else `NET_SHARE` of the machine's."""
    return _rates.get((card.id, engine)) or NET_SHARE[engine] * machine_rate()


def estimate_seconds(method: str | ModelCard, height: int, width: int, options: UpscaleOptions | None = None) -> float:
    """Estimate the wall time of an upscale of height x width LR pixels, all steps and margins of the tiles included.

    Args:
        method: a checkpoint id, a path of them, its card, "bicubic" or "lanczos" (0: they take no time worth a line).
        height: LR rows.
        width: LR columns.
        options: as for `upscale`.

    Returns:
        Seconds: multiplications over `net_rate`. Right within a factor of about 1.5 on an idle machine; after a run of
        the same net in this process, as right as the load stays the same.
    """
    if not height or not width:
        return 0.0
    cards = (method,) if isinstance(method, ModelCard) else path_cards(method)
    steps = plan_steps(cards, height, width, options or UpscaleOptions())
    return sum(step.work / net_rate(step.card, step.engine) for step in steps)
