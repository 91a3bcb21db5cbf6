"""Validation on pictures of the training folder that are held out."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..architectures import build
from ..metrics.psnr import psnr
from .crops import load_hr, shrink
from .recipe import Recipe

VALIDATION_PICTURES = 8
"""Pictures of the training folder, evenly spread by name, that are validated on and not trained on (of 16 or more)."""
VALIDATION_SIDE = 256
"""Side of the centre crop validated on, HR pixels."""


def split(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """Split pictures into (training, validation): every k-th by name validates, so all sources are met."""
    if len(paths) < 2 * VALIDATION_PICTURES:
        return paths, paths[:1]
    held_out = set(paths[:: len(paths) // VALIDATION_PICTURES][:VALIDATION_PICTURES])
    return [p for p in paths if p not in held_out], sorted(held_out)


class Validation:
    """The held-out crops of one recipe."""

    def __init__(self, paths: list[Path], recipe: Recipe, device: torch.device) -> None:
        self.recipe, self.device = recipe, device
        self.pairs = [self._pair(path) for path in paths]

    def _pair(self, path: Path) -> tuple[np.ndarray, np.ndarray]:
        hr = load_hr(path, scale=self.recipe.scale, channels=self.recipe.channels)
        side = VALIDATION_SIDE // self.recipe.scale * self.recipe.scale
        top, left = max(0, (hr.shape[0] - side) // 2), max(0, (hr.shape[1] - side) // 2)
        hr = hr[top : top + side, left : left + side]
        return shrink(hr, self.recipe.scale), hr

    @torch.inference_mode()
    def psnr(self, weights: Mapping[str, Tensor]) -> float:
        """Mean PSNR in dB over the crops (all channels, crop = scale, rounded to 8 bit)."""
        net = build(self.recipe.architecture, scale=self.recipe.scale, config=self.recipe.config)
        net.load_state_dict({k: v.cpu() for k, v in weights.items()}, strict=True)
        net = net.eval().to(self.device)
        values = []
        for lr, hr in self.pairs:
            tensor = torch.from_numpy(lr).permute(2, 0, 1)[None].to(self.device).float() / 255.0
            sr = net(tensor).mul(255.0).round().clamp(0, 255)[0].permute(1, 2, 0).double().cpu().numpy()
            values.append(psnr(sr, hr.astype(np.float64), crop_border=self.recipe.scale, data_range=255.0))
        return float(np.mean(values))
