"""Time and memory that an enlargement will take on this machine, predicted before it starts and without torch.

How fast the machine is today is measured once in each process.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from math import ceil, prod
from statistics import quantiles

import numpy as np

from ..checkpoints.card import ModelCard
from ..checkpoints.graph import INPUT, Graph, Node
from ..guest.guest import Guest, Method
from ..types import Size, UpscaleOptions
from .net import thread_count
from .openvino.net import is_prepared, prepare
from .path import Step, features, path_cards, plan_steps
from .tiles import window_sides

FEATURE_SHARE, ANSWER_BYTES, WEIGHT_BYTES = 0.97, 9, 17
"""Memory of a run: over the features counted, per value of a tile's answer, per weight.

Fitted to 22 networks on 256 x 256 pixels: 19 are within 30 % of what they took; SRDenseNet takes 1.5 times as much."""

RESIZE = 90
"""Time of a tap of a resize for one value, in multiply-accumulates of a core (`python -m tests.bench.resize`)."""

LONG_ENOUGH, PREPARATIONS = 0.5, 10
"""A finished step tells more of its net's speed than the record does if it took so many seconds, and more than so many
times what getting the net ready takes."""

RUNS = 2
"""Runs of a net that are remembered; the quickest counts, since a short stall of the machine says nothing."""

_runs: dict[tuple[str, str], deque[tuple[Step, float]]] = {}
"""Checkpoint id and engine -> the last runs that were long enough, and their seconds."""

_loaded: set[tuple[str, str]] = set()
"""Checkpoint id and engine of the nets that have run in this process."""

_CHANNELS, _SIDE, _LAYERS, _ROUNDS = 64, 64, 8, 12
"""Size of the convolutions that are timed: 3 x 3, as those of EDSR-baseline."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Time and memory of an enlargement."""

    seconds: float
    """Wall time, which includes reading the weights and preparing the net where that is still to be done."""
    megabytes: float
    """Memory beyond what the process holds already: weights, features of a tile, the result."""


def note_run(step: Step, seconds: float) -> None:
    """Remember how a finished step ran: the next estimate for this net then knows the net and today's load.

    A visitor's network is not remembered.
    """
    if isinstance(step.card, Guest):
        return
    net = step.card.id, step.engine
    _loaded.add(net)
    if seconds >= LONG_ENOUGH:
        _runs.setdefault(net, deque(maxlen=RUNS)).append((step, seconds))


def estimate_seconds(
    method: Method | ModelCard,
    height: int,
    width: int,
    options: UpscaleOptions | None = None,
    size: Size | None = None,
) -> float:
    """Estimate the wall time of an upscale; see `estimate_cost`."""
    return estimate_cost(method, height, width, options, size).seconds


def estimate_cost(
    method: Method | ModelCard,
    height: int,
    width: int,
    options: UpscaleOptions | None = None,
    size: Size | None = None,
) -> Cost:
    """Estimate what an upscale of height x width LR pixels takes, all steps and margins of the tiles included.

    Args:
        method: a checkpoint id, a path of them, its card, a visitor's network, "bicubic" or "lanczos" (0 at a scale:
            they take nothing worth a line).
        height: LR rows.
        width: LR columns.
        options: options of the upscale; `UpscaleOptions()` if None.
        size: size of the result, to which what the method makes is resized; None for the method's own scale.

    Returns:
        Time from the tiles, the speed on record with the net's graph and `machine_rate`, corrected by the last long
        runs of the same net in this process; getting the net ready is left out where it is ready. Memory from the
        graph, of the step that needs most; 8-bit colour is assumed.
    """
    if not height or not width:
        return Cost(0.0, 0.0)
    cards = (method,) if isinstance(method, ModelCard) else path_cards(method)
    steps = plan_steps(cards, height, width, options or UpscaleOptions())
    times = prod(card.scale for card in cards)
    resized = 0.0 if size is None else _resize_seconds(height * times, width * times, size)
    return Cost(sum(map(_seconds, steps)) + resized, max(_megabytes(steps), default=0.0))


