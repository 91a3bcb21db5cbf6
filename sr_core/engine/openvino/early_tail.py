"""Draw the last layer of a net before its pixel shuffle instead of after it: the same sums, with fuller vectors.

SRResNet ends in a 9 x 9 convolution from 64 features to 3 colours at SR size. A processor computes 8 or 16 output
channels at once, of which 3 are then used. The same values are a 5 x 5 convolution, before the last pixel shuffle, from
256 features to the 12 colours of 2 x 2 SR pixels: 1.2 times the multiplications in a quarter of the vectors, and no
features at SR size. Activations between them work on each value alone and move with it. Zeros padded at the edge stay
zeros, so that nothing changes there either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

import numpy as np

from ...checkpoints.graph import Graph, Node

WEIGHT, BIAS = "coarse.weight", "coarse.bias"
"""Names of the convolution's weights, beside the net's own."""

NARROW = 4
"""Largest number of output channels that leaves most of a vector empty."""

WORTH = 2.0
"""Largest ratio of multiplications after and before at which fuller vectors still save time."""

_POINTWISE = frozenset({"leaky_relu", "prelu", "relu"})


@dataclass(frozen=True, slots=True)
class CoarseEnd:
    """A pixel shuffle, activations and a convolution that change places."""

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
        added: dict[str, tuple[int, ...]] = {WEIGHT: (outputs * area, inputs * area, side, side)}
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
        found: dict[str, np.ndarray] = {WEIGHT: coarse.reshape(outputs * area, inputs * area, side, side)}
        if len(self.conv.weights) > 1:
            found[BIAS] = tensors[self.conv.weights[1]].repeat(area)
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
        weights=(WEIGHT, BIAS)[: len(conv.weights)],
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
