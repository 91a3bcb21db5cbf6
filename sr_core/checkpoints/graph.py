"""The graph of a checkpoint: the operations of its net as data, so that an engine can run it without PyTorch.

models/<id>/graph.json lists the operations in order and names their weights; the weights stay in weights.safetensors.
Beside them stands how fast the fast engine ran it, in terms of convolutions of 64 channels (`measure_rate` in
`engine/cost.py`): on another machine only those have to be timed.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import CardError, CheckpointError
from ..files.whole_file import write_whole
from .folder import read_checkpoint_text

GRAPH_FILE = "graph.json"
"""Name in the checkpoint's folder."""

INPUT = "lr"
"""Name of the net's input."""

_NOT_A_GRAPH = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)

MAX_NUMBER = 4096
"""Largest number of an operation: padding, stride, groups."""

MAX_NODES = 4096
"""Most operations; the longest graph of the trained checkpoints has 197, and 100,000 would be compiled for minutes."""

_MOST_WORK = 1e18
"""More multiply-accumulates than a machine does in a day."""

OPERATIONS = frozenset(
    {
        "add", "average_pool", "batch_norm", "bicubic", "bilinear", "concat", "conv", "conv_transpose",
        "difference_conv", "leaky_relu", "multiply", "nearest", "pad_edge", "pixel_shuffle", "prelu", "relu",
    }
)  # fmt: skip
"""Operations that a node can do, named as in PyTorch; `bicubic` and `difference_conv` are layers of architectures/."""


@dataclass(frozen=True, slots=True)
class Node:
    """One operation."""

    op: str
    """One of OPERATIONS."""
    name: str
    """Name of its result."""
    inputs: tuple[str, ...]
    """Names of earlier nodes, or INPUT."""
    weights: tuple[str, ...] = ()
    """Names in weights.safetensors, in PyTorch's order: weight, bias, and for a batch norm also mean and variance."""
    values: tuple[float, ...] = ()
    """The constant of an `add` or `multiply` with one input: one number, or one per channel."""
    numbers: dict[str, float] = field(default_factory=dict)
    """Numbers of the operation: padding, stride, groups, scale, slope, kernel, ..."""

    def __post_init__(self) -> None:
        if self.op not in OPERATIONS:
            raise CheckpointError(f"unknown operation {self.op!r:.60}; known: {', '.join(sorted(OPERATIONS))}")
        texts = (self.name, *self.inputs, *self.weights)
        if not (self.inputs and all(isinstance(text, str) for text in texts)):
            raise CheckpointError(f"operation {self.name!r:.60} needs a name, inputs and weights as texts")
        for key, number in (*self.numbers.items(), *(("values", value) for value in self.values)):
            if not isinstance(number, int | float) or not math.isfinite(number):
                raise CheckpointError(f"{self.name!r:.60} needs numbers, found {number!r:.60} as {key}")
        for key, number in self.numbers.items():
            if not 0 <= number <= MAX_NUMBER:
                raise CheckpointError(f"{self.name!r:.60}: {key} must be 0 to {MAX_NUMBER}, found {number!r:.60}")


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in an order in which they can run."""

    nodes: tuple[Node, ...]
    """The last one gives the SR picture."""

    def __post_init__(self) -> None:
        if not self.nodes:
            raise CheckpointError("a graph needs at least one operation")
        _refuse_more_nodes(len(self.nodes))
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


@dataclass(frozen=True, slots=True)
class Timing:
    """Speed on windows of one size, measured from a picture's values to those of the result."""

    pixels: int
    """LR pixels of the window."""
    share: float
    """Multiply-accumulates per second over those of the convolutions; above 1 where layers were folded."""
    setup: float
    """Time that preparing for this size takes, new memory included, in multiply-accumulates of the convolutions on one
    core."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Speed of a checkpoint on windows of several sizes."""

    load: float
    """Time that reading its weights takes, in multiply-accumulates of the convolutions on one core."""
    timings: tuple[Timing, ...]
    """Measured sizes, from small to large windows; at least one."""

    def share(self, pixels: Any) -> Any:
        """Return the share of windows of so many LR pixels, a number or an array; see `Timing`."""
        return self._between(pixels, "share")

    def setup(self, pixels: int) -> float:
        """Return the setup of a window of so many LR pixels; see `Timing`."""
        return float(self._between(pixels, "setup"))

    def _between(self, pixels: Any, name: str) -> Any:
        """Interpolate by the logarithm of the pixels; beyond the measured windows the nearest one counts."""
        known = np.log([timing.pixels for timing in self.timings])
        return np.interp(np.log(pixels), known, [getattr(timing, name) for timing in self.timings])

    def table(self) -> dict[str, Any]:
        """Return the speed as values that JSON can hold; see `from_table`."""
        return {"load": self.load, "timings": [[t.pixels, t.share, t.setup] for t in self.timings]}

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Speed":
        """Read what `table` wrote; raises ValueError, TypeError or LookupError for anything else."""
        timings = tuple(Timing(int(pixels), float(share), float(setup)) for pixels, share, setup in table["timings"])
        load = float(table["load"])
        if not timings or not all(
            1 <= t.pixels < _MOST_WORK and 0 < t.share < _MOST_WORK and 0 <= t.setup < _MOST_WORK for t in timings
        ):
            raise ValueError("speed needs timings of at least one pixel and a share above 0")
        if not 0 <= load < _MOST_WORK:  # nan is refused, too
            raise ValueError(f"speed needs a load of 0 or more, found {load!r}")
        return cls(load, timings)


