"""SRResNet and SRGAN: Photo-Realistic Single Image Super-Resolution Using a GAN (Ledig et al., 2017).

One generator: SRResNet when trained on MSE, SRGAN when trained against the discriminator below. As in the paper
(fig. 4), but values stay in [0, 1]. 16 blocks of 64 features: 1,547,350 parameters at scale 4.
Swift-SRGAN is the same with other convolutions, which is why they and the activations are made by methods.
"""

from collections.abc import Callable

from torch import Tensor, nn

from .bicubic import DETAIL_UNIT, Bicubic, start_at_nothing


class SRResNet(nn.Module):
    """LR (N, n_channels, H, W) in [0, 1] -> SR (N, n_channels, scale*H, scale*W), not clamped; scale 2, 4 or 8."""

    def __init__(
        self, *, scale: int, n_resblocks: int = 16, n_feats: int = 64, n_channels: int = 3, residual: bool = False
    ) -> None:
        """`residual`: the net draws only what bicubic lacks, from nothing at first; not in the paper; as VDSR."""
        super().__init__()
        if scale not in (2, 4, 8):
            raise ValueError(f"scale must be 2, 4 or 8, got {scale!r}")
        self.enlarge = Bicubic(scale) if residual else None
        conv, active = self.convolution, self.activation
        self.head = nn.Sequential(conv(n_channels, n_feats, 9), active(n_feats))
        self.body = nn.Sequential(
            *(BatchNormBlock(conv, active, n_feats) for _ in range(n_resblocks)),
            conv(n_feats, n_feats, 3, bias=False),
            nn.BatchNorm2d(n_feats),
        )
        steps: list[nn.Module] = []
        for _ in range(scale.bit_length() - 1):
            steps += [conv(n_feats, 4 * n_feats, 3), nn.PixelShuffle(2), active(n_feats)]
        self.tail = nn.Sequential(*steps, conv(n_feats, n_channels, 9))
        if residual:
            start_at_nothing(self.tail[-1])

    @staticmethod
    def convolution(n_in: int, n_out: int, kernel: int, *, stride: int = 1, bias: bool = True) -> nn.Module:
        """Make a layer (N, n_in, H, W) -> (N, n_out, H/stride, W/stride)."""
        return nn.Conv2d(n_in, n_out, kernel, stride=stride, padding=kernel // 2, bias=bias)

    @staticmethod
    def activation(n_feats: int) -> nn.Module:
        """Make the PReLU of a layer of `n_feats` features: one slope for all."""
        del n_feats
        return nn.PReLU()

    def forward(self, lr: Tensor) -> Tensor:
        x = self.head(lr - 0.5)
        x = x + self.body(x)
        return self.tail(x) + 0.5 if self.enlarge is None else self.enlarge(lr) + DETAIL_UNIT * self.tail(x)


class BatchNormBlock(nn.Module):
    """Convolution, batch norm, PReLU, convolution, batch norm, skip: (N, n_feats, H, W) -> same shape."""

    def __init__(
        self, convolution: Callable[..., nn.Module], activation: Callable[..., nn.Module], n_feats: int
    ) -> None:
        super().__init__()
        self.body = nn.Sequential(
            convolution(n_feats, n_feats, 3, bias=False),
            nn.BatchNorm2d(n_feats),
            activation(n_feats),
            convolution(n_feats, n_feats, 3, bias=False),
            nn.BatchNorm2d(n_feats),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class SRGANDiscriminator(nn.Module):
    """HR or SR (N, 3, side, side) in [0, 1] -> logits (N, 1), higher for real; the paper's side is 96."""

    def __init__(self, *, side: int = 96, n_feats: int = 64, n_dense: int = 1024) -> None:
        super().__init__()
        if side % 16:
            raise ValueError(f"the discriminator's patch must be a multiple of 16 HR pixels, got {side}")
        self.features = discriminator_features(SRResNet.convolution, n_feats)
        self.classify = nn.Sequential(
            nn.Flatten(), nn.Linear(8 * n_feats * (side // 16) ** 2, n_dense), nn.LeakyReLU(0.2), nn.Linear(n_dense, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.features(2.0 * x - 1.0))


def discriminator_features(convolution: Callable[..., nn.Module], n_feats: int) -> nn.Sequential:
    """Make the eight convolutions of the paper's fig. 4: (N, 3, H, W) -> (N, 8 * n_feats, H/16, W/16)."""
    widths = [n_feats * k for k in (1, 1, 2, 2, 4, 4, 8, 8)]
    layers: list[nn.Module] = []
    for i, width in enumerate(widths):
        layers.append(convolution(widths[i - 1] if i else 3, width, 3, stride=1 + i % 2, bias=i == 0))
        layers += [nn.BatchNorm2d(width)] if i else []
        layers.append(nn.LeakyReLU(0.2))
    return nn.Sequential(*layers)
