"""What an enlargement will take on this machine, time and memory, predicted before it starts and without torch."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..checkpoints import store
from ..checkpoints.card import ModelCard
from ..checkpoints.graph import Speed, read_speed
from ..types import UpscaleOptions
from .enlarged_part import STRIP_BYTES
from .path import Step, features, path_cards, plan_steps
from .threads import thread_count

TORCH = Speed(share=0.4, setup=0.0)
"""Speed of a net in PyTorch, measured with EDSR-baseline."""

LONG_ENOUGH = 0.5
"""Seconds from which a finished step tells more of its net's speed than the matrix product does."""

# Matrices so small that one core multiplies them, in short rounds of which the best counts: on a shared machine cores
# wait for each other, and a long round is sure to be interrupted.
_SIDE, _PRODUCTS, _ROUNDS = 64, 100, 60

_rates: dict[tuple[str, str], float] = {}
"""Checkpoint id and engine -> multiply-accumulates per second of their last long enough run in this process."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an enlargement takes."""

    seconds: float
    """Wall time, loading of weights excluded."""
    megabytes: float
    """Memory beyond what the process holds already: weights, features of a tile, the result."""


@lru_cache(maxsize=1)
def machine_rate() -> float:
    """Measure a core's float32 matrix product once, in some 50 ms: multiply-accumulates per second, times the cores."""
    a = np.random.default_rng(0).random((_SIDE, _SIDE), np.float32)
    product, best = np.empty_like(a), float("inf")
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        for _ in range(_PRODUCTS):
            np.matmul(a, a, out=product)
        best = min(best, time.perf_counter() - started)
    return thread_count() * _PRODUCTS * _SIDE**3 / best


def note_run(step: Step, seconds: float) -> None:
    """Remember how fast a finished step ran: the next estimate for this net then knows the net and today's load."""
    if seconds >= LONG_ENOUGH:
        _rates[step.card.id, step.engine] = (step.work + _speed(step).setup) / seconds


def estimate_seconds(method: str | ModelCard, height: int, width: int, options: UpscaleOptions | None = None) -> float:
    """Estimate the wall time of an upscale; see `estimate_cost`."""
    return estimate_cost(method, height, width, options).seconds


def estimate_cost(method: str | ModelCard, height: int, width: int, options: UpscaleOptions | None = None) -> Cost:
    """Estimate what an upscale of height x width LR pixels takes, all steps and margins of the tiles included.

    Args:
        method: a checkpoint id, a path of them, its card, "bicubic" or "lanczos" (0: they take nothing worth a line).
        height: LR rows.
        width: LR columns.
        options: as for `upscale`.

    Returns:
        Time from the tiles, the speed on record with the net's graph and `machine_rate`; after a run of the same net in
        this process, from that run. Memory from the graph, of the step that needs most; 8-bit colour is assumed.
    """
    if not height or not width:
        return Cost(0.0, 0.0)
    cards = (method,) if isinstance(method, ModelCard) else path_cards(method)
    steps = plan_steps(cards, height, width, options or UpscaleOptions())
    return Cost(sum(map(_seconds, steps)), max(_megabytes(steps), default=0.0))


def _seconds(step: Step) -> float:
    speed = _speed(step)
    known = _rates.get((step.card.id, step.engine))
    if known is not None:
        return (step.work + speed.setup) / known
    return (step.work / speed.share + speed.setup) / machine_rate()


def _speed(step: Step) -> Speed:
    return _recorded(store.MODELS / step.card.id, step.card.sha256) if step.engine == "openvino" else TORCH


@lru_cache(maxsize=64)
def _recorded(folder: Path, sha256: str) -> Speed:
    del sha256
    return read_speed(folder)


def _megabytes(steps: Iterable[Step]) -> Iterable[float]:
    for step in steps:
        window = max(
            (t.rows.read_stop - t.rows.read_start) * (t.cols.read_stop - t.cols.read_start) for t in step.tiles
        )
        height, width = (
            max(span.stop for span in spans) for spans in zip(*((t.rows, t.cols) for t in step.tiles), strict=True)
        )
        result = 3 * height * width * step.card.scale**2
        weights = 3 * 4 * step.card.parameters  # as read, as float32 and as the engine packs them
        live = features(step.card, step.engine) * window + STRIP_BYTES
        yield (weights + live + result) / 1e6