TYPICAL = Speed(load=2e9, timings=(Timing(128**2, share=0.9, setup=1.5e10),))
"""Speed that is assumed of a checkpoint whose own was not measured."""


def graph_text(graph: Graph) -> str:
    """Write the operations of a graph as JSON."""
    return json.dumps([_table(node) for node in graph.nodes])


def parse_graph_text(text: str) -> Graph:
    """Read what `graph_text` wrote."""
    return Graph(tuple(_nodes(json.loads(text))))


def write_graph(graph: Graph, folder: Path, speed: Speed = TYPICAL) -> None:
    """Write graph.json into a checkpoint's folder, a line to a node; raises EncodeError if that fails."""
    lines = ",\n".join(json.dumps(_table(node)) for node in graph.nodes)
    table = f'{{"speed": {json.dumps(speed.table())}, "nodes": [\n{lines}\n]}}\n'
    write_whole(folder / GRAPH_FILE, table.encode())


def read_graph(folder: Path) -> Graph:
    """Read graph.json from a checkpoint's folder; raises CheckpointError if it is missing or contradicts itself."""
    return _read(folder)[0]


def read_speed(folder: Path) -> Speed:
    """Read the speed of the net from graph.json; the same errors as in `read_graph` are raised."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[Graph, Speed]:
    where = f"{folder.name}/{GRAPH_FILE}"
    try:
        table = json.loads(read_checkpoint_text(folder / GRAPH_FILE))
        return Graph(tuple(_nodes(table["nodes"]))), Speed.from_table(table["speed"])
    except CardError as error:
        raise CheckpointError(f"{error}; write it: python -m sr_core graph") from error
    except (*_NOT_A_GRAPH, CheckpointError) as error:
        raise CheckpointError(
            f"{where} is not a graph: {str(error)[:200]}; write it again: python -m sr_core graph"
        ) from error


def check_weights(graph: Graph, names: Iterable[str], checkpoint_id: str) -> None:
    """Raise CheckpointError unless `names`, those of the weights, hold all that the graph reads."""
    missing = {name for node in graph.nodes for name in node.weights} - set(names)
    if missing:
        raise CheckpointError(
            f"{checkpoint_id}: graph.json names {sorted(missing)[0]!r}, which weights.safetensors does not hold; "
            "write it again: python -m sr_core graph"
        )


def check_form(folder: Path, shapes: Mapping[str, tuple[int, ...]], scale: int) -> None:
    """Refuse a graph that reads other weights than there are, or enlarges by another scale than the card says.

    Args:
        folder: folder of a checkpoint with a graph.
        shapes: name -> shape of its weights.
        scale: enlargement per side.

    Raises:
        CheckpointError: naming the checkpoint.
    """
    graph = read_graph(folder)
    check_weights(graph, shapes, folder.name)
    sizes = areas(graph)
    last, largest = sizes[graph.nodes[-1].name], max(sizes.values())
    if last != scale**2 or largest > last:
        raise CheckpointError(
            f"{folder.name}: expected a graph.json that enlarges by {scale}, found one by {math.sqrt(largest):g}; "
            "write it again: python -m sr_core graph"
        )


def misfit(checkpoint_id: str) -> CheckpointError:
    """Return the error for a graph whose operations cannot be done with the weights."""
    return CheckpointError(
        f"{checkpoint_id}: graph.json does not fit weights.safetensors; write it again: python -m sr_core graph"
    )


def areas(graph: Graph) -> dict[str, int]:
    """Count the pixels of each result per LR pixel."""
    found = {INPUT: 1}
    for node in graph.nodes:
        scale = node.numbers.get("scale", node.numbers.get("stride", 1))
        found[node.name] = found[node.inputs[0]] * int(scale) ** 2
    return found


def has_graph(folder: Path) -> bool:
    """True if a checkpoint's folder holds a graph."""
    return (folder / GRAPH_FILE).is_file()


def _table(node: Node) -> dict[str, Any]:
    named = {f.name: getattr(node, f.name) for f in fields(Node) if f.name != "numbers"}
    return {key: value for key, value in named.items() if value} | node.numbers


def _refuse_more_nodes(count: int) -> None:
    if count > MAX_NODES:
        raise CheckpointError(f"a graph has at most {MAX_NODES:,} operations, found {count:,}")


def _nodes(table: list[dict[str, Any]]) -> Iterable[Node]:
    _refuse_more_nodes(len(table))
    own = {f.name for f in fields(Node)} - {"numbers"}
    for line in table:
        known: dict[str, Any] = {key: line[key] for key in own & line.keys()}
        lists = {key: tuple(value) for key, value in known.items() if isinstance(value, list)}
        yield Node(**known | lists, numbers={key: value for key, value in line.items() if key not in own})
