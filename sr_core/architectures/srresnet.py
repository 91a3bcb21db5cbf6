"""SRResNet and SRGAN: Photo-Realistic Single Image Super-Resolution Using a GAN (Ledig et al., 2017).

One generator: SRResNet when trained on MSE, SRGAN when trained against the discriminator below. As in the paper
(fig. 4), but values stay in [0, 1]. 16 blocks of 64 features: 1,547,350 parameters at scale 4.
"""

from torch import Tensor, nn


class BatchNormBlock(nn.Module):
    """Convolution, batch norm, PReLU, convolution, batch norm, skip: (N, n_feats, H, W) -> same shape."""

    def __init__(self, n_feats: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(n_feats, n_feats, 3, padding=1, bias=False),
            nn.BatchNorm2d(n_feats),
            nn.PReLU(),
            nn.Conv2d(n_feats, n_feats, 3, padding=1, bias=False),
            nn.BatchNorm2d(n_feats),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class SRResNet(nn.Module):
    """LR (N, 3, H, W) in [0, 1] -> SR (N, 3, scale*H, scale*W), not clamped; scale 2, 4 or 8."""

    def __init__(self, *, scale: int, n_resblocks: int = 16, n_feats: int = 64) -> None:
        super().__init__()
        if scale not in (2, 4, 8):
            raise ValueError(f"scale must be 2, 4 or 8, got {scale!r}")
        self.head = nn.Sequential(nn.Conv2d(3, n_feats, 9, padding=4), nn.PReLU())
        self.body = nn.Sequential(
            *(BatchNormBlock(n_feats) for _ in range(n_resblocks)),
            nn.Conv2d(n_feats, n_feats, 3, padding=1, bias=False),
            nn.BatchNorm2d(n_feats),
        )
        steps: list[nn.Module] = []
        for _ in range(scale.bit_length() - 1):
            steps += [nn.Conv2d(n_feats, 4 * n_feats, 3, padding=1), nn.PixelShuffle(2), nn.PReLU()]
        self.tail = nn.Sequential(*steps, nn.Conv2d(n_feats, 3, 9, padding=4))

    def forward(self, lr: Tensor) -> Tensor:
        x = self.head(lr - 0.5)
        x = x + self.body(x)
        return self.tail(x) + 0.5


class SRGANDiscriminator(nn.Module):
    """HR or SR (N, 3, side, side) in [0, 1] -> logits (N, 1), higher for real; the paper's side is 96."""

    def __init__(self, *, side: int = 96, n_feats: int = 64, n_dense: int = 1024) -> None:
        super().__init__()
        if side % 16:
            raise ValueError(f"the discriminator's patch must be a multiple of 16 HR pixels, got {side}")
        widths = [n_feats * k for k in (1, 1, 2, 2, 4, 4, 8, 8)]
        layers: list[nn.Module] = []
        for i, width in enumerate(widths):
            previous = widths[i - 1] if i else 3
            layers.append(nn.Conv2d(previous, width, 3, stride=1 + i % 2, padding=1, bias=i == 0))
            layers += [nn.BatchNorm2d(width)] if i else []
            layers.append(nn.LeakyReLU(0.2))
        self.features = nn.Sequential(*layers)
        self.classify = nn.Sequential(
            nn.Flatten(), nn.Linear(widths[-1] * (side // 16) ** 2, n_dense), nn.LeakyReLU(0.2), nn.Linear(n_dense, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.features(2.0 * x - 1.0))
