"""Swift-SRGAN: Rethinking Super-Resolution for Real-Time Inference (Krishnan and Krishnan, 2021).

SRGAN's generator and discriminator with every convolution depthwise separable (one filter per channel, then a 1x1
mixture): 200,121 parameters at scale 4 against 1,547,350. As in the authors' code, but the output is linear in [0, 1]
instead of tanh, so that black and white can be reached.
"""

from torch import Tensor, nn


class SeparableConv(nn.Sequential):
    """(N, in, H, W) -> (N, out, H/stride, W/stride): depthwise k x k, then 1x1."""

    def __init__(self, n_in: int, n_out: int, kernel: int, *, stride: int = 1, bias: bool = True) -> None:
        super().__init__(
            nn.Conv2d(n_in, n_in, kernel, stride=stride, padding=kernel // 2, groups=n_in, bias=bias),
            nn.Conv2d(n_in, n_out, 1, bias=bias),
        )


class SeparableBlock(nn.Module):
    """SRGAN's residual block with separable convolutions: (N, n_feats, H, W) -> same shape."""

    def __init__(self, n_feats: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            SeparableConv(n_feats, n_feats, 3, bias=False),
            nn.BatchNorm2d(n_feats),
            nn.PReLU(n_feats),
            SeparableConv(n_feats, n_feats, 3, bias=False),
            nn.BatchNorm2d(n_feats),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class SwiftSRGAN(nn.Module):
    """LR (N, n_channels, H, W) in [0, 1] -> SR (N, n_channels, scale*H, scale*W), not clamped; scale 2, 4 or 8."""

    def __init__(self, *, scale: int, n_resblocks: int = 16, n_feats: int = 64, n_channels: int = 3) -> None:
        super().__init__()
        if scale not in (2, 4, 8):
            raise ValueError(f"scale must be 2, 4 or 8, got {scale!r}")
        self.head = nn.Sequential(SeparableConv(n_channels, n_feats, 9), nn.PReLU(n_feats))
        self.body = nn.Sequential(
            *(SeparableBlock(n_feats) for _ in range(n_resblocks)),
            SeparableConv(n_feats, n_feats, 3, bias=False),
            nn.BatchNorm2d(n_feats),
        )
        steps: list[nn.Module] = []
        for _ in range(scale.bit_length() - 1):
            steps += [SeparableConv(n_feats, 4 * n_feats, 3), nn.PixelShuffle(2), nn.PReLU(n_feats)]
        self.tail = nn.Sequential(*steps, SeparableConv(n_feats, n_channels, 9))

    def forward(self, lr: Tensor) -> Tensor:
        x = self.head(lr - 0.5)
        x = x + self.body(x)
        return self.tail(x) + 0.5


class SwiftDiscriminator(nn.Module):
    """HR or SR (N, 3, side, side) in [0, 1] -> logits (N, 1), higher for real; any side of at least 16."""

    def __init__(self, *, side: int = 96, n_feats: int = 64, n_dense: int = 1024) -> None:
        super().__init__()
        if side < 16:
            raise ValueError(f"the discriminator's patch must be at least 16 HR pixels, got {side}")
        widths = [n_feats * k for k in (1, 1, 2, 2, 4, 4, 8, 8)]
        layers: list[nn.Module] = []
        for i, width in enumerate(widths):
            layers.append(SeparableConv(widths[i - 1] if i else 3, width, 3, stride=1 + i % 2, bias=i == 0))
            layers += [nn.BatchNorm2d(width)] if i else []
            layers.append(nn.LeakyReLU(0.2))
        self.features = nn.Sequential(*layers)
        self.classify = nn.Sequential(
            nn.AdaptiveAvgPool2d(6),
            nn.Flatten(),
            nn.Linear(widths[-1] * 36, n_dense),
            nn.LeakyReLU(0.2),
            nn.Linear(n_dense, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.features(2.0 * x - 1.0))
