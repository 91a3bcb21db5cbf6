"""Deep CNN on the bicubic enlargement, trained with a smoothness term: one of the works this project reproduces.

SRCNN's three stages (Dong et al., 2014) with the mapping made deep: 9x9 extraction, `n_mapping` 3x3 layers, 5x5
reconstruction of what bicubic lacks. The term (lambda * squared differences of neighbours) is in training/losses.py.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from .bicubic import Bicubic


class DCNN(nn.Module):
    """LR (N, 1, H, W) in [0, 1] -> SR (N, 1, scale*H, scale*W), not clamped. The enlargement is part of the net."""

    def __init__(self, *, scale: int, n_mapping: int = 4, n_feats: int = 64) -> None:
        super().__init__()
        self.enlarge = Bicubic(scale)
        self.extract = nn.Conv2d(1, n_feats, 9, padding=4)
        self.map = nn.ModuleList(nn.Conv2d(n_feats, n_feats, 3, padding=1) for _ in range(n_mapping))
        self.reconstruct = nn.Conv2d(n_feats, 1, 5, padding=2)

    def forward(self, lr: Tensor) -> Tensor:
        enlarged = self.enlarge(lr)
        x = F.relu(self.extract(enlarged))
        for layer in self.map:
            x = F.relu(layer(x))
        return enlarged + self.reconstruct(x)
