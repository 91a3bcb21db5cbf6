"""Start a net from another one: of the same shape, of another scale or domain, smaller, or of a kindred design.

Where the new net can hold the old one (more blocks, more features, a longer end), it draws the same picture at first:
new features read from the old ones but are not read. Source: Chen et al., 2016 (Net2Net).
"""

import re
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from ..architectures.edsr import EDSR
from ..architectures.srresnet import SRResNet
from ..errors import RecipeError

NON_COMMERCIAL = "Non-commercial"
"""First words of the licence of weights that a company may not use."""


def refuse_licence(own: str, source: str, source_licence: str) -> None:
    """Raise RecipeError if weights for every use would be made from weights with a narrower licence."""
    if source_licence.startswith(NON_COMMERCIAL) and not own.startswith(NON_COMMERCIAL):
        raise RecipeError(
            f"the licence of {source} ({source_licence[:60]}...) is narrower than the recipe's; start from another "
            "checkpoint, or name the narrower licence"
        )


def start_from(source: nn.Module, target: nn.Module, *, same_scale: bool, fresh: Sequence[str], lr: Tensor) -> int:
    """Start a new net from the weights of a trained one.

    Args:
        source: trained net.
        target: net in training, changed in place.
        same_scale: True if both enlarge by the same factor; else only tensors of equal shape are taken over.
        fresh: layers of the target, by the first part of their name, that keep their own random weights.
        lr: (N, C, h, w) crops that the target will see, on which batch norm is measured.

    Returns:
        Number of tensors of the target that came, whole or in part, from the source.
    """
    weights = dict(source.state_dict())
    if type(source) is EDSR and type(target) is SRResNet:
        return _srresnet_from_edsr(source, target, lr)
    if isinstance(source, EDSR) and isinstance(target, EDSR):
        weights = _lengthened_tail(source, target)
    own = target.state_dict()
    colours, grey = _channels(source), _channels(target)
    if colours == (3, 3) and grey == (1, 1):
        weights = _without_colours(weights, source)
    known = {_matched(name, source, target): value for name, value in weights.items()}
    taken = [name for name in own if name in known and not name.startswith(tuple(fresh))]
    fitted = {name: _fitted(known[name], own[name], grow=same_scale) for name in taken}
    silent = {name: torch.zeros_like(own[name]) for name in _new_block_ends(known, own)}
    target.load_state_dict({**own, **silent, **{k: v for k, v in fitted.items() if v is not None}}, strict=True)
    return sum(value is not None for value in fitted.values())


def _matched(name: str, source: nn.Module, target: nn.Module) -> str:
    """Return the name of the tensor in the target: the layer that ends a body keeps its place at the end."""
    bodies = getattr(source, "body", None), getattr(target, "body", None)
    found = re.match(r"body\.(\d+)\.(.*)", name)
    if not found or not all(isinstance(body, nn.Sequential) for body in bodies):
        return name
    last = len(bodies[0]) - 1  # type: ignore[arg-type]
    return f"body.{len(bodies[1]) - 1}.{found[2]}" if int(found[1]) == last else name  # type: ignore[arg-type]


