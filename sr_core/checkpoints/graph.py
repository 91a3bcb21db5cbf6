"""The graph of a checkpoint: what its net computes, as data, so that an engine can run it without PyTorch.

models/<id>/graph.json lists the operations in order and names their weights; the weights stay in weights.safetensors.
Beside them stands how fast the fast engine ran it, in terms of the machine it was measured on.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ..errors import CheckpointError
from .speed import TYPICAL, Speed

FILE = "graph.json"
"""Name in the checkpoint's folder."""

INPUT = "lr"
"""Name of what the net is given."""

OPERATIONS = frozenset(
    {
        "add", "average_pool", "batch_norm", "bicubic", "bilinear", "concat", "conv", "conv_transpose",
        "difference_conv", "leaky_relu", "multiply", "nearest", "pad_edge", "pixel_shuffle", "prelu", "relu",
    }
)  # fmt: skip
"""What a node can do. Names as in PyTorch; `bicubic` and `difference_conv` are the layers of architectures/."""


@dataclass(frozen=True, slots=True)
class Node:
    """One operation."""

    op: str
    """One of OPERATIONS."""
    name: str
    """Of its result."""
    inputs: tuple[str, ...]
    """Names of earlier nodes, or INPUT."""
    weights: tuple[str, ...] = ()
    """Names in weights.safetensors, in PyTorch's order: weight, bias; of a batch norm also mean and variance."""
    values: tuple[float, ...] = ()
    """The constant of an `add` or `multiply` with one input: one number, or one per channel."""
    numbers: dict[str, float] = field(default_factory=dict)
    """Of the operation: padding, stride, groups, scale, slope, kernel, ..."""

    def __post_init__(self) -> None:
        if self.op not in OPERATIONS:
            raise CheckpointError(f"unknown operation {self.op!r}; known: {', '.join(sorted(OPERATIONS))}")


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in an order in which they can run."""

    nodes: tuple[Node, ...]
    """The last one gives the SR picture."""

    def __post_init__(self) -> None:
        known = {INPUT}
        for node in self.nodes:
            missing = set(node.inputs) - known
            if missing:
                raise CheckpointError(f"{node.name} needs {sorted(missing)[0]!r}, which no earlier operation gives")
            known.add(node.name)

    def uses(self) -> dict[str, int]:
        """Count how often each result is read."""
        counts = dict.fromkeys((INPUT, *(node.name for node in self.nodes)), 0)
        for node in self.nodes:
            for name in node.inputs:
                counts[name] += 1
        return counts


def write_graph(graph: Graph, folder: Path, speed: Speed = TYPICAL) -> None:
    """Write graph.json into a checkpoint's folder, a line to a node, atomically."""
    lines = ",\n".join(json.dumps(_table(node)) for node in graph.nodes)
    part = folder / f"{FILE}.tmp"
    part.write_text(f'{{"speed": {json.dumps(speed.table())}, "nodes": [\n{lines}\n]}}\n', "utf-8")
    part.replace(folder / FILE)


def read_graph(folder: Path) -> Graph:
    """Read graph.json from a checkpoint's folder; raises CheckpointError if it is missing or contradicts itself."""
    return _read(folder)[0]


def read_speed(folder: Path) -> Speed:
    """Read what graph.json says of the net's speed; may raise as `read_graph` does."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[Graph, Speed]:
    where = f"{folder.name}/{FILE}"
    try:
        table = json.loads((folder / FILE).read_text("utf-8"))
        return Graph(tuple(_nodes(table["nodes"]))), Speed.from_table(table["speed"])
    except OSError as error:
        raise CheckpointError(
            f"{where} cannot be read ({error.strerror}); write it: python -m sr_core graph"
        ) from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise CheckpointError(f"{where} is not a graph: {error}; write it again: python -m sr_core graph") from error


def check_weights(graph: Graph, names: Iterable[str], checkpoint_id: str) -> None:
    """Raise CheckpointError unless `names`, those of the weights, hold all that the graph reads."""
    missing = {name for node in graph.nodes for name in node.weights} - set(names)
    if missing:
        raise CheckpointError(
            f"{checkpoint_id}: graph.json names {sorted(missing)[0]!r}, which weights.safetensors does not hold; "
            "write it again: python -m sr_core graph"
        )


def has_graph(folder: Path) -> bool:
    """True if a checkpoint's folder holds a graph."""
    return (folder / FILE).is_file()


def _table(node: Node) -> dict[str, Any]:
    named = {f.name: getattr(node, f.name) for f in fields(Node) if f.name != "numbers"}
    return {key: value for key, value in named.items() if value} | node.numbers


def _nodes(table: list[dict[str, Any]]) -> Iterable[Node]:
    own = {f.name for f in fields(Node)} - {"numbers"}
    for line in table:
        known: dict[str, Any] = {key: line[key] for key in own & line.keys()}
        lists = {key: tuple(value) for key, value in known.items() if isinstance(value, list)}
        yield Node(**known | lists, numbers={key: value for key, value in line.items() if key not in own})
