"""Write down what a PyTorch net computes as a graph."""

from typing import Any

from torch import fx, nn

from ..architectures.bicubic import Bicubic
from ..architectures.thermal_inception import DifferenceConv
from ..errors import CheckpointError
from .graph import INPUT, Graph, Node


class _Tracer(fx.Tracer):
    def is_leaf_module(self, module: nn.Module, name: str) -> bool:
        return isinstance(module, Bicubic | DifferenceConv) or super().is_leaf_module(module, name)


def trace_graph(net: nn.Module) -> Graph:
    """Follow a net from its input to its output.

    Raises:
        CheckpointError: for an operation that a graph cannot hold.
    """
    modules, nodes = dict(net.named_modules()), []
    known: dict[Any, Any] = {}
    for step in _Tracer().trace(net).nodes:
        if step.op == "placeholder":
            known[step.name] = INPUT
        elif step.op == "get_attr":
            known[step.name] = tuple(net.get_buffer(str(step.target)).flatten().tolist())
        elif step.op == "call_method" and step.target == "float":
            known[step.name] = known[step.args[0].name]  # weights and values are float32 already
        elif step.op != "output":
            module = modules.get(str(step.target)) if step.op == "call_module" else None
            nodes.append(_layer(step, module, known) if module is not None else _function(step, known))
            known[step.name] = step.name
    return Graph(tuple(nodes))


def _layer(step: fx.Node, module: nn.Module, known: dict[Any, Any]) -> Node:
    inputs = (known[step.args[0].name],)  # type: ignore[union-attr]
    found = _describe(module)
    if found is None:
        raise CheckpointError(f"a graph cannot hold {type(module).__name__} ({step.target})")
    op, numbers = found
    own = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    order = ("weight", "bias", "running_mean", "running_var")
    weights = tuple(f"{step.target}.{name}" for name in order if own.get(name) is not None)
    return Node(op, step.name, inputs, weights, numbers=numbers)


def _describe(layer: nn.Module) -> tuple[str, dict[str, Any]] | None:
    """Return operation and numbers of a layer; None if there is no such operation."""
    module: Any = layer
    match module:
        case DifferenceConv():
            return "difference_conv", {"padding": module.padding[0]}
        case nn.Conv2d() if module.padding_mode == "zeros" and module.stride == module.dilation == (1, 1):
            return "conv", {"padding": module.padding[0], "groups": module.groups}
        case nn.ConvTranspose2d() if module.groups == 1 and module.dilation == (1, 1):
            extra = {"output_padding": module.output_padding[0]}
            return "conv_transpose", {"padding": module.padding[0], "stride": module.stride[0]} | extra
        case nn.BatchNorm2d():
            return "batch_norm", {"eps": module.eps}
        case nn.PReLU():
            return "prelu", {}
        case nn.ReLU():
            return "relu", {}
        case nn.PixelShuffle():
            return "pixel_shuffle", {"scale": module.upscale_factor}
        case nn.AvgPool2d() if module.stride == 1 and module.count_include_pad:
            return "average_pool", {"kernel": module.kernel_size, "padding": module.padding}
        case Bicubic():
            return "bicubic", {"scale": module.scale}
    return None


def _function(step: fx.Node, known: dict[Any, Any]) -> Node:
    """Describe the call of a function, whose tensors and numbers stand in any order."""
    kind = getattr(step.target, "__name__", str(step.target))
    if kind == "cat":
        return Node("concat", step.name, tuple(known[part.name] for part in step.args[0]))  # type: ignore[union-attr]
    given: list[Any] = [known[a.name] if isinstance(a, fx.Node) else a for a in step.args]
    inputs = tuple(value for value in given if isinstance(value, str))
    constants: list[Any] = [value for value in given if not isinstance(value, str)]
    options: dict[str, Any] = dict(step.kwargs)
    match kind, constants:
        case "relu", []:
            return Node("relu", step.name, inputs)
        case "leaky_relu", []:
            return Node("leaky_relu", step.name, inputs, numbers={"slope": options["negative_slope"]})
        case "add", []:
            return Node("add", step.name, inputs)
        case "add" | "mul", [constant]:
            return Node({"mul": "multiply"}.get(kind, kind), step.name, inputs, values=_tuple(constant))
        case "sub", [constant] if isinstance(given[0], str):
            return Node("add", step.name, inputs, values=tuple(-value for value in _tuple(constant)))
        case "pixel_shuffle", [scale]:
            return Node("pixel_shuffle", step.name, inputs, numbers={"scale": scale})
        case "pad", [(left, right, top, bottom)] if left == right == top == bottom and options["mode"] == "replicate":
            return Node("pad_edge", step.name, inputs, numbers={"padding": left})
        case "interpolate", [] if options["mode"] in ("nearest", "bilinear") and not options.get("align_corners"):
            return Node(options["mode"], step.name, inputs, numbers={"scale": int(options["scale_factor"])})
    raise CheckpointError(f"a graph cannot hold {kind}({', '.join(map(str, constants))}) with {options}")


def _tuple(value: float | tuple[float, ...]) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (float(value),)
