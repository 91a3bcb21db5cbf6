"""How fast this machine is today, of which estimates are made."""

import time
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from statistics import quantiles

import numpy as np

from ..checkpoints.graph import INPUT, Graph, Node
from .openvino.net import prepare

_CHANNELS, _SIDE, _LAYERS, _ROUNDS = 64, 64, 8, 12
"""Of the convolutions that are timed, as those of EDSR-baseline: 3 x 3."""


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
