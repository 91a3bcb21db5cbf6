"""What an enlargement will take on this machine, time and memory, predicted before it starts and without torch."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import quantiles

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

ENGINE_BYTES, WEIGHT_BYTES, FEATURE_SHARE = 25_000_000, 28, 1.2
"""Memory of a prepared net: fixed, per weight (as read, as float32, as the engine packs it), over the features counted.

Fitted to seven networks on 256 x 256 pixels: 0.8 to 1.3 of what they took."""

LONG_ENOUGH, PREPARATIONS = 0.5, 10
"""A finished step tells more of its net's speed than the matrix product does if it took so many seconds, and so many
times as long as preparing the net: a first run also waits for new memory, which no later one does."""

# Stacks of matrices so small that one core multiplies each, in rounds of a millisecond.
_SIDE, _STACK, _ROUNDS = 64, 200, 40

_rates: dict[tuple[str, str], float] = {}
"""Checkpoint id and engine -> multiply-accumulates per second of their last long enough run, preparation left out."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an enlargement takes."""

    seconds: float
    """Wall time, loading of weights excluded."""
    megabytes: float
    """Memory beyond what the process holds already: weights, features of a tile, the result."""


@lru_cache(maxsize=1)
def machine_rate() -> float:
    """Measure once, in some 50 ms, how fast all cores together multiply float32 matrices beside today's other work.

    Returns:
        Multiply-accumulates per second, of the upper quartile of the rounds: interruptions are brief.
    """
    cores = thread_count()
    with ThreadPoolExecutor(cores) as pool:
        rounds = pool.map(lambda _: _product_seconds(_ROUNDS), range(cores))
        return sum(_STACK * _SIDE**3 / quantiles(seconds)[0] for seconds in rounds)


def core_rate() -> float:
    """Measure how fast one core can multiply float32 matrices: multiply-accumulates per second, of the best round."""
    return _STACK * _SIDE**3 / min(_product_seconds(3 * _ROUNDS))


def _product_seconds(rounds: int) -> list[float]:
    matrix = np.random.default_rng(0).random((_SIDE, _SIDE), np.float32)
    stack, products, seconds = np.stack([matrix] * _STACK), np.empty((_STACK, _SIDE, _SIDE), np.float32), []
    for _ in range(rounds):
        started = time.perf_counter()
        np.matmul(stack, matrix, out=products)
        seconds.append(time.perf_counter() - started)
    return seconds


def note_run(step: Step, seconds: float) -> None:
    """Remember how fast a finished step ran: the next estimate for this net then knows the net and today's load."""
    setup = _setup_seconds(_speed(step))
    working = seconds - setup
    if working >= max(LONG_ENOUGH, PREPARATIONS * setup):
        _rates[step.card.id, step.engine] = step.work / working


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
    rate = _rates.get((step.card.id, step.engine), speed.share * machine_rate())
    return step.work / rate + _setup_seconds(speed)


def _setup_seconds(speed: Speed) -> float:
    return speed.setup * thread_count() / machine_rate()


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
        live = features(step.card, step.engine) * window + STRIP_BYTES
        yield (ENGINE_BYTES + FEATURE_SHARE * live + WEIGHT_BYTES * step.card.parameters + result) / 1e6
