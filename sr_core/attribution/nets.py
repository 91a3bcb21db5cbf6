"""The nets of a method, one behind the other, as a single net that gradients run through."""

from torch import Tensor, nn

from ..architectures.bicubic import Bicubic
from ..checkpoints.net import load_net
from ..engine.path import path_cards


class _Path(nn.Module):
    """Nets in order; between them values are clipped to the range, as in a picture, but not rounded."""

    def __init__(self, nets: list[nn.Module]) -> None:
        super().__init__()
        self.nets = nn.ModuleList(nets)

    def forward(self, lr: Tensor) -> Tensor:
        x = lr
        for number, net in enumerate(self.nets):
            x = net(x.clamp(0.0, 1.0) if number else x)
        return x


def open_nets(method: str, scale: int) -> nn.Module:
    """Load what a method runs: (N, C, H, W) in [0, 1] -> (N, C, scale * H, scale * W), not clamped.

    Args:
        method: a checkpoint id, a path of them, or "bicubic".
        scale: enlargement per side, which "bicubic" needs.

    Raises:
        CheckpointError: if the weights cannot be used.
    """
    cards = path_cards(method)
    if not cards:
        return Bicubic(scale)
    nets = [load_net(card) for card in cards]
    return nets[0] if len(nets) == 1 else _Path(nets)
