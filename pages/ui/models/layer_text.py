"""Words for the layers of a drawing."""

import sr_core as sr

FOLLOWING = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "prelu": "PReLU",
    "batch_norm": "batch norm",
    "add": "mean colour added",
    "pad_edge": "edge pixels repeated",
}
"""Operation that follows a layer -> its name for people."""


def layer_name(layer: sr.Layer) -> str:
    """Name a layer: "3×3 convolution"."""
    kernel = f"{layer.kernel}×{layer.kernel}"
    match layer.kind:
        case "convolution":
            return f"{kernel} {'depthwise ' if layer.groups > 1 else ''}convolution"
        case "difference":
            return f"{kernel} convolution, zero sum"
        case "dense":
            return f"{kernel} dense convolution"
        case "transposed":
            return f"{kernel} transposed convolution{f', {layer.scale}×' if layer.scale > 1 else ''}"
        case "shuffle":
            return f"Sub-pixel step, {layer.scale}×"
        case "enlarge":
            return f"{layer.method.capitalize()} enlargement, {layer.scale}×"
        case "pool":
            return f"{kernel} mean"
        case "multiply":
            return f"× {layer.method}"
        case "add":
            return f"+ {layer.method} enlargement of the input" if layer.method else "+"
        case "join":
            return f"{len(layer.skips) + 1} results side by side"
    return f"{len(layer.branches)} branches side by side"


def layer_more(layer: sr.Layer) -> str:
    """Say how many channels a layer takes and gives, and what follows it: "64 → 64 · ReLU"."""
    first, last = layer.inputs
    channels = ""
    if layer.own_convolutions or layer.kind in ("shuffle", "join"):
        taken = f"{first} … {last}" if first != last else str(first)
        channels = f"{layer.outputs} channels" if layer.kind == "join" else f"{taken} → {layer.outputs}"
    return " · ".join(filter(None, [channels, *(_following(name) for name in layer.after)]))


def _following(name: str) -> str:
    factor = name.removeprefix("multiply ")
    return f"× {factor}" if factor != name else FOLLOWING.get(name, name.replace("_", " "))


def drawing_text(drawing: sr.Drawing) -> str:
    """Describe a drawing in one sentence, for those who do not see it."""
    return f"Input; {_parts(drawing.parts)}; result."


def _parts(parts: tuple[sr.Layer | sr.Repeat, ...]) -> str:
    return "; ".join(
        f"{part.times} times ({_parts(part.parts)})" if isinstance(part, sr.Repeat) else _layer(part) for part in parts
    )


def _layer(layer: sr.Layer) -> str:
    name = "sum with an earlier result" if layer_name(layer) == "+" else layer_name(layer)
    inside = " | ".join(", ".join(_layer(inner) for inner in branch) for branch in layer.branches)
    return ", ".join(filter(None, [name, f"[{inside}]" if inside else "", layer_more(layer)]))
