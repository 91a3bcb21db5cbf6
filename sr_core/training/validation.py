"""Validation on pictures that the net is not trained on."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..architectures import build
from ..metrics.psnr import psnr
from .crops import list_pictures, load_hr, shrink
from .real_world import degrade_real_world
from .recipe import Recipe

VALIDATION_PICTURES = 8
"""Number of pictures, evenly spread by name, that are kept for validation (of a training folder of 16 or more)."""
VALIDATION_SIDE = 256
"""Side in HR pixels of the centre crop that is used for validation."""


def split(recipe: Recipe, data: Path) -> tuple[list[Path], list[Path]]:
    """List the pictures for training and for validation: every k-th by name validates, so that all sources do.

    Validation pictures come from the recipe's own folder for them if it names one, else out of the training folder.
    """
    paths = list_pictures(data / recipe.data)
    if recipe.validation:
        return paths, _spread(list_pictures(data / recipe.validation))
    if len(paths) < 2 * VALIDATION_PICTURES:
        return paths, paths[:1]
    held_out = _spread(paths)
    return [p for p in paths if p not in held_out], held_out


def _spread(paths: list[Path]) -> list[Path]:
    return paths[:: max(1, len(paths) // VALIDATION_PICTURES)][:VALIDATION_PICTURES]


class Validation:
    """The held-out crops of one recipe."""

    def __init__(self, paths: list[Path], recipe: Recipe, device: torch.device) -> None:
        self.recipe, self.device = recipe, device
        self.pairs = [self._pair(path, seed) for seed, path in enumerate(paths)]

    def _pair(self, path: Path, seed: int) -> tuple[np.ndarray, np.ndarray]:
        hr = load_hr(path, self.recipe)
        side = VALIDATION_SIDE // self.recipe.scale * self.recipe.scale
        top, left = max(0, (hr.shape[0] - side) // 2), max(0, (hr.shape[1] - side) // 2)
        hr = hr[top : top + side, left : left + side]
        if self.recipe.degradation == "real-world":
            return degrade_real_world(hr, self.recipe.scale, np.random.default_rng(seed)), hr
        return shrink(hr, self.recipe.scale), hr

    @torch.inference_mode()
    def psnr(self, weights: Mapping[str, Tensor]) -> float:
        """Return the mean PSNR in dB over the crops (all channels, crop = scale, rounded to 8 bit).

        Measured values are not rounded, and their range is the span of the whole picture.
        """
        net = build(self.recipe.architecture, scale=self.recipe.scale, config=self.recipe.config)
        net.load_state_dict({k: v.cpu() for k, v in weights.items()}, strict=True)
        net = net.eval().to(self.device)
        values = []
        for lr, hr in self.pairs:
            peak = 1.0 if self.recipe.unit else 255.0
            tensor = torch.from_numpy(lr).permute(2, 0, 1)[None].to(self.device).float() / peak
            sr = net(tensor).mul(peak)[0].permute(1, 2, 0).double().cpu()
            sr = sr if self.recipe.unit else sr.round().clamp(0, peak)
            values.append(psnr(sr.numpy(), hr.astype(np.float64), crop_border=self.recipe.scale, data_range=peak))
        return float(np.mean(values))
