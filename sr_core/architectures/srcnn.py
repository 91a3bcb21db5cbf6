"""SRCNN: Image Super-Resolution Using Deep Convolutional Networks (Dong et al., 2014; TPAMI 2016).

Three convolutions (9-5-5, 64 and 32 features) on the bicubic enlargement of the luma: 57,281 parameters.
Convolutions are padded with the edge value so that the size is kept; the paper crops the border instead.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from .bicubic import Bicubic


class SRCNN(nn.Module):
    """LR (N, 1, H, W) in [0, 1] -> SR (N, 1, scale*H, scale*W), not clamped. The enlargement is part of the net."""

    def __init__(self, *, scale: int, n_feats: int = 64, n_mapping: int = 32) -> None:
        super().__init__()
        self.enlarge = Bicubic(scale)
        self.extract = nn.Conv2d(1, n_feats, 9)
        self.map = nn.Conv2d(n_feats, n_mapping, 5)
        self.reconstruct = nn.Conv2d(n_mapping, 1, 5)

    def forward(self, lr: Tensor) -> Tensor:
        x = F.pad(self.enlarge(lr), (8, 8, 8, 8), mode="replicate")  # 4 + 2 + 2
        x = F.relu(self.extract(x))
        x = F.relu(self.map(x))
        return self.reconstruct(x)
