"""RDN: Residual Dense Network for Image Super-Resolution (Zhang et al., 2018).

D residual dense blocks of C layers and growth G with local fusion; a global 1x1 fusion of all blocks.
The paper's model is D = 16, C = 8, G = G0 = 64.
"""

import torch
from torch import Tensor, nn

from .bicubic import DETAIL_UNIT, Bicubic, start_at_nothing
from .blocks import PixelShuffleUpsampler


class ResidualDenseBlock(nn.Module):
    """(N, n_feats, H, W) -> same shape: dense layers, 1x1 fusion, skip (paper, fig. 3)."""

    def __init__(self, n_feats: int, growth: int, n_layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Conv2d(n_feats + i * growth, growth, 3, padding=1), nn.ReLU(inplace=True))
            for i in range(n_layers)
        )
        self.fusion = nn.Conv2d(n_feats + n_layers * growth, n_feats, 1)

    def forward(self, x: Tensor) -> Tensor:
        dense = x
        for layer in self.layers:
            dense = torch.cat([dense, layer(dense)], dim=1)
        return x + self.fusion(dense)


class RDN(nn.Module):
    """LR (N, n_channels, H, W) in [0, 1] -> SR (N, n_channels, scale*H, scale*W), not clamped."""

    def __init__(
        self,
        *,
        scale: int,
        n_blocks: int = 16,
        n_layers: int = 8,
        growth: int = 64,
        n_feats: int = 64,
        n_channels: int = 3,
        residual: bool = False,
    ) -> None:
        """`residual`: the net draws only what bicubic lacks, from nothing at first; not in the paper; as VDSR."""
        super().__init__()
        self.enlarge = Bicubic(scale) if residual else None
        self.shallow = nn.Conv2d(n_channels, n_feats, 3, padding=1)
        self.entry = nn.Conv2d(n_feats, n_feats, 3, padding=1)
        self.blocks = nn.ModuleList(ResidualDenseBlock(n_feats, growth, n_layers) for _ in range(n_blocks))
        self.fusion = nn.Sequential(
            nn.Conv2d(n_blocks * n_feats, n_feats, 1), nn.Conv2d(n_feats, n_feats, 3, padding=1)
        )
        self.tail = nn.Sequential(PixelShuffleUpsampler(n_feats, scale), nn.Conv2d(n_feats, n_channels, 3, padding=1))
        if residual:
            start_at_nothing(self.tail[-1])

    def forward(self, lr: Tensor) -> Tensor:
        shallow = self.shallow(lr)
        x, outputs = self.entry(shallow), []
        for block in self.blocks:
            x = block(x)
            outputs.append(x)
        x = self.tail(self.fusion(torch.cat(outputs, dim=1)) + shallow)  # paper, eq. 4-6
        return x if self.enlarge is None else self.enlarge(lr) + DETAIL_UNIT * x
