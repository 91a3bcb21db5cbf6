"""VDSR: Accurate Image Super-Resolution Using Very Deep Convolutional Networks (Kim et al., 2016).

20 convolutions of 64 features that learn what bicubic lacks, on the luma: 664,704 weights without biases.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from .bicubic import Bicubic


class VDSR(nn.Module):
    """LR (N, 1, H, W) in [0, 1] -> SR (N, 1, scale*H, scale*W), not clamped. The enlargement is part of the net."""

    def __init__(self, *, scale: int, n_layers: int = 20, n_feats: int = 64) -> None:
        super().__init__()
        self.enlarge = Bicubic(scale)
        channels = [1, *[n_feats] * (n_layers - 1), 1]
        self.layers = nn.ModuleList(
            nn.Conv2d(channels[i], channels[i + 1], 3, padding=1, bias=False) for i in range(n_layers)
        )
        for layer in self.layers:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")  # type: ignore[arg-type]

    def forward(self, lr: Tensor) -> Tensor:
        enlarged = self.enlarge(lr)
        x = enlarged
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return enlarged + self.layers[-1](x)  # paper, fig. 1
