"""A visitor's network in OpenVINO, within its own process; whatever goes wrong in it becomes one sentence."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from safetensors.numpy import load

from ...checkpoints.graph import parse_graph_text
from ...errors import EngineError, SRError
from ...image.resize import resize
from ..openvino.net import compiled, core, prepare, rewritten

Shape = tuple[int, int, int, int]


@contextmanager
def refused(what: str) -> Iterator[None]:
    """Turn an error of OpenVINO into a sentence; `what` ends "expected a network that ...".

    Its own text is left out, since it holds names from the file. A lack of memory is told by `serve`.
    """
    try:
        yield
    except (SRError, MemoryError):
        raise
    except Exception as error:
        if any(sign in str(error) for sign in ("bad_alloc", "allocate", "std::bad")):
            raise MemoryError from error
        raise EngineError(
            f"your network: expected one that {what}, found one that OpenVINO refuses; "
            "check it with the program that wrote it, or export it with opset 17"
        ) from error


class Network:
    """A network that is compiled for each size of input when it first comes."""

    def __init__(self, build: Callable[[Shape], Any]) -> None:
        """Take what makes a request of OpenVINO for a shape."""
        self._build = build
        self._ready: dict[Shape, Any] = {}
        self.preparing = 0.0
        """Seconds that compiling took so far."""
        self.model: Callable[[Shape], Any] | None = None
        """Makes the model for a shape; None of our architectures."""

    @classmethod
    def of(cls, data: bytes, words: Mapping[str, Any]) -> "Network":
        """Open a network: ONNX, or weights with the `graph` of the words."""
        return cls.of_graph(data, words["graph"]) if words["graph"] else cls.of_onnx(data)

    @classmethod
    def of_onnx(cls, data: bytes) -> "Network":
        """Open an ONNX file that `read_onnx` has accepted."""
        with refused("can be read"):
            whole = core().read_model(data)

        def model(shape: Shape) -> Any:
            found = whole.clone()
            found.reshape(list(shape))
            return found

        network = cls(lambda shape: compiled(model(shape)))
        network.model = model
        return network

    @classmethod
    def of_graph(cls, weights: bytes, graph: str) -> "Network":
        """Open one of our architectures, exactly as the fast engine runs it."""
        with refused("fits its card"):
            tensors = {name: value.astype(np.float32) for name, value in load(weights).items()}
            ready = rewritten(parse_graph_text(graph), tensors)
        return cls(lambda shape: prepare(*ready, shape))

    def run(self, lr: np.ndarray) -> np.ndarray:
        """Run the network on (N, C, H, W) float32; a batch of several is run one after the other."""
        if len(lr) > 1:
            return np.concatenate([self.run(each[None]) for each in lr])
        shape: Shape = lr.shape  # type: ignore[assignment]
        height, width = shape[2:]
        with refused(f"takes {width} x {height} pixels"):
            if shape not in self._ready:
                started = time.perf_counter()
                self._ready = {shape: self._build(shape)}  # tiles have one size
                self.preparing += time.perf_counter() - started
            return np.array(next(iter(self._ready[shape].infer({0: np.ascontiguousarray(lr)}).values())))


def as_used(network: Network, *, peak: int, multiple: int, enlarged: int) -> Callable[[np.ndarray], np.ndarray]:
    """Return the network as the engine calls it: values in [0, 1], any size.

    Args:
        network: the network.
        peak: value that stands for white in it.
        multiple: number of which its sides must be multiples; the edge is repeated as far as needed.
        enlarged: enlargement by bicubic before the network; 1 for none. Values are clipped to [0, 1] between them.
    """

    def run(lr: np.ndarray) -> np.ndarray:
        if enlarged > 1:
            large = resize(lr[0].transpose(1, 2, 0), lr.shape[2] * enlarged, lr.shape[3] * enlarged)
            lr = np.clip(np.asarray(large, np.float32), 0.0, 1.0).transpose(2, 0, 1)[None]
        height, width = lr.shape[2:]
        below, right = -height % multiple, -width % multiple
        padded = np.pad(lr, ((0, 0), (0, 0), (0, below), (0, right)), "edge") if below or right else lr
        sr = network.run(padded * np.float32(peak)) / np.float32(peak)
        if sr.ndim != 4 or sr.shape[2] % padded.shape[2]:
            return sr
        scale = sr.shape[2] // padded.shape[2]
        return sr[:, :, : height * scale, : width * scale]

    return run
