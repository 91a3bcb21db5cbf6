"""Losses that need no second network: pixel losses and regularisers of the picture. Each returns a scalar tensor."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

_EPSILON = 1e-3


def charbonnier(sr: Tensor, hr: Tensor) -> Tensor:
    """Return the mean of sqrt(d^2 + 0.001^2) - 0.001: L1 rounded at 0 (Lai et al., 2017, LapSRN, eq. 2)."""
    return (torch.sqrt((sr - hr).square() + _EPSILON**2) - _EPSILON).mean()


def smoothness(sr: Tensor, hr: Tensor) -> Tensor:
    """Return the mean squared difference of neighbours, horizontally plus vertically; HR is not used.

    Its weight is the lambda of the regularised DCNN: loss = MSE + lambda * smoothness.
    """
    del hr
    return sr.diff(dim=-1).square().mean() + sr.diff(dim=-2).square().mean()


def total_variation(sr: Tensor, hr: Tensor) -> Tensor:
    """Return the mean absolute difference of neighbours (anisotropic TV; Rudin et al., 1992); HR is not used."""
    del hr
    return sr.diff(dim=-1).abs().mean() + sr.diff(dim=-2).abs().mean()


def raster(sr: Tensor, hr: Tensor, scale: int) -> Tensor:
    """Return how far positions of the sub-pixel raster differ in their mean error: large for a checkerboard.

    The error SR - HR is averaged per position (row and column modulo `scale`) over blocks of 6 x 6 LR pixels; returned
    is the mean absolute deviation of the positions from their common mean. This loss is our own, against patterns that
    sub-pixel convolutions draw first under feature losses (Odena et al., 2016: deconvolution and checkerboard
    artifacts).
    """
    positions = F.pixel_unshuffle(sr - hr, scale)  # (N, C * scale^2, h, w)
    means = F.avg_pool2d(positions, min(6, *positions.shape[-2:]))
    means = means.unflatten(1, (-1, scale**2))
    return (means - means.mean(dim=2, keepdim=True)).abs().mean()


def consistency_loss(sr: Tensor, hr: Tensor, scale: int) -> Tensor:
    """Return L1 between SR and HR averaged over squares of `scale` x `scale`, which LR determines."""
    return F.l1_loss(F.avg_pool2d(sr, scale), F.avg_pool2d(hr, scale))


IMAGE_LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "l1": F.l1_loss,
    "mse": F.mse_loss,
    "charbonnier": charbonnier,
    "smoothness": smoothness,
    "tv": total_variation,
}
"""Name in a recipe's [loss] -> function of (SR, HR), both (N, C, H, W) in [0, 1]."""

SCALE_LOSSES: dict[str, Callable[[Tensor, Tensor, int], Tensor]] = {
    "raster": raster,
    "consistency": consistency_loss,
}
"""Name in a recipe's [loss] -> function of (SR, HR, scale)."""
