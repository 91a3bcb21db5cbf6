"""An ONNX file checked before anything runs it: one chain of known operations from one picture to one picture.

The weights must be in the file and as many as their shapes say, so that memory is only taken for what was sent.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ..errors import CheckpointError
from .onnx_fields import MODEL
from .operators import ALLOWED, CONTROL_FLOW, IR_VERSIONS, OPSETS
from .wire import damaged, read_message

MOST_GUEST_BYTES = 64 * 2**20
"""Largest file of a visitor's network."""
MOST_NODES = 5000
"""Most operations of a network."""
MOST_DIMENSIONS = 6
MOST_SIDE = 1024
"""Longest side of a network's input that is fixed."""
_FLOAT = 1
_TYPES = {1: "<f4", 6: "<i4", 7: "<i8", 9: "?", 10: "<f2", 11: "<f8"}
"""Type of a tensor in onnx.proto -> its type in numpy: float, int32, int64, bool, float16, double."""
_OURS = ("", "ai.onnx")
_ATTRIBUTE_KINDS = {1, 2, 3, 4, 6, 7, 8}
"""Kinds of an attribute: numbers, texts, lists of them, and one tensor."""


@dataclass(frozen=True, slots=True)
class OnnxNetwork:
    """What a checked ONNX file says about its network."""

    channels: int
    """Channels of the picture, 1 or 3."""
    window: tuple[int, int] | None
    """Height and width of the input where the file fixes both; None where it takes any."""
    parameters: int
    """Number of its float weights."""
    opset: int
    """Version of ONNX's operators."""
    operators: tuple[str, ...]
    """Names of the operators that it uses, sorted."""


def read_onnx(data: bytes) -> OnnxNetwork:
    """Check an ONNX file; nothing of it is run, and no memory beyond its own size is taken.

    Raises:
        CheckpointError: in one sentence, for a file that is too large, damaged, refers to another file, uses an
            operator, a domain or a version that is not accepted, or does not map one picture to one picture.
    """
    if len(data) > MOST_GUEST_BYTES:
        raise CheckpointError(
            f"your network: expected at most {MOST_GUEST_BYTES // 2**20} MB, found {len(data) / 2**20:.0f} MB; "
            "take a smaller network"
        )
    found = read_message(memoryview(data), MODEL)
    if found.get("ir") not in IR_VERSIONS:
        raise damaged(f"version {found.get('ir')} of the format instead of {_span(IR_VERSIONS)}")
    opset = _opset(found.get("opsets", []))
    graph = found.get("graph")
    if graph is None:
        raise damaged("no graph")
    tensors = [_tensor(each) for each in graph.get("initializers", [])]
    operators = _check_nodes(graph, {name for name, _ in tensors})
    parameters = sum(count for _, count in tensors)
    channels, window = _picture(graph, {name for name, _ in tensors})
    return OnnxNetwork(channels, window, parameters, opset, operators)


def _span(numbers: range) -> str:
    return f"{numbers[0]} to {numbers[-1]}"


def _shown(text: str) -> str:
    """Shorten a name of the file, and leave out what no name of ONNX holds."""
    return repr(re.sub(r"[^\w.:/ -]", "?", text)[:40])


def _opset(opsets: Iterable[Mapping[str, Any]]) -> int:
    """Return the version of ONNX's own operators; exporters also name other domains that no operation uses."""
    versions = [each.get("version", 0) for each in opsets if each.get("domain", "") in _OURS]
    if len(versions) != 1 or (opset := versions[0]) not in OPSETS:
        said = ", ".join(map(str, versions)) or "none"
        raise CheckpointError(
            f"your network: expected one opset from {_span(OPSETS)}, found {said}; export it with opset 17"
        )
    return int(opset)


def _check_nodes(graph: Mapping[str, Any], weights: set[str]) -> tuple[str, ...]:
    """Refuse operations that are not accepted, and an order in which they cannot run; return their names."""
    nodes = graph.get("nodes", [])
    if not 0 < len(nodes) <= MOST_NODES:
        raise CheckpointError(
            f"your network: expected 1 to {MOST_NODES:,} operations, found {len(nodes):,}; take a smaller network"
        )
    known = {"", *weights, *(each.get("name", "") for each in graph.get("inputs", []))}
    for node in nodes:
        _check_operator(node)
        for name in node.get("inputs", []):
            if name not in known:
                raise damaged(f"an operation that reads {_shown(name)} before anything gives it")
        for name in node.get("outputs", []):
            if name and name in known:
                raise damaged(f"{_shown(name)} given twice")
            known.add(name)
    for each in graph.get("outputs", []):
        if each.get("name", "") not in known - {""}:
            raise damaged(f"the result {_shown(each.get('name', ''))}, which no operation gives")
    return tuple(sorted({node["op"] for node in nodes}))


