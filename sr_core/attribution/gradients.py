"""Integrated gradients of a patch's detail along the path of blurred inputs, in PyTorch."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from .blur_path import SIGMA, STEPS, blur_path, blurred

Corners = tuple[int, int, int, int]
"""Top, left, height and width of a patch in the pixels of a net's answer."""


def patch_detail(answer: Tensor, patch: Corners) -> Tensor:
    """Sum the gradient magnitudes of a patch over its pixels and channels.

    The gradient of a pixel is the difference to the next one below and at the right (as in the authors'
    `attr_grad`), so that the last row and column of the whole answer have none. Where the gradient is 0, its
    magnitude has no derivative; 0 is taken.

    Args:
        answer: (N, C, H, W).
        patch: patch in pixels of `answer`.
    """
    top, left, height, width = patch
    part = answer[..., top : top + height + 1, left : left + width + 1]
    down = part[..., 1:, :-1] - part[..., :-1, :-1]
    right = part[..., :-1, 1:] - part[..., :-1, :-1]
    squares = down.square() + right.square()
    flat = squares == 0
    return torch.where(flat, 0.0, torch.where(flat, 1.0, squares).sqrt()).sum()


def integrate(
    net: nn.Module,
    planes: np.ndarray,
    patch: Corners,
    *,
    steps: int = STEPS,
    on_step: Callable[[int], None] = lambda _: None,
) -> tuple[np.ndarray, float, float]:
    """Attribute the detail of a patch to the pixels that a net sees.

    Args:
        net: maps (N, C, H, W) to (N, C, scale * H, scale * W); its parameters need no gradient.
        planes: (N, C, H + 2 * BLUR_REACH, W + 2 * BLUR_REACH) as the net sees them, with what the blur reads around
            them; the calculation has their precision.
        patch: patch in pixels of the net's answer to the inner H x W.
        steps: steps of the path.
        on_step: called after each step with its number, from 1.

    Returns:
        (N, C, H, W) float64 influence, whose sum is about the difference of the two following numbers; the detail of
        the patch; and its detail if the input is blurred.
    """
    found = np.zeros(blurred(planes, 0.0).shape)
    for number, (middle, change) in enumerate(blur_path(planes, steps), 1):
        seen = torch.from_numpy(middle.astype(planes.dtype)).requires_grad_(True)
        (gradient,) = torch.autograd.grad(patch_detail(net(seen), patch), seen)
        found += gradient.numpy() * change
        on_step(number)
    with torch.no_grad():
        detail, blurred_detail = (
            patch_detail(net(torch.from_numpy(blurred(planes, sigma).astype(planes.dtype))), patch).item()
            for sigma in (0.0, SIGMA)
        )
    return found, detail, blurred_detail
