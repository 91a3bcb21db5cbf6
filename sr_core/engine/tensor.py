"""Whole pictures to tensors and back; see `planes`."""

import torch
from torch import Tensor

from ..types import DecodedImage
from .planes import Canvas, Part, to_planes


def to_tensor(image: DecodedImage, *, channels: str) -> Tensor:
    """Turn a picture into what a net of these channels sees, (N, C, H, W) float32; see `to_planes`."""
    return torch.from_numpy(to_planes(image, Part.whole(image), channels=channels, value_range=image.value_range))


def from_tensor(sr: Tensor, image: DecodedImage, *, channels: str, scale: int) -> DecodedImage:
    """Turn a net's output back into a picture of the input's depth and channels.

    Args:
        sr: (N, C, scale*H, scale*W), the answer to `to_tensor(image, channels=channels)`.
        image: the LR picture; gives depth, range, chroma (for "y") and alpha, both enlarged by bicubic.
        channels: as in `to_planes`.
        scale: enlargement per side.
    """
    canvas = Canvas.blank(image, channels=channels, scale=scale)
    canvas.write(Part.whole(image), sr.cpu().numpy())
    return canvas.picture()
