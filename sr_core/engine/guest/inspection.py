"""What is measured of a visitor's network before it is used, within its own process."""

import time
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from ...checkpoints.card import parse_card
from ...checkpoints.graph import graph_text
from ...errors import EngineError
from ...types import SCALES
from .network import Network, as_used, refused

PROBE = (47, 107)
"""Height and width that a network of any size is tried on first: odd and unequal, so that nothing fits by chance."""
MULTIPLES = (1, 2, 4, 8, 16, 32, 64)
"""Numbers of which sides may have to be multiples, as of networks that shrink the picture within."""
OVERLAPS = (4, 8, 16, 24, 32, 48, 64)
"""Margins in pixels of its input that are tried, the least first."""
_CORE = 16
TOLERANCE = 1e-3
"""Share of the range by which a result may depend on what lies beyond the margin, as of our own networks."""
_PASSED_OVER = {"Parameter", "Constant", "Result", "Reshape", "Squeeze", "Unsqueeze"}
_CONVOLUTIONS = {"Convolution", "GroupConvolution"}
_TRANSPOSED = {"ConvolutionBackpropData", "GroupConvolutionBackpropData"}


def inspect(network: Network, channels: int, window: tuple[int, int] | None) -> dict[str, Any]:
    """Find scale, sides, margin, cost and speed of an ONNX network by running it on noise.

    Args:
        network: the network.
        channels: channels of its input.
        window: height and width that it takes; None for any.

    Returns:
        `scale` (1 if it keeps the size), `multiple`, `overlap`, `reaches_far`, `multiplications` and `feature_bytes`
        per pixel of its input, `pixels` of the timed input, `seconds` of it, and `preparing`, the seconds of compiling.

    Raises:
        EngineError: if it does not map a picture to a picture `scale` times as large.
    """
    rng = np.random.default_rng(0)
    scale, multiple = _scale(network, channels, window, rng)
    far = window or (_CORE + 2 * OVERLAPS[-1],) * 2
    base = rng.random((1, channels, *far), np.float32)
    used = as_used(network, peak=1, multiple=multiple, enlarged=1)
    before = network.preparing
    used(base)
    prepared = network.preparing - before
    started = time.perf_counter()
    whole = used(base)
    seconds = time.perf_counter() - started
    found = _overlap(used, base, whole, scale, rng)
    assert network.model is not None
    height, width = (-(-side // multiple) * multiple for side in far)
    work, features = _count(network.model((1, channels, height, width)))
    pixels = prod(far)
    return {
        "scale": scale,
        "multiple": multiple,
        "overlap": found or min(OVERLAPS[-1], min(far) // 4),
        "reaches_far": found is None,
        "multiplications": max(1, work // pixels),
        "feature_bytes": max(1, features // pixels),
        "pixels": pixels,
        "seconds": seconds,
        "preparing": prepared,
    }


def _scale(
    network: Network, channels: int, window: tuple[int, int] | None, rng: np.random.Generator
) -> tuple[int, int]:
    """Return the scale of a network, and the number of which its sides must be multiples."""
    for multiple in MULTIPLES if window is None else (1,):
        # Odd multiples, which no larger one divides.
        height, width = window or tuple((-(-side // multiple) | 1) * multiple for side in PROBE)
        try:
            shape = network.run(rng.random((1, channels, height, width), np.float32)).shape
        except EngineError:
            if multiple == MULTIPLES[-1] or window is not None:
                raise
            continue
        scale = shape[2] // height if len(shape) == 4 else 0
        if shape == (1, channels, height * scale, width * scale) and scale in (1, *SCALES):
            return scale, multiple
        if multiple == MULTIPLES[-1] or window is not None:
            raise EngineError(
                f"your network: expected a picture of {channels} channels, of the size of the input or "
                f"{', '.join(map(str, SCALES))} times as large, found {' x '.join(map(str, shape))} from "
                f"1 x {channels} x {height} x {width}; export a network from picture to picture (NCHW)"
            )
    raise AssertionError("the last multiple returns or raises")


def _overlap(used: Any, base: np.ndarray, whole: np.ndarray, scale: int, rng: np.random.Generator) -> int | None:
    """Return the least margin beyond which other pixels do not matter to the middle; None if there is none.

    Other noise is put beyond the margin, which is harsher than the edge of a tile in a picture.
    """
    height, width = base.shape[2:]
    top, left = (height - _CORE) // 2, (width - _CORE) // 2
    inner = (..., slice(top * scale, (top + _CORE) * scale), slice(left * scale, (left + _CORE) * scale))
    for overlap in OVERLAPS:
        if overlap >= min(top, left):
            return None
        other = rng.random(base.shape, np.float32)
        kept = (..., slice(top - overlap, top + _CORE + overlap), slice(left - overlap, left + _CORE + overlap))
        other[kept] = base[kept]
        if float(np.abs(used(other)[inner] - whole[inner]).max()) <= TOLERANCE:
            return overlap
    return None


def _count(model: Any) -> tuple[int, int]:
    """Count the multiply-accumulates of a model, and the bytes of features alive at once."""
    work, alive, most, sizes = 0, 0, 0, dict[str, int]()
    operations = list(model.get_ordered_ops())
    last_use = {name: i for i, operation in enumerate(operations) for name in _inputs(operation)}
    for i, operation in enumerate(operations):
        if operation.get_type_name() == "Constant" or not operation.outputs():
            continue
        work += _work(operation)
        name = operation.get_friendly_name()
        sizes[name] = 0 if operation.get_type_name() in _PASSED_OVER else sum(map(_size, operation.outputs()))
        alive += sizes[name]
        most = max(most, alive)
        alive -= sum(sizes.get(name, 0) for name in set(_inputs(operation)) if last_use[name] == i)
    return work, 4 * most


def _inputs(operation: Any) -> Iterator[str]:
    return (each.get_source_output().get_node().get_friendly_name() for each in operation.inputs())


def _size(output: Any) -> int:
    shape = output.get_partial_shape()
    return prod(shape.to_shape()) if shape.is_static else 0


def _work(operation: Any) -> int:
    kind = operation.get_type_name()
    if kind not in {*_CONVOLUTIONS, *_TRANSPOSED, "MatMul"}:
        return 0
    first, second = (_size(operation.input(n).get_source_output()) for n in (0, 1))
    out = _size(operation.output(0))
    if kind == "MatMul":
        # An (n x k) by a (k x m) matrix: n * k, k * m and n * m values, and n * k * m products; the batch is in all.
        return int((first * second * out) ** 0.5) if out else 0
    shape = list(operation.input(1).get_source_output().get_partial_shape().to_shape())
    groups = shape[0] if kind.startswith("Group") else 1
    outputs_first = kind in _CONVOLUTIONS
    kernel = shape[1:] if groups > 1 or kind.startswith("Group") else shape
    return (out if outputs_first else first) * second // (groups * kernel[0])


def trace(table: dict[str, Any], weights: bytes) -> dict[str, Any]:
    """Write the operations of one of our architectures, after its weights were found to fit its card."""
    import torch
    from safetensors.numpy import load

    from ...checkpoints.net import untrained_net
    from ...checkpoints.trace import trace_graph

    torch.set_num_threads(1)
    card = parse_card(table, Path("your network"))
    with refused("is in the safetensors format"):
        tensors = load(weights)
    graph = trace_graph(untrained_net(card, {name: value.shape for name, value in tensors.items()}).eval())
    return {"graph": graph_text(graph)}
