"""Swift-SRGAN: Rethinking Super-Resolution for Real-Time Inference (Krishnan and Krishnan, 2021).

SRGAN's generator and discriminator with every convolution depthwise separable (one filter per channel, then a 1x1
mixture): 200,121 parameters at scale 4 against 1,547,350. As in the authors' code, but the output is linear in [0, 1]
instead of tanh, so that black and white can be reached.
"""

from torch import Tensor, nn

from .srresnet import SRResNet, discriminator_features


class SeparableConv(nn.Sequential):
    """(N, in, H, W) -> (N, out, H/stride, W/stride): depthwise k x k, then 1x1."""

    def __init__(self, n_in: int, n_out: int, kernel: int, *, stride: int = 1, bias: bool = True) -> None:
        super().__init__(
            nn.Conv2d(n_in, n_in, kernel, stride=stride, padding=kernel // 2, groups=n_in, bias=bias),
            nn.Conv2d(n_in, n_out, 1, bias=bias),
        )


class SwiftSRGAN(SRResNet):
    """LR (N, n_channels, H, W) in [0, 1] -> SR (N, n_channels, scale*H, scale*W), not clamped; scale 2, 4 or 8."""

    @staticmethod
    def convolution(n_in: int, n_out: int, kernel: int, *, stride: int = 1, bias: bool = True) -> nn.Module:
        return SeparableConv(n_in, n_out, kernel, stride=stride, bias=bias)

    @staticmethod
    def activation(n_feats: int) -> nn.Module:
        return nn.PReLU(n_feats)


class SwiftDiscriminator(nn.Module):
    """HR or SR (N, 3, side, side) in [0, 1] -> logits (N, 1), higher for real; any side of at least 16."""

    def __init__(self, *, side: int = 96, n_feats: int = 64, n_dense: int = 1024) -> None:
        super().__init__()
        if side < 16:
            raise ValueError(f"the discriminator's patch must be at least 16 HR pixels, got {side}")
        self.features = discriminator_features(SeparableConv, n_feats)
        self.classify = nn.Sequential(
            nn.AdaptiveAvgPool2d(6),
            nn.Flatten(),
            nn.Linear(8 * n_feats * 36, n_dense),
            nn.LeakyReLU(0.2),
            nn.Linear(n_dense, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.features(2.0 * x - 1.0))
