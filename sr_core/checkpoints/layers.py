"""The layers of a net as a person draws them: convolutions with what follows them, skips, joined branches.

They are read from graph.json and the shapes of the weights, so that a drawing shows the net that runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from .graph import INPUT, Graph, Node

AT_INPUT = -1
"""Place of the net's input, where a skip may begin."""

_CONVOLUTIONS = {"conv": "convolution", "difference_conv": "difference", "conv_transpose": "transposed"}
_ENLARGEMENTS = ("bicubic", "bilinear", "nearest")
_LEARNED = {"weight", "bias"}
"""Last part of the names of values that are trained; a batch norm keeps its mean and variance beside them."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One box of the drawing."""

    kind: str
    """"convolution", "difference" (kernels that sum to zero), "transposed", "dense" (a convolution whose result joins
    its input), "shuffle", "enlarge", "pool", "add", "multiply", "join" (side by side) or
    "branches"."""
    place: int
    """Place in the sequence of all layers, from 0."""
    outputs: int
    """Channels of the result."""
    inputs: tuple[int, int] = (0, 0)
    """Channels of the input, in the first and in the last of its repetitions; equal but in a dense block."""
    kernel: int = 0
    """Side of the kernel in pixels; 0 without one."""
    groups: int = 1
    """Groups of a convolution; as many as channels where each has a filter of its own."""
    scale: int = 1
    """Enlargement per side."""
    method: str = ""
    """Interpolation of "enlarge", or that of the input which "add" adds, or factor of "multiply"; empty for none."""
    after: tuple[str, ...] = ()
    """Operations of the graph that follow value by value, in their order: "relu", "batch_norm", "multiply 0.2", ..."""
    skips: tuple[int, ...] = ()
    """Places whose results come in besides that of the layer before; AT_INPUT for the input."""
    branches: tuple[tuple["Layer", ...], ...] = ()
    """Layers of each branch; the results stand side by side."""
    own_convolutions: int = 0
    """1 for a convolution, without those of the branches."""
    own_parameters: int = 0
    """Trained values, without those of the branches."""

    @property
    def convolutions(self) -> int:
        """Number of convolutions, branches included."""
        return self.own_convolutions + sum(layer.convolutions for branch in self.branches for layer in branch)

    @property
    def parameters(self) -> int:
        """Number of parameters, branches included."""
        return self.own_parameters + sum(layer.parameters for branch in self.branches for layer in branch)


def net_layers(graph: Graph, shapes: Mapping[str, tuple[int, ...]], channels: int) -> tuple[Layer, ...]:
    """List the layers of a net in the order in which they run.

    Args:
        graph: operations.
        shapes: name -> shape of the weights.
        channels: channels of the input.
    """
    reader = _Reader(graph, shapes, channels)
    for node in graph.nodes:
        reader.read(node)
    return tuple(reader.layers)


