"""Cost of a net: its parameters and multiply-accumulates, counted."""

import torch
from torch import Tensor, nn


def count_parameters(net: nn.Module) -> int:
    """Count the trained parameters."""
    return sum(p.numel() for p in net.parameters())


def count_multiplications(net: nn.Module, channels: int) -> int:
    """Count the multiply-accumulates of all convolutions per LR pixel, by running the net on 32 x 32 pixels."""
    side, total = 32, 0

    def count(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        assert isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
        # weight[0] is what one output value needs; of a transposed convolution, what one input value is spread over.
        values = inputs[0] if isinstance(layer, nn.ConvTranspose2d) else output
        total += layer.weight[0].numel() * values.numel()

    hooks = [m.register_forward_hook(count) for m in net.modules() if isinstance(m, nn.Conv2d | nn.ConvTranspose2d)]
    with torch.inference_mode():
        net(torch.zeros(1, channels, side, side))
    for hook in hooks:
        hook.remove()
    return round(total / side**2)
