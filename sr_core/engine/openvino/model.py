"""A checkpoint's graph as an OpenVINO model, for one size of input."""

from collections.abc import Callable, Iterable, Mapping
from math import prod
from typing import Any

import numpy as np

from ...checkpoints.graph import INPUT, Graph, Node
from ...image.resize import cubic
from ...openvino_import import import_openvino
from ..memory import enlarged_bytes
from .tail import FOLDED, EnlargedPart, LinearTail, find_enlarged_part, find_tail


def build_model(graph: Graph, tensors: Mapping[str, np.ndarray], shape: tuple[int, int, int, int]) -> Any:
    """Build the model of a graph: a linear tail folded, or else what works at SR size in strips.

    Args:
        graph: operations of the net.
        tensors: its weights, float32; with a linear tail also what `multiply_out` gives.
        shape: (N, C, H, W) of the input.

    Returns:
        `openvino.Model` with one input and one output.
    """
    builder = _Builder(tensors, shape[1])
    shapes = {name: value.shape for name, value in tensors.items()}
    lr = builder.op.parameter(shape, np.float32, name=INPUT)
    known = {INPUT: lr.output(0)}
    tail, enlarged = find_tail(graph, shapes), find_enlarged_part(graph)
    # A window smaller than the folded convolution has no interior.
    if tail is not None and min(shape[2:]) > 4 * tail.radius:
        _run_folded(builder, graph, tail, known)
    elif tail is None and enlarged is not None:
        _run_strips(builder, graph, enlarged, known, enlarged_bytes(graph, shapes, shape[1]))
    else:
        _run_plain(builder, graph.nodes, known)
    return import_openvino().Model([known[graph.nodes[-1].name]], [lr])


def _run_plain(builder: "_Builder", nodes: Iterable[Node], known: dict[str, Any]) -> None:
    for node in nodes:
        known[node.name] = builder.run(node, [known[name] for name in node.inputs])


def _run_folded(builder: "_Builder", graph: Graph, tail: LinearTail, known: dict[str, Any]) -> None:
    first, last = (graph.nodes.index(node) for node in (tail.nodes[0], tail.nodes[-1]))
    inside = {node.name for node in tail.nodes}
    _run_plain(builder, graph.nodes[:first], known)
    known[tail.nodes[-1].name] = builder.fold(tail, known[tail.nodes[0].inputs[0]])
    _run_plain(builder, (node for node in graph.nodes[first:last] if node.name not in inside), known)
    _run_plain(builder, graph.nodes[last + 1 :], known)


def _run_strips(
    builder: "_Builder", graph: Graph, part: EnlargedPart, known: dict[str, Any], bytes_per_pixel: int
) -> None:
    height, width = known[INPUT].shape[2:]
    later = {node.name for node in part.nodes}
    _run_plain(builder, (node for node in graph.nodes if node.name not in later), known)
    last, strips = part.nodes[-1].name, []
    for start, stop in part.strips(height, width, bytes_per_pixel):
        top, bottom = max(0, start - part.margin), min(height, stop + part.margin)
        own = {name: builder.slice(known[name], 2, top, bottom) for name in part.inputs}
        _run_plain(builder, part.nodes, own)
        scale = own[last].shape[2] // (bottom - top)
        strips.append(builder.slice(own[last], 2, (start - top) * scale, (stop - top) * scale))
    known[last] = builder.op.concat(strips, 2).output(0)


