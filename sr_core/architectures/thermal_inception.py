"""Thermal Inception: Inception modules and sub-pixel convolution for temperatures, one channel.

After the design used for thermal breast screening (Inception modules + sub-pixel convolution, 36 layers, 6.1 M
parameters; Szegedy et al., "Going deeper with convolutions", 2015; Shi et al., ESPCN, 2016). Ours adds what makes its
numbers trustworthy: net(a * T + b) = a * net(T) + b for every a > 0 and b. The first layer sees differences only (its
kernels sum to zero), and nothing has a bias (Mohan et al., "Robust and interpretable blind image denoising via
bias-free convolutional neural networks", 2020). So the answer does not depend on the camera's range, on degC or kelvin,
or on what else is in the picture.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .bicubic import Bicubic
from .blocks import full_precision


class DifferenceConv(nn.Conv2d):
    """3x3 convolution whose kernels sum to zero: it sees how pixels differ, not how warm they are.

    Computed in float32 under autocast, too: bfloat16 would round temperatures to the size of the differences.
    """

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__(n_in, n_out, 3, padding=1, padding_mode="replicate", bias=False)

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight - self.weight.mean(dim=(1, 2, 3), keepdim=True)
        with full_precision(x):
            return self._conv_forward(x.float(), weight.float(), None)


class InceptionModule(nn.Module):
    """(N, n_feats, H, W) -> same shape: 1x1, 3x3, 5x5 and pooled branches side by side, joined by 1x1, a skip around.

    Three layers deep. Source: Szegedy et al. 2015, fig. 2b, with the skip of Inception-ResNet (Szegedy et al. 2017).
    """

    def __init__(self, n_feats: int) -> None:
        super().__init__()
        half, third, quarter, sixth = n_feats // 2, n_feats // 3, n_feats // 4, n_feats // 6
        self.one = nn.Conv2d(n_feats, quarter, 1, bias=False)
        self.three = nn.Sequential(
            nn.Conv2d(n_feats, half, 1, bias=False), nn.ReLU(), nn.Conv2d(half, 2 * third, 3, padding=1, bias=False)
        )
        self.five = nn.Sequential(
            nn.Conv2d(n_feats, third, 1, bias=False), nn.ReLU(), nn.Conv2d(third, half, 5, padding=2, bias=False)
        )
        self.pool = nn.Sequential(nn.AvgPool2d(3, stride=1, padding=1), nn.Conv2d(n_feats, sixth, 1, bias=False))
        self.join = nn.Conv2d(quarter + 2 * third + half + sixth, n_feats, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        branches = torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], dim=1)
        return x + self.join(F.relu(branches))


class ThermalInception(nn.Module):
    """LR (N, 1, H, W) in any unit and range -> SR (N, 1, scale*H, scale*W) in the same, not clamped.

    36 layers: the first, 3 in each of 11 modules, one after them, and the sub-pixel convolution.
    """

    def __init__(self, *, scale: int, n_modules: int = 11, n_feats: int = 234) -> None:
        super().__init__()
        if n_feats < 6:
            raise ValueError(f"n_feats must be at least 6, got {n_feats!r}")
        self.enlarge = Bicubic(scale)
        self.head = DifferenceConv(1, n_feats)
        self.body = nn.Sequential(
            *(InceptionModule(n_feats) for _ in range(n_modules)), nn.Conv2d(n_feats, n_feats, 1, bias=False)
        )
        self.tail = nn.Conv2d(n_feats, scale**2, 3, padding=1, bias=False)

    def forward(self, lr: Tensor) -> Tensor:
        x = self.head(lr)  # (N, F, H, W)
        x = x + self.body(x)
        detail = F.pixel_shuffle(self.tail(x).float(), self.enlarge.scale)
        return self.enlarge(lr) + detail  # (N, 1, sH, sW)
