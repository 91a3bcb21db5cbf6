"""Training of the small network that estimates errors from local features: quantile regression."""

import numpy as np
import torch
from torch import nn

from ...trust.error_head import FLOOR, ErrorHead, relative_logarithms

QUANTILE = 0.9
"""Quantile that is estimated."""
_WIDTH = 24
"""Units of each of the two hidden layers."""
_STEPS, _BATCH, _RATE = 4000, 1024, 5e-3


def learn_errors(features: np.ndarray, errors: np.ndarray, *, seed: int = 0) -> ErrorHead:
    """Train a head that estimates the quantile `QUANTILE` of the errors (Koenker and Bassett, Econometrica 46, 1978).

    The pinball loss is taken of logarithms: quantiles are the same, and faint pictures count as much as strong ones.

    Args:
        features: (N, F) float32 of `local_features`, at sampled pixels.
        errors: (N,) float32 errors of those pixels, 0 or more, in the same 255ths.
        seed: seed of the first parameters and of the batches.
    """
    seen, mean = relative_logarithms(features)
    values, goal = torch.from_numpy(seen), torch.from_numpy(np.log(errors + np.float32(FLOOR)) - mean)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        net = nn.Sequential(
            nn.Linear(values.shape[1], _WIDTH), nn.ReLU(), nn.Linear(_WIDTH, _WIDTH), nn.ReLU(), nn.Linear(_WIDTH, 1)
        )
        optimizer = torch.optim.Adam(net.parameters(), _RATE)
        schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.002, _STEPS)
        for _ in range(_STEPS):
            batch = torch.randint(0, len(goal), (_BATCH,))
            off = goal[batch] - net(values[batch])[:, 0]
            loss = torch.maximum(QUANTILE * off, (QUANTILE - 1) * off).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    layers = [layer for layer in net if isinstance(layer, nn.Linear)]
    return ErrorHead(tuple((layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in layers))
