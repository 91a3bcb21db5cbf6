"""Fold the linear end of a net into one convolution: fewer multiplications, the same picture.

EDSR and RDN end in convolutions and pixel shuffles with no activation between them. Together they are one linear map
from the features around an LR pixel to its scale x scale SR pixels, that is one convolution and one pixel shuffle: at
x4, 77 thousand multiplications to an LR pixel instead of 765 thousand. Only where zeros are padded, at the picture's
edge, the product differs: along `radius` LR pixels, which the engine computes layer by layer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, prod

import numpy as np

from ...checkpoints.graph import Graph, Node

WEIGHT, BIAS = "folded.weight", "folded.bias"
"""Names of the weights that a folded tail has beside those of the net."""


@dataclass(frozen=True, slots=True)
class LinearTail:
    """A chain of nodes that one convolution can stand for."""

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
        WEIGHT (C * scale**2, n_feats, 2 * radius + 1, 2 * radius + 1) and BIAS (C * scale**2,) of the convolution that,
        with a pixel shuffle by `scale` after it, stands for the chain; float32, computed in float64.
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
    return {WEIGHT: asked.astype(np.float32), BIAS: bias.astype(np.float32)}


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
