"""The end of a net, where pictures are large: found in its graph, and done with less work or memory, exactly.

It is folded into one convolution where it is linear (`LinearTail`). Else a narrow last convolution changes places with
the pixel shuffle (`CoarseEnd`), and what still works at SR size runs in strips (`EnlargedPart`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, prod

import numpy as np

from ...checkpoints.graph import Graph, Node, areas

FOLDED = "folded.weight", "folded.bias"
"""Names of the weights that a folded tail has beside those of the net."""

COARSE = "coarse.weight", "coarse.bias"
"""Names of the weights of the convolution before the pixel shuffle, beside those of the net."""

NARROW = 4
"""Largest number of output channels that leaves most of a vector empty."""

WORTH = 2.0
"""Largest ratio of multiplications after and before at which fuller vectors still save time."""

_POINTWISE = frozenset({"leaky_relu", "prelu", "relu"})

MAX_MARGIN = 3
"""Largest margin in LR rows with which strips save more than they cost: nets that enlarge first work at SR size from
end to end."""

STRIP_BYTES = 32_000_000
"""Approximate bytes of the features of a strip that are alive at once."""

_REACH = {"bicubic": 2.0, "bilinear": 1.0, "conv_transpose": 1.0}
"""Rows of its input that an operation without a padding reads on each side."""


@dataclass(frozen=True, slots=True)
class LinearTail:
    """A chain of nodes that one convolution can stand for.

    EDSR and RDN end in convolutions and pixel shuffles with no activation between them. Together they are one linear
    map from the features around an LR pixel to its scale x scale SR pixels, that is one convolution and one pixel
    shuffle: at x4, 77 thousand multiplications to an LR pixel instead of 765 thousand. Only where zeros are padded, at
    the picture's edge, the product differs: along `radius` LR pixels, which the engine computes layer by layer.
    """

    nodes: tuple[Node, ...]
    """Nodes of the chain, from the first to the last."""
    scale: int
    """Product of its pixel shuffles."""
    radius: int
    """LR pixels that the convolution reads on each side."""


def find_tail(graph: Graph, shapes: Mapping[str, tuple[int, ...]]) -> LinearTail | None:
    """Find the linear chain around a net's first pixel shuffle.

    Args:
        graph: the net.
        shapes: name -> shape of its weights.

    Returns:
        None where there is no such chain or nothing is won by folding it.
    """
    chain = _find_chain(graph)
    if sum(node.op == "conv" for node in chain) < 2 or chain[-1].op != "conv":
        return None
    scale, reach = 1, 0.0
    for node in chain:
        scale *= int(node.numbers["scale"]) if node.op == "pixel_shuffle" else 1
        reach += node.numbers["padding"] / scale if node.op == "conv" else 0.0
    radius = ceil(reach)
    outputs, n_feats = shapes[chain[-1].weights[0]][0] * scale**2, shapes[chain[0].weights[0]][1]
    if outputs * n_feats * (2 * radius + 1) ** 2 >= _multiplications(chain, shapes):
        return None
    return LinearTail(chain, scale, radius)


def _find_chain(graph: Graph) -> tuple[Node, ...]:
    """Return the chain that starts at the convolution before the first pixel shuffle; empty if there is none."""
    uses, readers = graph.uses(), {name: node for node in graph.nodes for name in node.inputs}
    shuffles = [i for i, node in enumerate(graph.nodes) if node.op == "pixel_shuffle"]
    if not shuffles or shuffles[0] == 0:
        return ()
    node = graph.nodes[shuffles[0] - 1]
    if node.op != "conv" or node.name not in graph.nodes[shuffles[0]].inputs:
        return ()
    chain = [node]
    while uses[chain[-1].name] == 1 and readers[chain[-1].name].op in ("conv", "pixel_shuffle"):
        chain.append(readers[chain[-1].name])
    plain = all(node.numbers.get("groups", 1) == 1 for node in chain)
    return tuple(chain) if plain else ()


def _multiplications(chain: tuple[Node, ...], shapes: Mapping[str, tuple[int, ...]]) -> int:
    """Count the multiplications of the chain to an LR pixel."""
    area, total = 1, 0
    for node in chain:
        if node.op == "pixel_shuffle":
            area *= int(node.numbers["scale"]) ** 2
        else:
            total += area * prod(shapes[node.weights[0]])
    return total


def multiply_out(tail: LinearTail, tensors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Ask of each SR value above one LR pixel what it takes from the features around: the chain, transposed.

    Returns:
        Weight (C * scale**2, n_feats, 2 * radius + 1, 2 * radius + 1) and bias (C * scale**2,), by their names in
        `FOLDED`, of the convolution that, with a pixel shuffle by `scale` after it, stands for the chain; float32,
        computed in float64.
    """
    chain, scale, radius = tail.nodes, tail.scale, tail.radius
    channels = tensors[chain[-1].weights[0]].shape[0]
    side, own = (2 * radius + 1) * scale, radius * scale
    asked: np.ndarray = np.zeros((channels * scale**2, channels, side, side))
    for n, (c, i, j) in enumerate(np.ndindex(channels, scale, scale)):
        asked[n, c, own + i, own + j] = 1.0
    bias = np.zeros(len(asked))
    for node in reversed(chain):
        if node.op == "pixel_shuffle":
            asked = _unshuffle(asked, int(node.numbers["scale"]))
            continue
        if len(node.weights) > 1:
            bias += asked.sum(axis=(2, 3)) @ tensors[node.weights[1]]
        asked = _transposed_conv(asked, tensors[node.weights[0]].astype(np.float64), int(node.numbers["padding"]))
    return dict(zip(FOLDED, (asked.astype(np.float32), bias.astype(np.float32)), strict=True))