def _check_operator(node: Mapping[str, Any]) -> None:
    op, domain = node.get("op", ""), node.get("domain", "")
    if domain not in _OURS:
        raise CheckpointError(
            f"your network: expected ONNX's own operators only, found {_shown(op)} of the domain {_shown(domain)}; "
            "export it with standard operators"
        )
    if op in CONTROL_FLOW:
        raise CheckpointError(
            f"your network: expected a plain chain of operations, found the control flow {op!r}; export it without"
        )
    if op not in ALLOWED:
        raise CheckpointError(
            f"your network: expected operators for pictures, such as Conv, Relu and Resize, found {_shown(op)}; "
            "replace it, or export the network with another opset"
        )
    for attribute in node.get("attributes", []):
        if attribute.get("kind", 0) not in _ATTRIBUTE_KINDS:
            raise damaged(f"an attribute of another kind in {op!r}")
        if "t" in attribute:
            _tensor(attribute["t"])


def _tensor(table: Mapping[str, Any]) -> tuple[str, int]:
    """Check a tensor; return its name and the number of its values, 0 for those that are no floats."""
    name, dims = table.get("name", ""), table.get("dims", [])
    if table.get("location", 0):
        raise CheckpointError(
            "your network: expected all weights in the file, found weights in another file (external data); "
            "export it with the weights inside"
        )
    kind = _TYPES.get(table.get("kind", 0))
    if kind is None:
        raise CheckpointError(
            f"your network: expected weights as floats or integers, found type {table.get('kind', 0)} in "
            f"{_shown(name)}; export it in float32"
        )
    if len(dims) > MOST_DIMENSIONS or any(side < 0 for side in dims):
        raise damaged(f"a tensor of the shape {str(dims)[:60]}")
    values = _values(table, np.dtype(kind))
    if values != prod(dims):
        raise damaged(f"{values:,} numbers in a tensor of the shape {str(dims)[:60]}")
    return name, values if kind.startswith("<f") else 0


def _values(table: Mapping[str, Any], dtype: np.dtype) -> int:
    """Count the values that a tensor holds; floats among them must be finite."""
    held = [key for key in ("raw", "floats", "ints", "doubles") if key in table]
    if not held:
        return 0
    if len(held) > 1:
        raise damaged("a tensor with two kinds of values")
    (key,) = held
    if key == "ints":
        return len(table["ints"])
    dtype = {"raw": dtype, "floats": np.dtype("<f4"), "doubles": np.dtype("<f8")}[key]
    if len(table[key]) % dtype.itemsize:
        raise damaged("half a number in a tensor")
    numbers = np.frombuffer(table[key], dtype)
    if dtype.kind == "f" and not np.isfinite(numbers).all():
        raise CheckpointError(
            "your network: expected numbers as weights, found NaN or infinity; train it again, or export it again"
        )
    return numbers.size


def _picture(graph: Mapping[str, Any], weights: set[str]) -> tuple[int, tuple[int, int] | None]:
    """Check input and output; return the channels, and the fixed height and width of the input if there are any."""
    inputs = [each for each in graph.get("inputs", []) if each.get("name", "") not in weights]
    outputs = graph.get("outputs", [])
    if len(inputs) != 1 or len(outputs) != 1:
        raise CheckpointError(
            f"your network: expected one picture in and one picture out, found {len(inputs)} inputs and "
            f"{len(outputs)} outputs; export only the path from picture to picture"
        )
    tensor = inputs[0].get("type", {}).get("tensor", {})
    if tensor.get("kind") != _FLOAT:
        raise CheckpointError(
            f"your network: expected a picture of float32 as input, found type {tensor.get('kind')}; "
            "export it in float32"
        )
    dims = [each.get("value", 0) for each in tensor.get("shape", {}).get("dims", [])]
    said = " x ".join(str(side) if side > 0 else "?" for side in dims) or "none"
    if len(dims) != 4 or dims[0] > 1 or dims[1] not in (1, 3):
        raise CheckpointError(
            f"your network: expected an input of 1 x 3 x height x width or 1 x 1 x height x width, found {said}; "
            "export it in that layout (NCHW)"
        )
    height, width = dims[2:]
    if height <= 0 and width <= 0:
        return dims[1], None
    if not all(16 <= side <= MOST_SIDE for side in (height, width)):
        raise CheckpointError(
            f"your network: expected sides of any length, or of 16 to {MOST_SIDE} pixels each, found {said}; "
            "export it with other sides"
        )
    return dims[1], (height, width)
