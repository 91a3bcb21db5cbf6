"""The part of a net that works at SR size: run in strips of rows, so that its features need not all be kept.

64 features of a picture four times as large take 64 times the memory of the picture's own values as float32. A strip
reads a few rows more than it writes, and is exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from ...checkpoints.graph import Graph, Node, areas

MAX_MARGIN = 3
"""Largest margin in LR rows with which strips save more than they cost: nets that enlarge first work at SR size from
end to end."""

STRIP_BYTES = 32_000_000
"""Approximate bytes of the features of a strip that are alive at once."""

_REACH = {"bicubic": 2.0, "bilinear": 1.0, "conv_transpose": 1.0}
"""Rows of its input that an operation without a padding reads on each side."""


@dataclass(frozen=True, slots=True)
class EnlargedPart:
    """The nodes after the enlargement."""

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
