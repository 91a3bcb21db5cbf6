"""SRDenseNet: Image Super-Resolution Using Dense Skip Connections (Tong et al., 2017), the variant "All".

Eight dense blocks of eight layers, growth 16; the features of all blocks meet in a 1x1 bottleneck; two transposed
convolutions enlarge. It works on the luma of LR.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .bicubic import DETAIL_UNIT, Bicubic, start_at_nothing


class DenseBlock(nn.Module):
    """(N, C, H, W) -> (N, n_layers * growth, H, W): each layer sees the block's input or all layers before it."""

    def __init__(self, in_channels: int, n_layers: int, growth: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Conv2d(in_channels if i == 0 else i * growth, growth, 3, padding=1) for i in range(n_layers)
        )

    def forward(self, x: Tensor) -> Tensor:
        dense = F.relu(self.layers[0](x))
        for layer in self.layers[1:]:
            dense = torch.cat([dense, F.relu(layer(dense))], dim=1)  # (N, (i + 1) * growth, H, W)
        return dense


class SRDenseNet(nn.Module):
    """LR (N, 1, H, W) in [0, 1] -> SR (N, 1, scale*H, scale*W), not clamped; scale 2, 4 or 8."""

    def __init__(
        self,
        *,
        scale: int,
        n_blocks: int = 8,
        n_layers: int = 8,
        growth: int = 16,
        n_bottleneck: int = 256,
        residual: bool = False,
    ) -> None:
        """`residual`: the net draws only what bicubic lacks, from nothing at first; not in the paper; as VDSR."""
        super().__init__()
        if scale not in (2, 4, 8):
            raise ValueError(f"scale must be 2, 4 or 8, got {scale!r}")
        width = n_layers * growth
        self.bicubic = Bicubic(scale) if residual else None
        self.low = nn.Conv2d(1, width, 3, padding=1)
        self.blocks = nn.ModuleList(DenseBlock(width, n_layers, growth) for _ in range(n_blocks))
        self.bottleneck = nn.Conv2d(width * (n_blocks + 1), n_bottleneck, 1)
        self.enlarge = nn.ModuleList(
            nn.ConvTranspose2d(n_bottleneck, n_bottleneck, 3, stride=2, padding=1, output_padding=1)
            for _ in range(scale.bit_length() - 1)
        )
        self.reconstruct = nn.Conv2d(n_bottleneck, 1, 3, padding=1)
        if residual:
            start_at_nothing(self.reconstruct)

    def forward(self, lr: Tensor) -> Tensor:
        x = F.relu(self.low(lr))
        features = [x]
        for block in self.blocks:
            x = block(x)
            features.append(x)
        x = F.relu(self.bottleneck(torch.cat(features, dim=1)))  # paper, fig. 2c
        for layer in self.enlarge:
            x = F.relu(layer(x))
        x = self.reconstruct(x)
        return x if self.bicubic is None else self.bicubic(lr) + DETAIL_UNIT * x
