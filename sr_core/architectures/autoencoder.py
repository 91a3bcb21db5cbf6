"""Convolutional autoencoder with symmetric skips: RED-Net (Mao, Shen and Yang, 2016).

Convolutions encode, transposed convolutions decode, every second encoder layer is added to its mirror image in the
decoder, and the input to the output. It works on the enlarged picture, which is bilinear here and bicubic in the paper.
RED30 has 15 layers on each side.
"""

import torch.nn.functional as F
from torch import Tensor, nn

_SKIP_EVERY = 2


class Autoencoder(nn.Module):
    """LR (N, 3, H, W) in [0, 1] -> SR (N, 3, scale*H, scale*W), not clamped. The enlargement is part of the net."""

    def __init__(self, *, scale: int, n_layers: int = 15, n_feats: int = 64) -> None:
        super().__init__()
        self.scale = scale
        self.encode = nn.ModuleList(nn.Conv2d(n_feats if i else 3, n_feats, 3, padding=1) for i in range(n_layers))
        self.decode = nn.ModuleList(
            nn.ConvTranspose2d(n_feats, n_feats if i < n_layers - 1 else 3, 3, padding=1) for i in range(n_layers)
        )

    def forward(self, lr: Tensor) -> Tensor:
        enlarged = F.interpolate(lr, scale_factor=float(self.scale), mode="bilinear", align_corners=False)
        x, skips = enlarged, []
        for layer in self.encode:
            skips.append(x)  # meets the output of the decoder layer that mirrors this one
            x = F.relu(layer(x))
        for i, layer in enumerate(self.decode):
            x = layer(x)
            mirror = len(self.encode) - 1 - i
            if mirror % _SKIP_EVERY == 0:
                x = x + skips[mirror]  # paper, eq. 3: sum, then ReLU
            x = F.relu(x) if mirror else x
        return x