class _Builder:
    """Turns nodes into operations of OpenVINO's opset; values are (N, C, H, W)."""

    def __init__(self, tensors: Mapping[str, np.ndarray], channels: int) -> None:
        self.op: Any = import_openvino().opset13
        self._tensors = tensors
        self._channels = channels
        op = self.op
        self._kinds: dict[str, Callable[[Node, list[Any]], Any]] = {
            "add": lambda node, x: op.add(x[0], x[1] if len(x) > 1 else _planes(node.values)),
            "average_pool": self._average_pool,
            "batch_norm": self._batch_norm,
            "bicubic": lambda node, x: self._bicubic(x[0], int(node.numbers["scale"])),
            "bilinear": lambda node, x: self._interpolate(x[0], int(node.numbers["scale"]), "linear"),
            "concat": lambda node, x: op.concat(x, 1),
            "conv": self._conv,
            "conv_transpose": self._conv_transpose,
            "difference_conv": self._difference_conv,
            "leaky_relu": lambda node, x: op.prelu(x[0], np.array([node.numbers["slope"]], np.float32)),
            "multiply": lambda node, x: op.multiply(x[0], _planes(node.values)),
            "nearest": lambda node, x: self._interpolate(x[0], int(node.numbers["scale"]), "nearest"),
            "pad_edge": lambda node, x: self._pad(x[0], int(node.numbers["padding"]), "edge"),
            "pixel_shuffle": lambda node, x: self._shuffle(x[0], int(node.numbers["scale"])),
            "prelu": lambda node, x: op.prelu(x[0], self._tensors[node.weights[0]]),
            "relu": lambda node, x: op.relu(x[0]),
        }

    def run(self, node: Node, inputs: list[Any]) -> Any:
        """Add a node's operation and return its output."""
        return self._kinds[node.op](node, inputs).output(0)

    def fold(self, tail: LinearTail, x: Any) -> Any:
        """Add the folded tail: one convolution inside, the tail's own layers along the four edges."""
        _, _, height, width = x.shape
        edge, whole = 2 * tail.radius, tail.scale * tail.radius
        right, bottom = width * tail.scale - whole, height * tail.scale - whole
        weight, bias = (self._tensors[name] for name in FOLDED)
        inner = self._shuffle(self._plain_conv(x, weight, bias, 0), tail.scale)

        def strip(axis: int, start: int, stop: int) -> Any:
            y = self.slice(x, axis, start, stop)
            for node in tail.nodes:
                y = self.run(node, [y])
            return y

        above = self.slice(strip(2, 0, edge), 2, 0, whole)
        below = self.slice(strip(2, height - edge, height), 2, whole, edge * tail.scale)
        sides = (
            self.slice(strip(3, 0, edge), 3, 0, whole),
            self.slice(strip(3, width - edge, width), 3, whole, edge * tail.scale),
        )
        left, right = (self.slice(side, 2, whole, bottom) for side in sides)
        return self.op.concat([above, self.op.concat([left, inner, right], 3), below], 2).output(0)

    def slice(self, x: Any, axis: int, start: int, stop: int) -> Any:
        """Take [start, stop) along an axis."""
        if (start, stop) == (0, x.shape[axis]):
            return x
        return self.op.slice(x, *(np.array([n]) for n in (start, stop, 1, axis))).output(0)

    def _plain_conv(self, x: Any, weight: np.ndarray, bias: np.ndarray | None, padding: int) -> Any:
        y = self.op.convolution(x, weight, [1, 1], [padding] * 2, [padding] * 2, [1, 1])
        return y if bias is None else self.op.add(y, _planes(bias))

    def _weights(self, node: Node) -> tuple[np.ndarray, np.ndarray | None]:
        return self._tensors[node.weights[0]], self._tensors[node.weights[1]] if len(node.weights) > 1 else None

    def _conv(self, node: Node, x: list[Any]) -> Any:
        weight, bias = self._weights(node)
        padding, groups = int(node.numbers["padding"]), int(node.numbers["groups"])
        if groups == 1:
            return self._plain_conv(x[0], weight, bias, padding)
        grouped = weight.reshape(groups, -1, *weight.shape[1:])
        y = self.op.group_convolution(x[0], grouped, [1, 1], [padding] * 2, [padding] * 2, [1, 1])
        return y if bias is None else self.op.add(y, _planes(bias))

    def _conv_transpose(self, node: Node, x: list[Any]) -> Any:
        weight, bias = self._weights(node)
        stride, padding = int(node.numbers["stride"]), int(node.numbers["padding"])
        if stride == 1:  # this is a convolution with the kernel turned
            turned = np.ascontiguousarray(weight.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1])
            return self._plain_conv(x[0], turned, bias, weight.shape[2] - 1 - padding)
        y = self.op.convolution_backprop_data(
            x[0],
            weight,
            [stride] * 2,
            pads_begin=[padding] * 2,
            pads_end=[padding] * 2,
            dilations=[1, 1],
            output_padding=[int(node.numbers["output_padding"])] * 2,
        )
        return y if bias is None else self.op.add(y, _planes(bias))

    def _difference_conv(self, node: Node, x: list[Any]) -> Any:
        weight = self._tensors[node.weights[0]].astype(np.float64)
        weight = (weight - weight.mean(axis=(1, 2, 3), keepdims=True)).astype(np.float32)
        return self._plain_conv(self._pad(x[0], int(node.numbers["padding"]), "edge"), weight, None, 0)

    def _batch_norm(self, node: Node, x: list[Any]) -> Any:
        weight, bias, mean, variance = (self._tensors[name].astype(np.float64) for name in node.weights)
        factor = weight / np.sqrt(variance + node.numbers["eps"])
        return self.op.add(self.op.multiply(x[0], _planes(factor)), _planes(bias - mean * factor))

    def _average_pool(self, node: Node, x: list[Any]) -> Any:
        side, padding = int(node.numbers["kernel"]), int(node.numbers["padding"])
        return self.op.avg_pool(x[0], [1, 1], [padding] * 2, [padding] * 2, [side] * 2, exclude_pad=False)

    def _bicubic(self, x: Any, scale: int) -> Any:
        kernel = np.tile(_bicubic_kernel(scale)[None, :, None], (self._channels, 1, 1, 1, 1))
        padded = self._pad(x, kernel.shape[-1] // 2, "symmetric")
        return self._shuffle(self.op.group_convolution(padded, kernel, [1, 1], [0, 0], [0, 0], [1, 1]), scale)

    def _interpolate(self, x: Any, scale: int, mode: str) -> Any:
        modes = {
            "linear": {"mode": "linear_onnx", "coordinate_transformation_mode": "half_pixel"},
            "nearest": {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"},
        }
        scales = np.array([scale, scale], np.float32)
        return self.op.interpolate(x, scales, shape_calculation_mode="scales", axes=np.array([2, 3]), **modes[mode])

    def _pad(self, x: Any, padding: int, mode: str) -> Any:
        ends = np.array([0, 0, padding, padding])
        return self.op.pad(x, ends, ends, mode)

    def _shuffle(self, x: Any, scale: int) -> Any:
        return self.op.depth_to_space(x, "depth_first", scale)


def _planes(values: Any) -> np.ndarray:
    """Shape one number, or one per channel, so that it can be added to (N, C, H, W)."""
    flat = np.asarray(values, np.float32)
    return flat.reshape(1, prod(flat.shape), 1, 1)


def _bicubic_kernel(scale: int) -> np.ndarray:
    """Return the cubic for each position between pixels, (scale**2, 5, 5) float32, as in architectures/bicubic.py."""
    phase = (np.arange(scale) + 0.5) / scale - 0.5
    taps = cubic(phase[:, None] - np.arange(-2, 3)).astype(np.float32)
    return (taps[:, None, :, None] * taps[None, :, None, :]).reshape(scale**2, 5, 5)
