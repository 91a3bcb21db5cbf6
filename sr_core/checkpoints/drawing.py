"""The drawing of a checkpoint's net as data: its layers in order, with repeated blocks collapsed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Union

from .card import ModelCard
from .folder import read_shapes
from .graph import Graph, check_weights, read_graph
from .layers import Layer, net_layers


@dataclass(frozen=True, slots=True)
class Repeat:
    """Layers that run several times in a row, each time with weights of their own."""

    times: int
    """Number of repetitions."""
    parts: tuple[Union[Layer, "Repeat"], ...]
    """Layers of the first repetition."""
    last: int
    """Place of the last layer of the last repetition."""

    @property
    def place(self) -> int:
        """Place of the first layer."""
        return self.parts[0].place


Drawn = Layer | Repeat


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of a net."""

    channels: int
    """Channels of the input and of the result."""
    scale: int
    """Enlargement per side."""
    parts: tuple[Drawn, ...]
    """Layers and repeated blocks in the order in which they run."""
    parameters: int
    """Number of parameters of all layers, repetitions included."""

    @property
    def convolutions(self) -> int:
        """Number of convolutions, transposed ones included."""
        return sum(times * layer.convolutions for times, layer in _counted(self.parts))

    @property
    def layers(self) -> tuple[tuple[int, Layer], ...]:
        """Each layer that is drawn, and how many times it stands in the net."""
        return tuple(_counted(self.parts))


def _counted(parts: Sequence[Drawn], times: int = 1) -> Iterator[tuple[int, Layer]]:
    for part in parts:
        if isinstance(part, Repeat):
            yield from _counted(part.parts, times * part.times)
        else:
            yield times, part


@lru_cache(maxsize=64)
def draw_net(card: ModelCard) -> Drawing:
    """Draw the net of a checkpoint from its graph and the shapes of its weights.

    Raises:
        CheckpointError: if graph.json is missing or does not fit the weights.
    """
    graph, shapes = read_graph(card.folder), read_shapes(card.folder)
    check_weights(graph, shapes, card.id)
    channels = 3 if card.channels == "rgb" else 1
    return drawing(graph, shapes, channels=channels, scale=card.scale)


def drawing(graph: Graph, shapes: Mapping[str, tuple[int, ...]], *, channels: int, scale: int) -> Drawing:
    """Draw a net from its operations and the shapes of its weights, by name."""
    layers = net_layers(graph, shapes, channels)
    return Drawing(channels, scale, collapse(layers), sum(layer.parameters for layer in layers))


def collapse(layers: Sequence[Layer]) -> tuple[Drawn, ...]:
    """Put layers that repeat into blocks, the block that covers most layers first, and then within each block.

    A block is left open where a layer behind it takes a result from its middle.
    """
    return _collapse(tuple(layers), tuple(layers))


def _collapse(layers: tuple[Layer, ...], net: tuple[Layer, ...]) -> tuple[Drawn, ...]:
    if not layers:
        return ()
    signs = [_sign(layer) for layer in layers]
    for start, period, times in _runs(signs):
        end = start + period * times
        if _is_closed(layers[start].place, layers[end - 1].place, net):
            first = _collapse(_first_of(layers[start:end], period), net)
            block = Repeat(times, first, layers[end - 1].place)
            return *_collapse(layers[:start], net), block, *_collapse(layers[end:], net)
    return layers


def _runs(signs: Sequence[object]) -> list[tuple[int, int, int]]:
    """List all (start, period, times) with two repetitions or more: longest first, then the shortest period."""
    found = []
    for period in range(1, len(signs) // 2 + 1):
        same = 0
        for start in range(len(signs) - period - 1, -1, -1):
            same = same + 1 if signs[start] == signs[start + period] else 0
            found += [(start, period, times) for times in range(2, same // period + 2)]
    return sorted(found, key=lambda run: (-run[1] * run[2], run[1], run[0]))


def _is_closed(first: int, last: int, net: tuple[Layer, ...]) -> bool:
    """True if no sum behind a block takes a result from its middle; layers side by side may."""
    return not any(
        layer.kind == "add" and layer.place > last and any(first <= skip < last for skip in layer.skips)
        for layer in net
    )


def _first_of(layers: Sequence[Layer], period: int) -> tuple[Layer, ...]:
    """Return the first repetition, its dense layers with the channels that the last one takes."""
    return tuple(
        replace(layer, inputs=(layer.inputs[0], layers[place - period].inputs[1]))
        for place, layer in enumerate(layers[:period])
    )


def _sign(layer: Layer) -> object:
    """Return what is equal for layers that are drawn alike."""
    apart = tuple(layer.place - skip for skip in layer.skips) if layer.kind == "add" and not layer.method else ()
    inputs = () if layer.kind == "dense" else layer.inputs
    branches = tuple(tuple(_sign(inner) for inner in branch) for branch in layer.branches)
    return (
        layer.kind, layer.kernel, inputs, layer.outputs, layer.groups, layer.scale, layer.method, layer.after, apart,
        branches,
    )  # fmt: skip
