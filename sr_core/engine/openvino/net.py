"""The fast engine: OpenVINO on the CPU, in float32.

Chosen by measurement beside ONNX Runtime and ncnn (docs/speed.md). One thread team serves one picture at a time;
the weights are those of weights.safetensors, the graph that of graph.json.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from ...checkpoints.card import ModelCard
from ...checkpoints.folder import read_tensors
from ...checkpoints.graph import Graph, check_weights, has_graph, misfit, read_graph
from ...errors import SRError
from ...openvino_import import import_openvino
from ..net import Net, thread_count
from .model import build_model
from .tail import find_coarse_end, find_tail, multiply_out

KEPT = 2
"""Prepared nets kept, since each holds its own memory for the features."""

_Key = tuple[ModelCard, tuple[int, int, int, int]]
_prepared: OrderedDict[_Key, tuple[Any, threading.Lock]] = OrderedDict()
"""Card of a checkpoint and shape of the input -> a request and the lock under which it is used; the one used last is at
the end."""

_building = threading.Lock()


def why_not(card: ModelCard) -> str:
    """Say why this engine cannot run a checkpoint; empty if it can."""
    if find_spec("openvino") is None:
        return "the package openvino is not installed"
    if not has_graph(card.folder):
        return "it has no graph.json; write it: python -m sr_core graph"
    return ""


def open_net(card: ModelCard) -> Net:
    """Prepare a checkpoint's net, which is compiled for each size of input when it first comes.

    Raises:
        CheckpointError: if weights or graph cannot be used.
    """
    _read(card)

    def run(lr: np.ndarray) -> np.ndarray:
        with _building:  # two sessions must not compile the same model twice
            request, turn = _take((card, lr.shape))
        with turn:
            # A copy: the answer lies in the request's own memory.
            return np.array(next(iter(request.infer({0: lr}, share_outputs=True).values())))

    return run


def is_prepared(card: ModelCard, height: int, width: int) -> bool:
    """Say whether a net waits for windows of this size."""
    return any(known == card and shape[2:] == (height, width) for known, shape in list(_prepared))


def release() -> None:
    """Free the prepared nets and, with them, the pictures they worked on last, which stay in a request's memory."""
    _prepared.clear()
    _read.cache_clear()


def _take(key: _Key) -> tuple[Any, threading.Lock]:
    """Return the request for a net and a size.

    One serves all sessions: new ones take their memory from the system anew, and runs beside each other are no faster
    than one after the other.
    """
    found = _prepared.pop(key, None)
    if found is None:
        while len(_prepared) >= KEPT:
            with suppress(KeyError):  # `release` may have emptied it in between
                _prepared.popitem(last=False)
        found = _prepare_checked(*key), threading.Lock()
    _prepared[key] = found
    return found


def _prepare_checked(card: ModelCard, shape: tuple[int, int, int, int]) -> Any:
    """Compile a checkpoint's net; any error of the compiler on a damaged graph becomes one sentence."""
    try:
        request = prepare(*_read(card), shape)
        count, channels, height, width = shape
        if tuple(request.model_outputs[0].shape) != (count, channels, card.scale * height, card.scale * width):
            raise ValueError(f"an answer of the shape {request.model_outputs[0].shape}")
        return request
    except (SRError, MemoryError):
        raise
    except Exception as error:
        raise misfit(card.id) from error


def prepare(graph: Graph, tensors: Mapping[str, np.ndarray], shape: tuple[int, int, int, int]) -> Any:
    """Compile a graph for one size of input and return OpenVINO's request, which one thread at a time may use."""
    return compiled(build_model(graph, tensors, shape))


def compiled(model: Any) -> Any:
    """Compile an OpenVINO model for this processor, in float32, and return a request; see `prepare`."""
    return core().compile_model(model, "CPU").create_infer_request()


@lru_cache(maxsize=4)
def _read(card: ModelCard) -> tuple[Graph, Mapping[str, np.ndarray]]:
    """Read graph and weights of a checkpoint and rewrite the end of the net."""
    graph, tensors = read_graph(card.folder), read_tensors(card.folder, card.sha256)
    check_weights(graph, tensors, card.id)
    try:
        return rewritten(graph, tensors)
    except (LookupError, ValueError, TypeError, ArithmeticError) as error:
        raise misfit(card.id) from error


def rewritten(graph: Graph, tensors: Mapping[str, np.ndarray]) -> tuple[Graph, Mapping[str, np.ndarray]]:
    """Rewrite the end of a net where that is faster."""
    shapes = {name: value.shape for name, value in tensors.items()}
    if (tail := find_tail(graph, shapes)) is not None:
        return graph, {**tensors, **multiply_out(tail, tensors)}
    if (end := find_coarse_end(graph, shapes)) is not None:
        return end.graph, {**tensors, **end.weights(tensors)}
    return graph, tensors


@lru_cache(maxsize=1)
def core() -> Any:
    """Return OpenVINO's core, which works in float32 with all threads of this process."""
    found = import_openvino().Core()
    found.set_property(
        "CPU",
        {
            "INFERENCE_PRECISION_HINT": "f32",  # with bfloat16, results are wrong by whole grey levels
            "INFERENCE_NUM_THREADS": thread_count(),
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "ENABLE_CPU_PINNING": False,  # other processes run on this machine, too
        },
    )
    return found
