"""EDSR: Enhanced Deep Residual Networks for Single Image Super-Resolution (Lim et al., 2017).

Residual blocks without batch norm, sub-pixel upsampling. As in the paper, but values stay in [0, 1].
Baseline (16 blocks, 64 features): 1,369,859 parameters at scale 2, 1,554,499 at 3, 1,517,571 at 4. The large one (32
blocks, 256 features, res_scale 0.1): 40,729,603, 43,680,003 and 43,089,923.
"""

import torch
from torch import Tensor, nn

from .bicubic import Bicubic
from .blocks import PixelShuffleUpsampler, ResBlock


class EDSR(nn.Module):
    """LR (N, n_channels, H, W) in [0, 1] -> SR (N, n_channels, scale*H, scale*W), not clamped."""

    mean: Tensor

    def __init__(
        self,
        *,
        scale: int,
        n_resblocks: int = 16,
        n_feats: int = 64,
        res_scale: float = 1.0,
        direct: bool = False,
        n_channels: int = 3,
        residual: bool = False,
    ) -> None:
        """`direct`: one sub-pixel convolution straight to the pixels, as ESPCN: cheap, for small nets. `residual`: the
        net draws only what bicubic lacks, as VDSR."""
        super().__init__()
        # Mean colour of DIV2K, as the paper subtracts it; the middle of the range for one channel.
        mean = (0.4488, 0.4371, 0.4040) if n_channels == 3 else (0.5,)
        self.register_buffer("mean", torch.tensor(mean).view(1, -1, 1, 1), persistent=False)
        self.enlarge = Bicubic(scale) if residual else None
        self.head = nn.Conv2d(n_channels, n_feats, 3, padding=1)
        self.body = nn.Sequential(
            *(ResBlock(n_feats, res_scale) for _ in range(n_resblocks)),
            nn.Conv2d(n_feats, n_feats, 3, padding=1),
        )
        self.tail = (
            nn.Sequential(nn.Conv2d(n_feats, n_channels * scale**2, 3, padding=1), nn.PixelShuffle(scale))
            if direct
            else nn.Sequential(PixelShuffleUpsampler(n_feats, scale), nn.Conv2d(n_feats, n_channels, 3, padding=1))
        )

    def forward(self, lr: Tensor) -> Tensor:
        x = self.head(lr - self.mean)  # (N, F, H, W)
        x = x + self.body(x)  # long skip, paper fig. 3
        return self.tail(x) + (self.mean if self.enlarge is None else self.enlarge(lr))  # (N, C, sH, sW)
