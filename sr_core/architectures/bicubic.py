"""Bicubic enlargement as a layer, for nets that work on the enlarged picture (SRCNN, VDSR).

Equal to MATLAB's imresize with an integer factor: Keys' cubic with a = -0.5, edges mirrored ("symmetric").
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .blocks import full_precision

DETAIL_UNIT = 1 / 32
"""Unit of a net that adds to bicubic: about the largest errors of bicubic on a smooth picture.

In units of the whole range a step of Adam moves the picture by more than bicubic's whole error.
"""


def start_at_nothing(layer: nn.Module) -> None:
    """Set the weights of a net's last layer to 0, so that an untrained net gives bicubic."""
    last = [m for m in layer.modules() if isinstance(m, nn.Conv2d)][-1]
    nn.init.zeros_(last.weight)
    if last.bias is not None:
        nn.init.zeros_(last.bias)


def _cubic(x: Tensor) -> Tensor:
    x = x.abs()
    near = (1.5 * x - 2.5) * x * x + 1.0
    far = ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return torch.where(x <= 1, near, torch.where(x < 2, far, torch.zeros_like(x)))


class Bicubic(nn.Module):
    """(N, C, H, W) -> (N, C, scale*H, scale*W) float32, H and W at least 3; no parameters.

    In float32 under autocast, too: a net cannot learn what bicubic lacks from a bicubic rounded to bfloat16's 8 bits.
    """

    taps: Tensor

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale
        # Output phase p lies at (p + 0.5) / scale - 0.5 input pixels; five taps -2..2 cover the kernel of every phase.
        phase = (torch.arange(scale, dtype=torch.float64) + 0.5) / scale - 0.5
        taps = _cubic(phase[:, None] - torch.arange(-2, 3, dtype=torch.float64))
        self.register_buffer("taps", taps.float(), persistent=False)  # (scale, 5)

    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        x = x.reshape(n * c, 1, h, w)
        x = torch.cat([x[..., :2].flip(-1), x, x[..., -2:].flip(-1)], dim=-1)
        x = torch.cat([x[..., :2, :].flip(-2), x, x[..., -2:, :].flip(-2)], dim=-2)
        kernel = self.taps[:, None, :, None] * self.taps[None, :, None, :]  # (scale, scale, 5, 5)
        with full_precision(x):
            x = F.conv2d(x.float(), kernel.reshape(self.scale**2, 1, 5, 5))
        return F.pixel_shuffle(x, self.scale).reshape(n, c, h * self.scale, w * self.scale)