def _resize_seconds(height: int, width: int, size: Size) -> float:
    """Estimate the time of a bicubic resize of colours: all rows are weighed first, then the columns of the result."""
    if (height, width) == (size.height, size.width):
        return 0.0
    row_taps, column_taps = (ceil(4 * max(1.0, n / m)) for n, m in ((height, size.height), (width, size.width)))
    return 3 * size.height * (row_taps * width + column_taps * size.width) * RESIZE / _core_rate()


def _seconds(step: Step) -> float:
    net = step.card.id, step.engine
    getting_ready = 0.0 if net in _loaded else step.speed.load
    if not (step.engine == "openvino" and is_prepared(step.card, *window_sides(step.tiles[0]))):
        getting_ready += step.speed.setup(_window(step))
    return _working_seconds(step) * _pace(net) + getting_ready / _core_rate()


def _pace(net: tuple[str, str]) -> float:
    """Time of the quickest of a net's last runs over the predicted one; 1 before the first."""
    paces = []
    for step, seconds in tuple(_runs.get(net, ())):
        setup = (step.speed.load + step.speed.setup(_window(step))) / _core_rate()
        if seconds > PREPARATIONS * setup:
            paces.append((seconds - setup) / _working_seconds(step))
    return min(paces, default=1.0)


def _working_seconds(step: Step) -> float:
    return step.work / (float(step.speed.share(_window(step))) * machine_rate())


def _core_rate() -> float:
    return machine_rate() / thread_count()


def _window(step: Step) -> int:
    """LR pixels that a tile of a step reads."""
    return prod(window_sides(step.tiles[0]))


def _megabytes(steps: Iterable[Step]) -> Iterable[float]:
    for step in steps:
        height, width = (
            max(span.stop for span in spans) for spans in zip(*((t.rows, t.cols) for t in step.tiles), strict=True)
        )
        values = (3 if step.card.channels == "rgb" else 1) * _window(step) * step.card.scale**2
        live = FEATURE_SHARE * features(step.card, step.engine) * _window(step) + ANSWER_BYTES * values
        yield (live + WEIGHT_BYTES * step.card.parameters + 3 * height * width * step.card.scale**2) / 1e6


@lru_cache(maxsize=1)
def machine_rate() -> float:
    """Return what `measure_rate` found when it was first asked."""
    return measure_rate()


def measure_rate() -> float:
    """Measure in a tenth of a second how fast all cores together convolve in float32 beside today's other work.

    Convolutions of the fast engine, since a matrix product may miss what a processor can: OpenBLAS took the kernels of
    one without AVX-512 on one that has it. The product stands in where the engine is not installed.

    Returns:
        Multiply-accumulates per second, of the upper quartile of the rounds: interruptions are brief.
    """
    work, job = _convolutions() if find_spec("openvino") else _product()
    seconds = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - started)
    return work / quantiles(seconds[1:])[0]  # the first one waits for memory


def _convolutions() -> tuple[int, Callable[[], object]]:
    nodes, last = [], INPUT
    for n in range(_LAYERS):
        nodes += [Node("conv", f"conv_{n}", (last,), ("weight", "bias"), numbers={"padding": 1, "groups": 1})]
        nodes += [Node("relu", f"relu_{n}", (f"conv_{n}",))]
        last = f"relu_{n}"
    nodes += [Node("pixel_shuffle", "enlarge", (last,), numbers={"scale": 2})]
    rng, shape = np.random.default_rng(0), (1, _CHANNELS, _SIDE, _SIDE)
    weight = rng.standard_normal((_CHANNELS, _CHANNELS, 3, 3), np.float32) / np.float32(3 * _CHANNELS**0.5)
    request = prepare(Graph(tuple(nodes)), {"weight": weight, "bias": np.zeros(_CHANNELS, np.float32)}, shape)
    features = rng.random(shape, np.float32)
    return _LAYERS * 9 * (_CHANNELS * _SIDE) ** 2, lambda: request.infer({0: features}, share_outputs=True)


def _product() -> tuple[int, Callable[[], object]]:
    matrix = np.random.default_rng(0).random((512, 512), np.float32)
    return 512**3, lambda: matrix @ matrix
