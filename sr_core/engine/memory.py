"""Memory that a net needs while it runs, counted from its graph."""

from collections.abc import Mapping
from functools import lru_cache

from ..checkpoints.card import ModelCard
from ..checkpoints.folder import read_shapes
from ..checkpoints.graph import INPUT, Graph, Node, areas, check_form, misfit, read_graph
from .openvino.tail import find_coarse_end, find_enlarged_part, find_tail

_IN_PLACE = frozenset({"add", "batch_norm", "leaky_relu", "multiply", "prelu", "relu"})
"""Operations whose result takes the place of their input in memory."""


@lru_cache(maxsize=64)
def feature_bytes(card: ModelCard) -> int:
    """Count the bytes of features alive at once, per LR pixel of a window, of a checkpoint that has a graph.

    Raises:
        CheckpointError: if graph or weights are damaged, or do not fit each other.
    """
    graph, shapes = read_graph(card.folder), read_shapes(card.folder)
    check_form(card.folder, shapes, card.scale)
    try:
        return count_bytes(graph, shapes, 3 if card.channels == "rgb" else 1)
    except (LookupError, ValueError, TypeError, ArithmeticError) as error:
        raise misfit(card.id) from error


def count_bytes(graph: Graph, shapes: dict[str, tuple[int, ...]], channels: int) -> int:
    """Count the bytes of features alive at once, per LR pixel, of a graph and weights that fit each other."""
    tail = find_tail(graph, shapes)
    if tail is None and (end := find_coarse_end(graph, shapes)) is not None:
        graph, shapes = end.graph, end.shapes(shapes)
    part = find_enlarged_part(graph)
    if tail is None and part is not None:
        # The part at SR size runs in strips, which take the same memory whatever the window.
        later = {node.name for node in part.nodes}
        nodes = [(node, 0, 0) for node in graph.nodes if node.name not in later]
        sr = channels * areas(graph)[graph.nodes[-1].name]
        return 4 * (_peak(nodes, shapes, channels) + sr)
    return 4 * _peak(_folded(graph, shapes), shapes, channels)


def enlarged_bytes(graph: Graph, shapes: Mapping[str, tuple[int, ...]], channels: int) -> int:
    """Count the bytes of features alive at once per LR pixel of a net that runs without strips and folding."""
    return 4 * _peak([(node, 0, 0) for node in graph.nodes], shapes, channels)


def _folded(graph: Graph, shapes: Mapping[str, tuple[int, ...]]) -> list[tuple[Node, int, int]]:
    """List the nodes that keep memory, with the output channels and enlargement of a folded tail, else (0, 0)."""
    tail = find_tail(graph, shapes)
    if tail is None:
        return [(node, 0, 0) for node in graph.nodes]
    last = tail.nodes[-1]
    stand_in = Node("conv", last.name, tail.nodes[0].inputs, last.weights)
    outputs = shapes[last.weights[0]][0]
    inside = {node.name for node in tail.nodes[:-1]}
    kept = [node for node in graph.nodes if node.name not in inside]
    return [(stand_in, outputs, tail.scale) if node is last else (node, 0, 0) for node in kept]


def _peak(nodes: list[tuple[Node, int, int]], shapes: Mapping[str, tuple[int, ...]], channels: int) -> int:
    """Count the most values alive at once, per LR pixel."""
    sizes = {INPUT: (channels, 1)}  # name -> (channels, pixels per LR pixel)
    last_use = {name: i for i, (node, _, _) in enumerate(nodes) for name in node.inputs}
    alive, most = {INPUT: channels}, 0
    for i, (node, outputs, scale) in enumerate(nodes):
        sizes[node.name] = (outputs, scale**2) if outputs else _size(node, sizes, shapes)
        ending = [name for name in dict.fromkeys(node.inputs) if last_use[name] == i]
        if node.op in _IN_PLACE and ending:
            alive.pop(ending.pop(0), None)
        alive[node.name] = sizes[node.name][0] * sizes[node.name][1]
        most = max(most, sum(alive.values()))
        for name in ending:
            alive.pop(name, None)
    return most


def _size(node: Node, sizes: dict[str, tuple[int, int]], shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, int]:
    """Return channels and pixels per LR pixel of a node's result."""
    count, area = sizes[node.inputs[0]]
    scale = int(node.numbers.get("scale", node.numbers.get("stride", 1))) ** 2
    match node.op:
        case "conv" | "difference_conv":
            return shapes[node.weights[0]][0], area
        case "conv_transpose":
            return shapes[node.weights[0]][1], area * scale
        case "concat":
            return sum(sizes[name][0] for name in node.inputs), area
        case "pixel_shuffle":
            return count // scale, area * scale
    return count, area * scale