def _fitted(source: Tensor, target: Tensor, *, grow: bool = True) -> Tensor | None:
    """Fit weights into a tensor that is as large or larger; None where that cannot be.

    Rows that the source lacks keep their random values; inputs that its rows do not read yet have the weight 0.
    Kernels are padded around their middle.
    """
    if source.shape == target.shape:
        return source
    if not grow or source.ndim != target.ndim or any(s > t for s, t in zip(source.shape, target.shape, strict=True)):
        return None
    fitted = target.clone()
    rows = fitted[: source.shape[0]]
    rows.zero_()
    middle = [(t - s) // 2 for s, t in zip(source.shape[2:], target.shape[2:], strict=True)]
    window = tuple(slice(m, m + s) for m, s in zip(middle, source.shape[2:], strict=True))
    rows[(slice(None), *(slice(0, n) for n in source.shape[1:2]), *window)] = source
    return fitted


def _ends(net: nn.Module) -> tuple[str, str]:
    """Return the names of the first and the last convolution."""
    names = [name for name, layer in net.named_modules() if isinstance(layer, nn.Conv2d)]
    return names[0], names[-1]


def _channels(net: nn.Module) -> tuple[int, int]:
    """Return the channels of the pictures that go in and come out."""
    first, last = (net.get_submodule(name) for name in _ends(net))
    assert isinstance(first, nn.Conv2d)
    assert isinstance(last, nn.Conv2d)
    # A sub-pixel convolution to the pixels has a row for each of the squared scale's positions.
    return first.in_channels, 3 if last.out_channels % 3 == 0 else 1


def _without_colours(weights: Mapping[str, Tensor], net: nn.Module) -> dict[str, Tensor]:
    """Turn a colour net's weights into those that draw, of a grey picture, the mean of the colours it draws."""
    first, last = _ends(net)
    weight, end = weights[f"{first}.weight"], weights[f"{last}.weight"]
    found = dict(weights) | {
        f"{first}.weight": weight.sum(1, keepdim=True),
        f"{last}.weight": end.unflatten(0, (3, -1)).mean(0),
        f"{last}.bias": weights[f"{last}.bias"].unflatten(0, (3, -1)).mean(0),
    }
    if isinstance(net, EDSR):  # EDSR subtracts the mean of each colour, and 0.5 of a grey picture
        shift = (0.5 - net.mean).flatten()
        found[f"{first}.bias"] = weights[f"{first}.bias"] + weight.sum((2, 3)) @ shift
        found[f"{last}.bias"] = found[f"{last}.bias"] - shift.mean()
    return found


def _new_block_ends(known: Mapping[str, Tensor], own: Mapping[str, Tensor]) -> list[str]:
    """List the last convolutions of residual blocks that the source lacks: at 0 a block changes nothing."""
    ends = [re.match(r"body\.\d+\.body\.2\.(weight|bias)$", name) for name in own]
    return [found[0] for found in ends if found and found[0] not in known]


def _lengthened_tail(source: EDSR, target: EDSR) -> dict[str, Tensor]:
    """Turn one sub-pixel convolution to the pixels into the paper's chain, if the target has it: the same picture.

    Each step makes as many features as the steps after it have sub-pixels; the layers that follow pass them on
    unchanged.
    """
    weights = dict(source.state_dict())
    if not isinstance(target.tail[0], nn.Sequential) or not isinstance(source.tail[0], nn.Conv2d):
        return weights
    steps = [layer for layer in target.tail[0] if isinstance(layer, nn.PixelShuffle)]
    factors = [step.upscale_factor for step in steps]
    end = target.tail[1]
    assert isinstance(end, nn.Conv2d)
    colours = end.out_channels
    for name in ("weight", "bias"):
        value = weights.pop(f"tail.0.{name}")
        if (
            len(factors) == 2
        ):  # rows (c, 2 i + k, 2 j + l) -> (c, k, l, i, j): the second step's sub-pixels are channels
            value = value.unflatten(0, (colours, 2, 2, 2, 2)).permute(0, 2, 4, 1, 3, *range(5, value.ndim + 4))
            value = value.flatten(0, 4)
        weights[f"tail.0.0.{name}"] = value
    if len(factors) == 2:
        weights["tail.0.2.weight"], weights["tail.0.2.bias"] = _identity(colours * 4)
    weights["tail.1.weight"], weights["tail.1.bias"] = _identity(colours)
    return weights


def _identity(channels: int) -> tuple[Tensor, Tensor]:
    weight = torch.zeros(channels, channels, 3, 3)
    weight[:, :, 1, 1] = torch.eye(channels)
    return weight, torch.zeros(channels)


@torch.no_grad()
def _srresnet_from_edsr(source: EDSR, target: SRResNet, lr: Tensor) -> int:
    """Make an SRResNet that draws what an EDSR of its width and depth draws.

    Batch norm gets the mean and spread that its inputs have on `lr`, and restores them; PReLU is a ReLU inside the
    blocks and passes everything outside.
    """
    own = target.state_dict()
    old = source.state_dict()
    shift = (0.5 - source.mean).flatten()
    new = {"head.0.weight": _fitted(old["head.weight"], own["head.0.weight"])}
    new["head.0.bias"] = old["head.bias"] + old["head.weight"].sum((2, 3)) @ shift
    last = len(target.body) - 2
    for i in range(last):
        new |= {f"body.{i}.body.{n}.weight": old[f"body.{i}.body.{k}.weight"] for n, k in ((0, 0), (3, 2))}
        new |= {f"body.{i}.body.{n}.bias": old[f"body.{i}.body.{k}.bias"] for n, k in ((1, 0), (4, 2))}
    new[f"body.{last}.weight"], new[f"body.{last + 1}.bias"] = old[f"body.{last}.weight"], old[f"body.{last}.bias"]
    for step in range((len(target.tail) - 1) // 3):
        new |= {f"tail.{3 * step}.{part}": old[f"tail.0.{2 * step}.{part}"] for part in ("weight", "bias")}
    end = len(target.tail) - 1
    new[f"tail.{end}.weight"] = _fitted(old["tail.1.weight"], own[f"tail.{end}.weight"])
    new[f"tail.{end}.bias"] = old["tail.1.bias"] - shift
    if any(value is None or value.shape != own[name].shape for name, value in new.items()):
        raise RecipeError("an SRResNet starts from an EDSR of its own width, depth and scale, with the paper's tail")
    target.load_state_dict({**own, **new}, strict=True)
    for name, layer in target.named_modules():
        if isinstance(layer, nn.PReLU):
            layer.weight.fill_(0.0 if name.startswith("body") else 1.0)
    _measure_batch_norms(target, lr)
    return len(new)


def _measure_batch_norms(net: nn.Module, lr: Tensor) -> None:
    """Let each batch norm, in the order of the net, change nothing: scale and shift undo its statistics."""

    def undo(layer: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        assert isinstance(layer, nn.BatchNorm2d)
        assert layer.running_mean is not None
        assert layer.running_var is not None
        x = inputs[0].float()
        layer.running_mean.copy_(x.mean((0, 2, 3)))
        layer.running_var.copy_(x.var((0, 2, 3)))
        layer.weight.copy_((layer.running_var + layer.eps).sqrt())
        layer.bias.add_(layer.running_mean)

    hooks = [m.register_forward_pre_hook(undo) for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    was_training = net.training
    net.eval()(lr)
    net.train(was_training)
    for hook in hooks:
        hook.remove()
