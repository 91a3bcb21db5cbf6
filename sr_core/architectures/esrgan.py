"""ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks (Wang et al., 2018).

Residual-in-residual dense blocks (RRDB), residual scaling 0.2, no batch norm, nearest-neighbour enlargement with
convolutions; the paper's 23 blocks have 16,697,987 parameters at scale 4.
The discriminator is judged relatively: "is this more real than the average fake" (Jolicoeur-Martineau, 2018).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_RESIDUAL = 0.2


class ResidualDenseBlock(nn.Module):
    """Five densely connected convolutions, scaled and added to the input: (N, n_feats, H, W) -> same shape."""

    def __init__(self, n_feats: int, growth: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv2d(n_feats + i * growth, growth, 3, padding=1) for i in range(4))
        self.fuse = nn.Conv2d(n_feats + 4 * growth, n_feats, 3, padding=1)
        for layer in (*self.layers, self.fuse):  # paper, sec. 3.1: smaller initial weights train deeper nets
            nn.init.kaiming_normal_(layer.weight)  # type: ignore[arg-type]
            layer.weight.data.mul_(0.1)
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        dense = x
        for layer in self.layers:
            dense = torch.cat([dense, F.leaky_relu(layer(dense), 0.2)], dim=1)
        return x + _RESIDUAL * self.fuse(dense)


class RRDB(nn.Module):
    """Three residual dense blocks, scaled and added to the input (paper, fig. 4)."""

    def __init__(self, n_feats: int, growth: int) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*(ResidualDenseBlock(n_feats, growth) for _ in range(3)))

    def forward(self, x: Tensor) -> Tensor:
        return x + _RESIDUAL * self.blocks(x)


class ESRGAN(nn.Module):
    """LR (N, 3, H, W) in [0, 1] -> SR (N, 3, scale*H, scale*W), not clamped; scale 2, 4 or 8."""

    def __init__(self, *, scale: int, n_blocks: int = 23, n_feats: int = 64, growth: int = 32) -> None:
        super().__init__()
        if scale not in (2, 4, 8):
            raise ValueError(f"scale must be 2, 4 or 8, got {scale!r}")
        self.head = nn.Conv2d(3, n_feats, 3, padding=1)
        self.body = nn.Sequential(
            *(RRDB(n_feats, growth) for _ in range(n_blocks)), nn.Conv2d(n_feats, n_feats, 3, padding=1)
        )
        self.enlarge = nn.ModuleList(nn.Conv2d(n_feats, n_feats, 3, padding=1) for _ in range(scale.bit_length() - 1))
        self.refine = nn.Conv2d(n_feats, n_feats, 3, padding=1)
        self.reconstruct = nn.Conv2d(n_feats, 3, 3, padding=1)

    def forward(self, lr: Tensor) -> Tensor:
        x = self.head(lr)
        x = x + self.body(x)
        for layer in self.enlarge:
            x = F.leaky_relu(layer(F.interpolate(x, scale_factor=2.0, mode="nearest")), 0.2)
        return self.reconstruct(F.leaky_relu(self.refine(x), 0.2))


class ESRGANDiscriminator(nn.Module):
    """HR or SR (N, 3, side, side) in [0, 1] -> logits (N, 1), higher for real; the authors' side is 128.

    VGG-like as in the authors' code: pairs of 3x3 and strided 4x4 convolutions with batch norm.
    """

    def __init__(self, *, side: int = 128, n_feats: int = 64) -> None:
        super().__init__()
        if side % 32:
            raise ValueError(f"the discriminator's patch must be a multiple of 32 HR pixels, got {side}")
        layers: list[nn.Module] = []
        previous = 3
        for i, width in enumerate(n_feats * k for k in (1, 2, 4, 8, 8)):
            layers += [nn.Conv2d(previous, width, 3, padding=1, bias=i == 0)]
            layers += [nn.BatchNorm2d(width)] if i else []
            layers += [nn.LeakyReLU(0.2), nn.Conv2d(width, width, 4, stride=2, padding=1, bias=False)]
            layers += [nn.BatchNorm2d(width), nn.LeakyReLU(0.2)]
            previous = width
        self.features = nn.Sequential(*layers)
        self.classify = nn.Sequential(
            nn.Flatten(), nn.Linear(previous * (side // 32) ** 2, 100), nn.LeakyReLU(0.2), nn.Linear(100, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.features(2.0 * x - 1.0))