def _unshuffle(x: np.ndarray, scale: int) -> np.ndarray:
    """Undo a pixel shuffle: (N, C, s*H, s*W) -> (N, C * s**2, H, W)."""
    n, c, height, width = x.shape
    x = x.reshape(n, c, height // scale, scale, width // scale, scale)
    return x.transpose(0, 1, 3, 5, 2, 4).reshape(n, c * scale**2, height // scale, width // scale)


def _transposed_conv(x: np.ndarray, weight: np.ndarray, padding: int) -> np.ndarray:
    """Apply the transpose of a convolution to (N, out, H, W); nothing reaches beyond the window, by its size."""
    n, out, height, width = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(-1, out)
    total = np.zeros((n, height + 2 * padding, width + 2 * padding, weight.shape[1]))
    for dy, dx in np.ndindex(weight.shape[2:]):
        spread = (rows @ weight[:, :, dy, dx]).reshape(n, height, width, -1)
        total[:, dy : dy + height, dx : dx + width] += spread
    inner = slice(padding, -padding or None)
    return total[:, inner, inner].transpose(0, 3, 1, 2)


@dataclass(frozen=True, slots=True)
class CoarseEnd:
    """A pixel shuffle, activations and a convolution that change places: the same sums, with fuller vectors.

    SRResNet ends in a 9 x 9 convolution from 64 features to 3 colours at SR size. A processor computes 8 or 16 output
    channels at once, of which 3 are then used. The same values are a 5 x 5 convolution, before the last pixel shuffle,
    from 256 features to the 12 colours of 2 x 2 SR pixels: 1.2 times the multiplications in a quarter of the vectors,
    and no features at SR size. Activations between them work on each value alone and move with it. Zeros padded at the
    edge stay zeros, so that nothing changes there either.
    """

    graph: Graph
    """Graph in which the shuffle comes after the convolution."""
    conv: Node
    """The convolution before the change."""
    slopes: tuple[str, ...]
    """Names of the weights of the activations: one number per channel, which is now repeated `scale`**2 times."""
    scale: int
    """Scale of the shuffle."""

    def shapes(self, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
        """Return the shapes of all weights, those that `weights` adds included."""
        outputs, inputs, _, _ = shapes[self.conv.weights[0]]
        side, area = 2 * _radius(self.conv, self.scale) + 1, self.scale**2
        added: dict[str, tuple[int, ...]] = {COARSE[0]: (outputs * area, inputs * area, side, side)}
        added |= {_repeated(name): (shapes[name][0] * area,) for name in self.slopes}
        return dict(shapes) | added

    def weights(self, tensors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return the weights that `graph` reads beside the net's own."""
        weight, scale = tensors[self.conv.weights[0]], self.scale
        outputs, inputs, height, width = weight.shape
        radius = _radius(self.conv, scale)
        side = 2 * radius + 1
        coarse = np.zeros((outputs, scale, scale, inputs, scale, scale, side, side), np.float32)
        for u, v, y, x in np.ndindex(scale, scale, height, width):
            # SR pixel (u, v) of a block reads the SR pixel at this distance from the block's first: (row, column) of
            # another block.
            (down, row), (right, column) = (divmod(n, scale) for n in (u + y - height // 2, v + x - width // 2))
            coarse[:, u, v, :, row, column, down + radius, right + radius] = weight[:, :, y, x]
        area = scale**2
        found: dict[str, np.ndarray] = {COARSE[0]: coarse.reshape(outputs * area, inputs * area, side, side)}
        if len(self.conv.weights) > 1:
            found[COARSE[1]] = tensors[self.conv.weights[1]].repeat(area)
        return found | {_repeated(name): tensors[name].repeat(area) for name in self.slopes}


def find_coarse_end(graph: Graph, shapes: Mapping[str, tuple[int, ...]]) -> CoarseEnd | None:
    """Find a pixel shuffle, activations and a narrow convolution at the end of a net; None where nothing is won."""
    uses, nodes = graph.uses(), graph.nodes
    shuffles = [i for i, node in enumerate(nodes) if node.op == "pixel_shuffle"]
    if not shuffles:
        return None
    first = shuffles[-1]
    last = next((i for i in range(first + 1, len(nodes)) if nodes[i].op not in _POINTWISE), first)
    shuffle, conv, between = nodes[first], nodes[last], nodes[first + 1 : last]
    chained = all(b.inputs == (a.name,) and uses[a.name] == 1 for a, b in pairwise(nodes[first : last + 1]))
    if conv.op != "conv" or not chained or not _pays(conv, shapes, scale := int(shuffle.numbers["scale"])):
        return None
    slopes = tuple(node.weights[0] for node in between if node.op == "prelu" and shapes[node.weights[0]][0] > 1)
    moved, before = [], shuffle.inputs
    for node in between:
        weights = tuple(_repeated(name) if name in slopes else name for name in node.weights)
        moved.append(replace(node, inputs=before, weights=weights))
        before = (node.name,)
    coarse = replace(
        conv,
        name=f"{conv.name}_coarse",
        inputs=before,
        weights=COARSE[: len(conv.weights)],
        numbers=conv.numbers | {"padding": _radius(conv, scale)},
    )
    end = replace(shuffle, name=conv.name, inputs=(coarse.name,))
    rewritten = Graph((*nodes[:first], *moved, coarse, end, *nodes[last + 1 :]))
    return CoarseEnd(rewritten, conv, slopes, scale)


def _pays(conv: Node, shapes: Mapping[str, tuple[int, ...]], scale: int) -> bool:
    outputs, _, height, width = shapes[conv.weights[0]]
    same = height == width == 2 * conv.numbers["padding"] + 1
    multiplications = (2 * _radius(conv, scale) + 1) ** 2 * scale**2
    return same and conv.numbers["groups"] == 1 and outputs <= NARROW and multiplications <= WORTH * height * width


def _radius(conv: Node, scale: int) -> int:
    return ceil(conv.numbers["padding"] / scale)


def _repeated(name: str) -> str:
    return f"{name}.repeated"


@dataclass(frozen=True, slots=True)
class EnlargedPart:
    """The nodes after the enlargement, run in strips of rows so that their features need not all be kept.

    64 features of a picture four times as large take 64 times the memory of the picture's own values as float32. A
    strip reads a few rows more than it writes, and is exact.
    """

    nodes: tuple[Node, ...]
    """The nodes in order; the last one gives the SR picture."""
    inputs: tuple[str, ...]
    """Names of the results of the LR part that they read, INPUT included."""
    margin: int
    """LR rows that a row of the result depends on beyond its own, on each side."""

    def strips(self, height: int, width: int, bytes_per_pixel: int) -> list[tuple[int, int]]:
        """Cut `height` LR rows into [start, stop) so that the features of a strip stay near STRIP_BYTES."""
        rows = max(4 * self.margin, STRIP_BYTES // (width * bytes_per_pixel), 1)
        count = ceil(height / rows)
        edges = [round(i * height / count) for i in range(count + 1)]
        return list(pairwise(edges))


def find_enlarged_part(graph: Graph) -> EnlargedPart | None:
    """Find the nodes at SR size; None if strips of them would not pay."""
    area = areas(graph)
    nodes = tuple(node for node in graph.nodes if area[node.name] > 1)
    own = {node.name for node in nodes}
    inputs = tuple(dict.fromkeys(name for node in nodes for name in node.inputs if name not in own))
    margin = ceil(_reach(nodes, area))
    return EnlargedPart(nodes, inputs, margin) if margin <= MAX_MARGIN else None


def _reach(nodes: tuple[Node, ...], area: Mapping[str, int]) -> float:
    """Count the LR rows beyond its own that the last result depends on: the longest way through the nodes."""
    reach: dict[str, float] = {}
    for node in nodes:
        rows = max(node.numbers.get("padding", 0.0), _REACH.get(node.op, 0.0))
        before = max(reach.get(name, 0.0) for name in node.inputs)
        reach[node.name] = before + rows / area[node.inputs[0]] ** 0.5
    return reach[nodes[-1].name]
