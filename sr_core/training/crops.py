"""Random LR/HR crops from pictures held decoded in memory, on the CPU or the GPU."""

import warnings
from pathlib import Path

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from scipy.ndimage import gaussian_filter
from torch import Tensor

from ..decode import decode
from ..errors import RecipeError, SRError
from ..files.signature import PICTURE_SUFFIXES
from ..image.color import rgb_to_y
from ..image.missing import fill_missing
from ..image.resize import resize, to_dtype
from .real_world import degrade_real_world
from .recipe import Recipe

REAL_WORLD_MARGIN = 8
"""LR pixels around a crop of degradation "real-world" that are cut off: a block of JPEG."""


def list_pictures(folder: Path) -> list[Path]:
    """List the pictures in `folder`, sorted by name.

    Raises:
        RecipeError: if the folder does not exist or holds none.
    """
    if not folder.is_dir():
        raise RecipeError(f"training folder {str(folder)!r} does not exist; check --data and the recipe's data key")
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in PICTURE_SUFFIXES)
    if not paths:
        raise RecipeError(f"training folder {str(folder)!r} holds no pictures ({', '.join(PICTURE_SUFFIXES)})")
    return paths


def load_hr(path: Path, recipe: Recipe) -> np.ndarray:
    """Decode one picture to (H, W, C), its rim cut off, with sides divisible by the scale.

    Returns:
        uint8 display values, Y rounded to 8 bit; or, of measured values, float32 in 0..1 over their whole span.

    Raises:
        RecipeError: if it does not decode, or holds no measured values where the recipe has a unit.
    """
    hr = _load_measured(path, recipe) if recipe.unit else _load_display(path, recipe.channels)
    hr = hr[recipe.rim : hr.shape[0] - recipe.rim, recipe.rim : hr.shape[1] - recipe.rim]
    return hr[: hr.shape[0] // recipe.scale * recipe.scale, : hr.shape[1] // recipe.scale * recipe.scale]


def _load_display(path: Path, channels: str) -> np.ndarray:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the files are those of the developer, who need not be warned
            with Image.open(path) as picture:
                rgb = np.asarray(picture.convert("L" if channels == "gray" else "RGB"))
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise RecipeError(f"training picture {path.name!r} does not decode: {error}; remove or replace it") from error
    if channels == "y":
        rgb = to_dtype(rgb_to_y(rgb), np.uint8)
    return rgb.reshape(*rgb.shape[:2], -1)


def _load_measured(path: Path, recipe: Recipe) -> np.ndarray:
    try:
        image = fill_missing(decode(path.read_bytes(), path.name))
    except (OSError, SRError) as error:
        raise RecipeError(f"training picture {path.name!r} does not decode: {error}; remove or replace it") from error
    if image.unit != recipe.unit:
        raise RecipeError(f"training picture {path.name!r} holds no values in {recipe.unit}; remove or replace it")
    low, high = image.value_range
    return (image.pixels - np.float32(low)) / np.float32(high - low)


def shrink(hr: np.ndarray, scale: int, *, blur: float = 0.0) -> np.ndarray:
    """Make LR as the benchmarks do: bicubic imresize, 8-bit values rounded; `blur` is a sigma in HR pixels."""
    values = hr.astype(np.float32, copy=False)
    if blur:
        values = gaussian_filter(values, (blur, blur, 0), mode="reflect")
    lr = resize(values, hr.shape[0] // scale, hr.shape[1] // scale)
    return lr if hr.dtype == np.float32 else to_dtype(lr, np.uint8)


def detail(hr: np.ndarray, lr: np.ndarray) -> np.ndarray:
    """Return the error of bicubic: mean |HR - enlarged LR| at each LR pixel, (h, w), in units of the full range."""
    peak = 1.0 if hr.dtype == np.float32 else 255.0
    missed = np.abs(hr - resize(lr.astype(np.float32), *hr.shape[:2])).mean(axis=2) / peak
    return resize(missed.astype(np.float32), *lr.shape[:2], kernel="box")


class CropSampler:
    """Sampler of batches of aligned random crops, flipped and rotated at random.

    All pictures lie in flat tensors (pixels, C) on `device`, uint8 or float32, LR once more for each blur; a crop is
    one gather, whose index includes the flip or rotation. Crops are drawn evenly over the area, a `detail_share` of
    them where there is detail: flat parts of a picture teach little.
    """

    def __init__(self, paths: list[Path], recipe: Recipe, device: torch.device) -> None:
        self.scale, self.lr_patch, self.device = recipe.scale, recipe.lr_patch, device
        largest = max(recipe.lr_patch, *(phase.lr_patch for phase in recipe.phases), 0)
        self.blur_share = recipe.blur_share
        self.real_world = recipe.degradation == "real-world"
        margin = REAL_WORLD_MARGIN if self.real_world else 0
        hr_parts: list[np.ndarray] = []
        lr_parts: list[list[np.ndarray]] = [[] for _ in (0.0, *recipe.blurs)]
        sizes: list[tuple[int, int]] = []
        windows: list[np.ndarray] = []
        for path in paths:
            hr = load_hr(path, recipe)
            if min(hr.shape[:2]) < (largest + 2 * margin) * recipe.scale:
                continue
            hr_parts.append(hr.reshape(-1, hr.shape[2]))
            sizes.append((hr.shape[0] // recipe.scale, hr.shape[1] // recipe.scale))
            if self.real_world:  # made anew for every crop
                continue
            variants = [shrink(hr, recipe.scale, blur=sigma) for sigma in (0.0, *recipe.blurs)]
            for part, lr in zip(lr_parts, variants, strict=True):
                part.append(lr.reshape(-1, lr.shape[2]))
            if recipe.detail_share:
                windows.append(_windows(len(sizes) - 1, detail(hr, variants[0]), recipe.lr_patch))
        if not sizes:
            side = (largest + 2 * margin) * recipe.scale
            raise RecipeError(f"no training picture is at least {side} px on each side; lower lr_patch")
        self.hr = torch.from_numpy(np.concatenate(hr_parts)).to(device)
        shrunk = [pixels for part in lr_parts for pixels in part] or [np.empty((0, hr_parts[0].shape[1]), np.uint8)]
        self.lr = torch.from_numpy(np.concatenate(shrunk)).to(device)
        size = torch.tensor(sizes, dtype=torch.int64)
        area = size[:, 0] * size[:, 1]
        self.height, self.width = size[:, 0].to(device), size[:, 1].to(device)
        self.offset, self.area = (area.cumsum(0) - area).to(device), int(area.sum())
        self.weight = area.double().to(device)
        self.windows: Tensor | None = None
        if windows:
            found = torch.from_numpy(np.concatenate(windows)).to(device)  # (windows, 4)
            self.windows, chance = found[:, :3].long(), found[:, 3]
            share = recipe.detail_share
            self.weight = share * chance / chance.sum() + (1.0 - share) / len(chance)

    def sample(
        self, batch_size: int, generator: torch.Generator, *, lr_patch: int | None = None
    ) -> tuple[Tensor, Tensor]:
        """Draw (LR, HR) in [0, 1]: (N, C, p, p) and (N, C, scale*p, scale*p); p is the recipe's unless given."""
        p = lr_patch or self.lr_patch
        if self.real_world:
            return self._sample_real_world(batch_size, generator, p)
        which = torch.multinomial(self.weight, batch_size, replacement=True, generator=generator)
        u = torch.rand(2, batch_size, generator=generator, device=self.device)
        if self.windows is None:
            top = (u[0] * (self.height[which] - p + 1)).long()
            left = (u[1] * (self.width[which] - p + 1)).long()
        else:
            which, first_row, first_col = self.windows[which].unbind(1)
            top = torch.minimum(first_row + (u[0] * _stride(p)).long(), self.height[which] - p)
            left = torch.minimum(first_col + (u[1] * _stride(p)).long(), self.width[which] - p)
        turn = torch.randint(0, 2, (3, batch_size, 1, 1), generator=generator, device=self.device).bool()
        lr_offset = self.offset[which]
        if self.blur_share:
            lr_offset = lr_offset + self.area * self._draw_blurs(batch_size, generator)
        lr = self._gather(self.lr, lr_offset, self.width[which], top, left, p, turn)
        s = self.scale
        hr = self._gather(self.hr, self.offset[which] * s * s, self.width[which] * s, top * s, left * s, p * s, turn)
        return lr, hr

    def _sample_real_world(self, batch_size: int, generator: torch.Generator, p: int) -> tuple[Tensor, Tensor]:
        """Draw HR with a margin and degrade each crop by itself; the rim that blur and JPEG change is cut off."""
        s, m = self.scale, REAL_WORLD_MARGIN
        wide = p + 2 * m
        which = torch.multinomial(self.weight, batch_size, replacement=True, generator=generator)
        u = torch.rand(2, batch_size, generator=generator, device=self.device)
        top = (u[0] * (self.height[which] - wide + 1)).long() * s
        left = (u[1] * (self.width[which] - wide + 1)).long() * s
        turn = torch.randint(0, 2, (3, batch_size, 1, 1), generator=generator, device=self.device).bool()
        seeds = torch.randint(0, 2**31, (batch_size,), generator=generator, device=self.device).tolist()
        hr = self._gather(self.hr, self.offset[which] * s * s, self.width[which] * s, top, left, wide * s, turn)
        crops = hr.mul(255.0).round().byte().permute(0, 2, 3, 1).cpu().numpy()
        made = [
            degrade_real_world(crop, s, np.random.default_rng(seed)) for crop, seed in zip(crops, seeds, strict=True)
        ]
        lr = torch.from_numpy(np.stack(made)).to(self.device).permute(0, 3, 1, 2).float() / 255.0
        inside, inside_hr = slice(m, m + p), slice(m * s, (m + p) * s)
        return lr[..., inside, inside], hr[..., inside_hr, inside_hr]

    def _draw_blurs(self, batch_size: int, generator: torch.Generator) -> Tensor:
        """Draw for each crop which LR it sees: 0 for the clean one, else the number of a blur."""
        count = len(self.lr) // self.area - 1
        u = torch.rand(batch_size, generator=generator, device=self.device)
        return torch.where(u < self.blur_share, (u / self.blur_share * count).long() + 1, 0)

    def _gather(
        self, flat: Tensor, offset: Tensor, width: Tensor, top: Tensor, left: Tensor, side: int, turn: Tensor
    ) -> Tensor:
        ramp = torch.arange(side, device=self.device)
        row, col = ramp.view(1, -1, 1), ramp.view(1, 1, -1)
        row, col = torch.where(turn[0], col, row), torch.where(turn[0], row, col)  # transpose
        row = torch.where(turn[1], side - 1 - row, row)
        col = torch.where(turn[2], side - 1 - col, col)
        index = offset.view(-1, 1, 1) + (top.view(-1, 1, 1) + row) * width.view(-1, 1, 1) + left.view(-1, 1, 1) + col
        crops = flat[index].permute(0, 3, 1, 2)
        return crops if crops.dtype == torch.float32 else crops.float() / 255.0


def _stride(lr_patch: int) -> int:
    """Distance in LR pixels between the windows whose detail is weighed."""
    return max(1, lr_patch // 3)


def _windows(picture: int, missed: np.ndarray, lr_patch: int) -> np.ndarray:
    """List the windows of a picture on a grid: (n, 4) of picture, top, left and mean detail inside."""
    sums = np.pad(missed.astype(np.float64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    p, stride = lr_patch, _stride(lr_patch)
    inside = (sums[p:, p:] - sums[:-p, p:] - sums[p:, :-p] + sums[:-p, :-p])[::stride, ::stride] / p**2
    rows, cols = np.indices(inside.shape) * stride
    return np.stack([np.full(inside.size, picture), rows.ravel(), cols.ravel(), inside.ravel()], axis=1)
