"""Pictures to tensors and back. Clipping and rounding happen here, once, on the way back; never of measured values."""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from ..color import rgb_to_ycbcr, ycbcr_to_rgb
from ..resize import resize, resize_rounded, to_dtype
from ..types import DecodedImage

_STRIP_ROWS = 256
"""Rows rounded at once: a large picture must not stand in memory as float64 too."""


def to_tensor(image: DecodedImage, *, channels: str) -> Tensor:
    """Turn a picture into what a net of these channels sees.

    Args:
        image: any picture.
        channels: "rgb": three channels, grey is repeated. "y": the luma of a colour picture, Y / 255 as in training, or
            the grey values. "gray": one channel; the colours of a colour picture become a batch of three.

    Returns:
        (N, C, H, W) float32 in [0, 1], over `image.value_range`; N is 1, or 3 for a colour picture and a "gray" net.
    """
    if channels == "y" and image.channels == 3:
        values = np.asarray(rgb_to_ycbcr(image.pixels, image.peak)[..., :1] / 255.0, np.float32)
    else:
        low, high = image.value_range
        values = (image.pixels.astype(np.float32) - np.float32(low)) / np.float32(high - low)
    tensor = torch.from_numpy(np.ascontiguousarray(values.transpose(2, 0, 1)))
    if channels == "gray":
        return tensor[:, None]
    if channels == "rgb" and image.channels == 1:
        tensor = tensor.expand(3, -1, -1)
    return tensor[None]


def from_tensor(sr: Tensor, image: DecodedImage, *, channels: str, scale: int) -> DecodedImage:
    """Turn a net's output back into a picture of the input's depth and channels.

    Args:
        sr: (N, C, scale*H, scale*W), the answer to `to_tensor(image, channels=channels)`.
        image: the LR picture; gives depth, range, chroma (for "y") and alpha, both enlarged by bicubic.
        channels: as in `to_tensor`.
        scale: enlargement per side.
    """
    height, width = image.height * scale, image.width * scale
    low, high = image.value_range
    planes = sr.squeeze(1 if channels == "gray" else 0).cpu().numpy()  # (C, sH, sW)
    chroma = None
    if channels == "y" and image.channels == 3:
        chroma = resize(rgb_to_ycbcr(image.pixels, image.peak)[..., 1:], height, width)
    pixels = np.empty((height, width, image.channels), image.pixels.dtype)
    for top in range(0, height, _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        values = planes[:, rows].transpose(1, 2, 0)
        if chroma is not None:
            values = ycbcr_to_rgb(np.concatenate([values * 255.0, chroma[rows]], axis=2), image.peak)
        else:
            values = values.mean(axis=2, keepdims=True) if image.channels < values.shape[2] else values
            values = values * np.float32(high - low) + np.float32(low)
        pixels[rows] = values if image.unit else to_dtype(values, pixels.dtype)
    alpha = None if image.alpha is None else resize_rounded(image.alpha, height, width)
    return replace(image, pixels=pixels, alpha=alpha, scale=image.scale * scale)
