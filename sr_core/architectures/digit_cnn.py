"""A convolutional network that reads a handwritten digit, after LeNet-5 (LeCun et al., 1998).

Two convolutions of 5 x 5 with 32 and 64 filters, each with ReLU and 2 x 2 maximum pooling, a hidden layer with dropout
0.4, and ten outputs: 454,922 parameters with 128 hidden units.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from ..types import DIGIT_SIDE


class DigitCNN(nn.Module):
    """Digits (N, 1, 28, 28) in [0, 1], bright on black -> a score for each of the ten digits (N, 10), not scaled."""

    def __init__(self, *, n_hidden: int = 128, dropout: float = 0.4) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 32, 5, padding=2)
        self.second = nn.Conv2d(32, 64, 5, padding=2)
        self.hidden = nn.Linear(64 * (DIGIT_SIDE // 4) ** 2, n_hidden)
        self.dropout = nn.Dropout(dropout)
        self.scores = nn.Linear(n_hidden, 10)

    def forward(self, digits: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.first(digits)), 2)  # (N, 32, 14, 14)
        x = F.max_pool2d(F.relu(self.second(x)), 2)  # (N, 64, 7, 7)
        x = F.relu(self.hidden(x.flatten(1)))
        scores: Tensor = self.scores(self.dropout(x))
        return scores
