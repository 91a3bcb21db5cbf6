"""Random LR/HR crops from pictures held decoded in memory, on the CPU or the GPU."""

import warnings
from pathlib import Path

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from torch import Tensor

from ..color import rgb_to_y
from ..errors import RecipeError
from ..imaging.suffixes import PICTURE_SUFFIXES
from ..resize import resize, to_dtype


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


def load_hr(path: Path, *, scale: int, channels: str) -> np.ndarray:
    """Decode one picture to (H, W, C) uint8 with sides divisible by `scale`; Y is rounded to 8 bit.

    Raises:
        RecipeError: if it does not decode.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # training folders are the developer's own
            with Image.open(path) as picture:
                rgb = np.asarray(picture.convert("L" if channels == "gray" else "RGB"))
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise RecipeError(f"training picture {path.name!r} does not decode: {error}; remove or replace it") from error
    if channels == "y":
        rgb = to_dtype(rgb_to_y(rgb), np.uint8)
    hr = rgb.reshape(*rgb.shape[:2], -1)
    return hr[: hr.shape[0] // scale * scale, : hr.shape[1] // scale * scale]


def shrink(hr: np.ndarray, scale: int) -> np.ndarray:
    """Make LR as the benchmarks do: bicubic imresize, rounded to 8 bit."""
    return to_dtype(resize(hr.astype(np.float32), hr.shape[0] // scale, hr.shape[1] // scale), np.uint8)


class CropSampler:
    """Draws batches of aligned random crops, flipped and rotated at random.

    All pictures lie in two flat uint8 tensors (pixels, C) on `device`; a crop is one gather, with the flip or rotation
    done in the index. Pictures are drawn in proportion to their area.
    """

    def __init__(self, paths: list[Path], *, scale: int, channels: str, lr_patch: int, device: torch.device) -> None:
        hr_parts: list[np.ndarray] = []
        lr_parts: list[np.ndarray] = []
        sizes: list[tuple[int, int]] = []
        for path in paths:
            hr = load_hr(path, scale=scale, channels=channels)
            if min(hr.shape[:2]) < lr_patch * scale:
                continue
            lr = shrink(hr, scale)
            sizes.append(lr.shape[:2])
            hr_parts.append(hr.reshape(-1, hr.shape[2]))
            lr_parts.append(lr.reshape(-1, lr.shape[2]))
        if not sizes:
            raise RecipeError(f"no training picture is at least {lr_patch * scale} px on each side; lower lr_patch")
        self.scale, self.lr_patch, self.device = scale, lr_patch, device
        self.hr = torch.from_numpy(np.concatenate(hr_parts)).to(device)
        self.lr = torch.from_numpy(np.concatenate(lr_parts)).to(device)
        size = torch.tensor(sizes, dtype=torch.int64)
        area = size[:, 0] * size[:, 1]
        self.height, self.width = size[:, 0].to(device), size[:, 1].to(device)
        self.offset = (area.cumsum(0) - area).to(device)
        self.weight = area.double().to(device)

    def sample(self, batch_size: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Draw (LR, HR) in [0, 1]: (N, C, p, p) and (N, C, scale*p, scale*p)."""
        p = self.lr_patch
        which = torch.multinomial(self.weight, batch_size, replacement=True, generator=generator)
        u = torch.rand(2, batch_size, generator=generator, device=self.device)
        top = (u[0] * (self.height[which] - p + 1)).long()
        left = (u[1] * (self.width[which] - p + 1)).long()
        turn = torch.randint(0, 2, (3, batch_size, 1, 1), generator=generator, device=self.device).bool()
        lr = self._gather(self.lr, self.offset[which], self.width[which], top, left, p, turn)
        s = self.scale
        hr = self._gather(self.hr, self.offset[which] * s * s, self.width[which] * s, top * s, left * s, p * s, turn)
        return lr, hr

    def _gather(
        self, flat: Tensor, offset: Tensor, width: Tensor, top: Tensor, left: Tensor, side: int, turn: Tensor
    ) -> Tensor:
        ramp = torch.arange(side, device=self.device)
        row, col = ramp.view(1, -1, 1), ramp.view(1, 1, -1)
        row, col = torch.where(turn[0], col, row), torch.where(turn[0], row, col)  # transpose
        row = torch.where(turn[1], side - 1 - row, row)
        col = torch.where(turn[2], side - 1 - col, col)
        index = offset.view(-1, 1, 1) + (top.view(-1, 1, 1) + row) * width.view(-1, 1, 1) + left.view(-1, 1, 1) + col
        return flat[index].permute(0, 3, 1, 2).float() / 255.0