class _Reader:
    def __init__(self, graph: Graph, shapes: Mapping[str, tuple[int, ...]], channels: int) -> None:
        self.layers: list[Layer] = []
        self._shapes, self._uses = shapes, graph.uses()
        self._readers = {name: node for node in graph.nodes for name in node.inputs}
        self._owner = {INPUT: AT_INPUT}
        self._channels = {INPUT: channels}
        self._sources: list[str] = []
        self._beside: dict[str, str] = {}

    def read(self, node: Node) -> None:
        """Take the next operation."""
        first = node.inputs[0]
        self._channels[node.name] = self._count(node)
        if node.op in _CONVOLUTIONS:
            self._convolution(node)
        elif node.op in _ENLARGEMENTS and self._is_beside(node):
            self._beside[node.name] = node.op
        elif node.op in _ENLARGEMENTS:
            self._append(node, "enlarge", scale=int(node.numbers["scale"]), method=node.op)
        elif node.op == "pixel_shuffle":
            self._append(node, "shuffle", scale=int(node.numbers["scale"]))
        elif node.op == "average_pool":
            self._append(node, "pool", kernel=int(node.numbers["kernel"]))
        elif node.op == "concat":
            self._concat(node)
        elif node.op == "add" and len(node.inputs) > 1:
            self._add(node)
        elif self._owner[first] == AT_INPUT:  # the mean colour is taken away before the first layer
            self._owner[node.name] = AT_INPUT
        elif node.op == "multiply" and self.layers[self._owner[first]].kind == "add":
            self._append(node, "multiply", method=_factor(node))
        else:
            self._follow(node)

    def _count(self, node: Node) -> int:
        """Return the channels of a result."""
        first = self._channels[node.inputs[0]]
        if node.op == "concat":
            return sum(self._channels[name] for name in node.inputs)
        if node.op == "pixel_shuffle":
            return first // int(node.numbers["scale"]) ** 2
        if node.op in _CONVOLUTIONS:
            return self._shapes[node.weights[0]][node.op == "conv_transpose"]
        return first

    def _is_beside(self, node: Node) -> bool:
        """True for an enlargement of the input that is only added to what the net draws."""
        reader = self._readers.get(node.name)
        return node.inputs == (INPUT,) and self._uses[node.name] == 1 and reader is not None and reader.op == "add"

    def _append(
        self, node: Node, kind: str, *, kernel: int = 0, groups: int = 1, scale: int = 1, method: str = "",
        skips: Iterable[int] = (), branches: tuple[tuple[Layer, ...], ...] = (), convolutions: int = 0,
        source: str = "",
    ) -> None:  # fmt: skip
        source = source or node.inputs[0]
        inputs = self._channels[source]
        self._owner[node.name] = len(self.layers)
        self._sources.append(source)
        self.layers.append(
            Layer(
                kind, len(self.layers), self._channels[node.name], (inputs, inputs), kernel, groups, scale, method,
                (), tuple(skips), branches, convolutions, self._trained(node),
            )
        )  # fmt: skip

    def _trained(self, node: Node) -> int:
        return sum(prod(self._shapes[name]) for name in node.weights if name.rpartition(".")[2] in _LEARNED)

    def _convolution(self, node: Node) -> None:
        shape = self._shapes[node.weights[0]]
        scale, groups = int(node.numbers.get("stride", 1)), int(node.numbers.get("groups", 1))
        kind = _CONVOLUTIONS[node.op]
        self._append(node, kind, kernel=shape[-1], groups=groups, scale=scale, convolutions=1)

    def _follow(self, node: Node) -> None:
        """Let an operation that works value by value follow the layer whose result it takes."""
        place = self._owner[node.name] = self._owner[node.inputs[0]]
        layer = self.layers[place]
        done = f"multiply {_factor(node)}" if node.op == "multiply" else node.op
        self.layers[place] = replace(
            layer, after=(*layer.after, done), own_parameters=layer.own_parameters + self._trained(node)
        )

    def _add(self, node: Node) -> None:
        method = next((self._beside[name] for name in node.inputs if name in self._beside), "")
        places = sorted({self._owner[name] for name in node.inputs if name in self._owner})
        inner = next(name for name in node.inputs if name in self._owner)
        self._channels[node.name] = self._channels[inner]
        skips = (AT_INPUT,) if method else places[:-1]
        self._append(node, "add", method=method, skips=skips)

    def _concat(self, node: Node) -> None:
        places = [self._owner[name] for name in node.inputs]
        last = self.layers[-1]
        joins_its_input = len(places) == 2 and places[1] == last.place and self._sources[-1] == node.inputs[0]
        if joins_its_input and last.kind == "convolution":
            self.layers[-1] = replace(last, kind="dense")
            self._owner[node.name] = last.place
            return
        chains = [self._chain(place) for place in places]
        inside = sorted(place for chain in chains for place in chain)
        begins = {self._sources[chain[0]] for chain in chains}
        if len(begins) == 1 and inside == list(range(inside[0], len(self.layers))):
            branches = tuple(tuple(self.layers[place] for place in chain) for chain in chains)
            del self.layers[inside[0] :], self._sources[inside[0] :]
            self._append(node, "branches", branches=branches, source=begins.pop())
            return
        self._append(node, "join", skips=sorted(set(places) - {len(self.layers) - 1}))

    def _chain(self, place: int) -> Sequence[int]:
        """Follow a result back to the last value that several layers read; return the places on the way."""
        chain = [place]
        while self._uses[self._sources[chain[0]]] == 1 and self._owner[self._sources[chain[0]]] >= 0:
            chain.insert(0, self._owner[self._sources[chain[0]]])
        return chain


def _factor(node: Node) -> str:
    return f"{node.values[0]:g}"
