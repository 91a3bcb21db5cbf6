"""The reference engine: PyTorch on the CPU, channels last, without gradients."""

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor, nn

from ...checkpoints.card import ModelCard
from ...checkpoints.net import load_net
from ...image.resize import mirrored
from ...types import DecodedImage
from ..net import Net, enlarge_window, thread_count
from ..planes import Canvas, Rectangle, to_planes
from ..tiles import Tile


def open_net(card: ModelCard) -> Net:
    """Load a checkpoint's net; raises CheckpointError if its weights cannot be used."""
    _set_threads()
    return as_net(load_net(card))


@lru_cache(maxsize=1)
def _set_threads() -> None:
    torch.set_num_threads(thread_count())


def as_net(module: nn.Module) -> Net:
    """Let a PyTorch net take and give arrays."""

    def run(lr: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            tensor = torch.from_numpy(np.ascontiguousarray(lr)).contiguous(memory_format=torch.channels_last)
            sr: Tensor = module(tensor)
            return sr.numpy()

    return run


def to_tensor(image: DecodedImage, *, channels: str) -> Tensor:
    """Turn a picture into the tensor that a net of these channels sees, (N, C, H, W) float32; see `to_planes`."""
    return torch.from_numpy(to_planes(image, Rectangle.whole(image), channels=channels, value_range=image.value_range))


def upscale_tensor(net: nn.Module, lr: Tensor, scale: int, tiles: list[Tile]) -> Tensor:
    """Run a PyTorch net tile by tile.

    Args:
        net: maps (N, C, h, w) to (N, C, scale*h, scale*w).
        lr: (N, C, H, W) in [0, 1].
        scale: the net's scale.
        tiles: tiles from `plan_tiles` that cover H x W; beyond its edges they read the mirror image.

    Returns:
        (N, C, scale*H, scale*W) float32, not clamped.
    """
    run, planes = as_net(net), lr.numpy()
    sr = np.empty((*lr.shape[:2], lr.shape[2] * scale, lr.shape[3] * scale), np.float32)
    for tile in tiles:
        rows, cols = tile.rows, tile.cols
        down, across = (
            mirrored(np.arange(span.read_start, span.read_stop), length)
            for span, length in zip((rows, cols), planes.shape[2:], strict=True)
        )
        window = planes[..., down[:, None], across]
        sr[..., rows.start * scale : rows.stop * scale, cols.start * scale : cols.stop * scale] = enlarge_window(
            run, window, tile, scale
        )
    return torch.from_numpy(sr)


def from_tensor(sr: Tensor, image: DecodedImage, *, channels: str, scale: int) -> DecodedImage:
    """Turn a net's output back into a picture of the input's depth and channels.

    Args:
        sr: (N, C, scale*H, scale*W), the answer to `to_tensor(image, channels=channels)`.
        image: the LR picture; gives depth, range, chroma (for "y") and alpha, both enlarged by bicubic.
        channels: channels of the net, see `to_planes`.
        scale: enlargement per side.
    """
    canvas = Canvas.blank(image, channels=channels, scale=scale)
    canvas.write(Rectangle.whole(image), sr.cpu().numpy())
    return canvas.picture()
