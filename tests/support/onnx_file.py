"""ONNX files written by hand, field by field, since the package `onnx` is not needed for anything else.

Numbers of fields and types: onnx.proto of ONNX 1.16.
"""

import struct
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import nn

FLOAT, INT64 = 1, 7
Value = int | float | str | list[int] | list[float] | np.ndarray


def varint(number: int) -> bytes:
    number &= 2**64 - 1
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def field(number: int, value: int | float | bytes | str) -> bytes:
    """Write a field: an int as varint, a float in 4 bytes, else bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(name: str, value: np.ndarray) -> bytes:
    kind = FLOAT if value.dtype == np.float32 else INT64
    dims = b"".join(field(1, side) for side in value.shape)
    return dims + field(2, kind) + field(8, name) + field(9, value.tobytes())


def attribute(name: str, value: Value) -> bytes:
    start = field(1, name)
    match value:
        case float():
            return start + field(2, value) + field(20, 1)
        case int():
            return start + field(3, value) + field(20, 2)
        case str():
            return start + field(4, value) + field(20, 3)
        case np.ndarray():
            return start + field(5, tensor("", value)) + field(20, 4)
    if all(isinstance(each, int) for each in value):
        return start + b"".join(field(8, each) for each in value) + field(20, 7)
    return start + b"".join(field(7, float(each)) for each in value) + field(20, 6)


def node(op: str, inputs: Sequence[str], output: str, *, domain: str = "", **attributes: Value) -> bytes:
    names = b"".join(field(1, name) for name in inputs) + field(2, output)
    found = b"".join(field(5, attribute(name, value)) for name, value in attributes.items())
    return names + field(3, f"node of {output}") + field(4, op) + found + (field(7, domain) if domain else b"")


def value_info(name: str, shape: Sequence[int | str], kind: int = FLOAT) -> bytes:
    dims = b"".join(field(1, field(1 if isinstance(side, int) else 2, side)) for side in shape)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def graph(
    nodes: Sequence[bytes],
    weights: Mapping[str, np.ndarray],
    *,
    shape: Sequence[int | str] = (1, 3, "height", "width"),
    out: str = "y",
) -> bytes:
    parts = [field(1, each) for each in nodes] + [field(2, "main")]
    parts += [field(5, tensor(name, value)) for name, value in weights.items()]
    return b"".join([*parts, field(11, value_info("x", shape)), field(12, value_info(out, (1, shape[1], "a", "b")))])


def model(body: bytes, *, opset: int = 17, ir: int = 8, domain: str = "") -> bytes:
    return field(1, ir) + field(2, "tests") + field(7, body) + field(8, field(1, domain) + field(2, opset))


def onnx(nodes: Sequence[bytes], weights: Mapping[str, np.ndarray] | None = None, **options) -> bytes:
    """Write a model with the input "x" and the output "y"."""
    opset = options.pop("opset", 17)
    return model(graph(nodes, weights or {}, **options), opset=opset)


def from_torch(net: nn.Sequential, **options) -> bytes:
    """Write a chain of convolutions, ReLU, bicubic `nn.Upsample` and pixel shuffles."""
    nodes, weights, last = [], {}, "x"
    for n, layer in enumerate(net):
        name = "y" if n == len(net) - 1 else f"v{n}"
        match layer:
            case nn.Conv2d():
                weights |= {f"w{n}": layer.weight.detach().numpy(), f"b{n}": layer.bias.detach().numpy()}
                pads = [layer.padding[0]] * 4
                nodes.append(node("Conv", [last, f"w{n}", f"b{n}"], name, pads=pads, group=layer.groups))
            case nn.ReLU():
                nodes.append(node("Relu", [last], name))
            case nn.PixelShuffle():
                nodes.append(node("DepthToSpace", [last], name, blocksize=layer.upscale_factor, mode="CRD"))
            case nn.Upsample():
                factor = float(layer.scale_factor)
                weights[f"s{n}"] = np.array([1, 1, factor, factor], np.float32)
                options_of = {"mode": "cubic", "cubic_coeff_a": -0.75, "coordinate_transformation_mode": "half_pixel"}
                nodes.append(node("Resize", [last, "", f"s{n}"], name, **options_of))
        last = name
    return onnx(nodes, weights, **options)


def small_net(scale: int = 2, channels: int = 3, seed: int = 0) -> nn.Sequential:
    """Return a net of random weights whose values are about 0.5."""
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Conv2d(channels, 8, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(8, channels * scale**2, 3, padding=1),
        nn.PixelShuffle(scale),
    )
    net.requires_grad_(False)
    net[2].bias += 0.5
    return net.eval()
