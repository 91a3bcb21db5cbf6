"""Run a net over a picture, tile by tile."""

import time

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..checkpoints.card import ModelCard
from ..imaging.tensor import from_tensor, to_tensor
from ..types import DecodedImage, OnProgress, Progress
from .ensemble import TRANSFORMS, invert, transform
from .tiles import Tile

SMALLEST = 2
"""LR pixels a side needs: nets that mirror the edge fail on one. Its mirror image is itself, so repeating is exact."""


def run_net(
    net: nn.Module,
    image: DecodedImage,
    card: ModelCard,
    tiles: list[Tile],
    *,
    self_ensemble: bool = False,
    on_progress: OnProgress | None = None,
) -> DecodedImage:
    """Enlarge a picture with a loaded net; see `upscale_tensor` for the arguments."""
    lr = to_tensor(image, channels=card.channels)
    sr = upscale_tensor(net, lr, card.scale, tiles, self_ensemble=self_ensemble, on_progress=on_progress)
    return from_tensor(sr, image, channels=card.channels, scale=card.scale)


@torch.inference_mode()
def upscale_tensor(
    net: nn.Module,
    lr: Tensor,
    scale: int,
    tiles: list[Tile],
    *,
    self_ensemble: bool = False,
    on_progress: OnProgress | None = None,
) -> Tensor:
    """Run a net tile by tile.

    Args:
        net: maps (N, C, h, w) to (N, C, scale*h, scale*w).
        lr: (N, C, H, W) in [0, 1].
        scale: the net's scale.
        tiles: from `plan_tiles`, covering H x W.
        self_ensemble: average each tile over the 8 flips and rotations.
        on_progress: called after each run of the net.

    Returns:
        (N, C, scale*H, scale*W) float32, not clamped.
    """
    runs = TRANSFORMS if self_ensemble else TRANSFORMS[:1]
    total, done, started = len(tiles) * len(runs), 0, time.perf_counter()
    sr = torch.empty(*lr.shape[:2], lr.shape[2] * scale, lr.shape[3] * scale)
    for tile in tiles:
        rows, cols = tile.rows, tile.cols
        window = _pad(lr[..., rows.read_start : rows.read_stop, cols.read_start : cols.read_stop])
        tile_sr = torch.zeros(())
        for flip, turns in runs:
            turned = transform(window, flip, turns).contiguous(memory_format=torch.channels_last)
            tile_sr = tile_sr + invert(net(turned), flip, turns) / len(runs)
            done += 1
            if on_progress is not None:
                on_progress(Progress(done, total, time.perf_counter() - started))
        top, left = (rows.start - rows.read_start) * scale, (cols.start - cols.read_start) * scale
        height, width = (rows.stop - rows.start) * scale, (cols.stop - cols.start) * scale
        sr[..., rows.start * scale : rows.stop * scale, cols.start * scale : cols.stop * scale] = tile_sr[
            ..., top : top + height, left : left + width
        ]
    return sr


def _pad(window: Tensor) -> Tensor:
    """Repeat a single row or column; what it adds to the result is not read."""
    below, right = (max(0, SMALLEST - side) for side in window.shape[-2:])
    return F.pad(window, (0, right, 0, below), mode="replicate") if below or right else window
