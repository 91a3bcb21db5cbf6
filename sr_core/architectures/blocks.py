"""Parts that several nets share."""

from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn


def full_precision(x: Tensor) -> AbstractContextManager[object]:
    """Return a context in which autocast is off on the device of `x`, also on one that knows no autocast ("meta")."""
    kind = x.device.type
    return torch.autocast(kind, enabled=False) if torch.amp.is_autocast_available(kind) else nullcontext()


class ResBlock(nn.Module):
    """Two 3x3 convolutions with a ReLU between and a skip around, without batch norm.

    (N, n_feats, H, W) -> same shape. Source: Lim et al. 2017 (EDSR), fig. 2c; `res_scale` is their residual scaling.
    """

    def __init__(self, n_feats: int, res_scale: float = 1.0) -> None:
        super().__init__()
        self.res_scale = res_scale
        self.body = nn.Sequential(
            nn.Conv2d(n_feats, n_feats, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(n_feats, n_feats, 3, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        residual = self.body(x)
        if self.res_scale != 1.0:
            residual = residual * self.res_scale
        return x + residual


class PixelShuffleUpsampler(nn.Sequential):
    """(N, n_feats, H, W) -> (N, n_feats, scale*H, scale*W) by sub-pixel convolution.

    x2 steps for scale 2, 4 and 8, one x3 step for scale 3. Source: Shi et al. 2016 (ESPCN).
    """

    def __init__(self, n_feats: int, scale: int) -> None:
        if scale not in (2, 3, 4, 8):
            raise ValueError(f"scale must be 2, 3, 4 or 8, got {scale!r}")
        factors = [3] if scale == 3 else [2] * (scale.bit_length() - 1)
        layers: list[nn.Module] = []
        for factor in factors:
            layers += [nn.Conv2d(n_feats, n_feats * factor**2, 3, padding=1), nn.PixelShuffle(factor)]
        super().__init__(*layers)
