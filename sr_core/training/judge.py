"""Judge a net in training as `benchmark` judges a checkpoint, without making one of it."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ..benchmark.pictures import decode_files, read_files
from ..engine.tiles import plan_tiles
from ..engine.torch.net import as_net, from_tensor, to_tensor, upscale_tensor
from ..engine.upscale import upscale
from ..image.degradations import crop_to_scale, degrade, real_world_degradation
from ..image.rounding import to_16_bit
from ..metrics.score import score
from ..types import DecodedImage, Degradation
from .edge_margin import measure_edge_margin


@dataclass(frozen=True, slots=True)
class Judgement:
    """Means over the pictures of a set, without a border of `scale` pixels."""

    psnr: float
    """PSNR in dB."""
    ssim: float
    """SSIM, 0..1."""
    gain: float
    """PSNR over bicubic, dB."""
    worst_gain: float
    """Smallest gain of a picture, dB."""
    below_lanczos: float
    """Mean absolute error below that of Lanczos, in %."""
    seconds: float
    """Seconds per picture, with PyTorch."""


def read_pictures(folder: Path, scale: int, *, rim: int = 0) -> list[DecodedImage]:
    """Read a folder of HR pictures, `rim` pixels cut off every side, sides divisible by the scale."""
    pictures, _ = decode_files(read_files(folder))
    inside = [_inside(picture, rim) for picture in pictures]
    return [crop_to_scale(picture, scale) for picture in inside]


def _inside(image: DecodedImage, rim: int) -> DecodedImage:
    pixels = image.pixels[rim : image.height - rim, rim : image.width - rim]
    return DecodedImage(pixels, name=image.name, unit=image.unit, notes=image.notes)


@torch.inference_mode()
def judge(
    net: nn.Module, pictures: list[DecodedImage], *, scale: int, channels: str, real_world: bool = False
) -> Judgement:
    """Shrink each picture, enlarge it with the net, by bicubic and by Lanczos, and measure.

    Args:
        net: network, ready to run on the CPU.
        pictures: HR pictures from `read_pictures`.
        scale: enlargement per side of the net.
        channels: channels as on a card, "rgb", "y" or "gray".
        real_world: shrink the n-th picture by `real_world_degradation(scale, n)` instead of by bicubic.
    """
    rows, margin = [], measure_edge_margin(as_net(net), channels)
    for number, hr in enumerate(pictures):
        lr = to_16_bit(degrade(hr, real_world_degradation(scale, number) if real_world else Degradation(scale=scale)))
        started = time.perf_counter()
        whole = plan_tiles(lr.height, lr.width, tile_size=None, overlap=0, margin=margin)
        tensor = upscale_tensor(net, to_tensor(lr, channels=channels), scale, whole)
        sr = from_tensor(tensor, lr, channels=channels, scale=scale)
        seconds = time.perf_counter() - started
        own = _figures(sr, hr)
        bicubic, lanczos = (_figures(upscale(lr, method, scale=scale).image, hr) for method in ("bicubic", "lanczos"))
        below = 100.0 * (1.0 - own["MAE"] / lanczos["MAE"])
        rows.append((own["PSNR"], own["SSIM"], own["PSNR"] - bicubic["PSNR"], below, seconds))
    psnr, ssim, gain, below, seconds = (float(mean) for mean in np.mean(rows, axis=0))
    return Judgement(psnr, ssim, gain, min(row[2] for row in rows), below, seconds)


def _figures(sr: DecodedImage, hr: DecodedImage) -> dict[str, float]:
    return {s.name: s.value for s in score(sr, hr)}
