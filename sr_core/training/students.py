"""Width and depth compression: train students of several sizes with and without their teacher, under one budget."""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn

from ..architectures import build
from ..architectures.cost import count_multiplications, count_parameters
from ..checkpoints.students import Student, read_students, write_students
from ..degradations import crop_to_scale, degrade
from ..engine.tiles import plan_tiles
from ..engine.torch_net import upscale_tensor
from ..errors import RecipeError
from ..evaluation.folder import read_files
from ..evaluation.score import score
from ..imaging.decode import decode
from ..imaging.tensor import from_tensor, to_tensor
from ..types import DecodedImage, Degradation
from .crops import CropSampler
from .loop import Trainer
from .recipe import Recipe
from .validation import split

log = logging.getLogger(__name__)


def train_students(
    recipe: Recipe, data: Path, out: Path, *, widths: Sequence[int], depths: Sequence[int], table: Path
) -> tuple[Student, ...]:
    """Train every student for the recipe's steps and measure it on the recipe's validation pictures.

    Finished students are kept in `table` and not trained again, an unfinished one goes on where it stopped.

    Args:
        recipe: of the small checkpoint, with a teacher; its `n_feats` and `n_resblocks` are replaced.
        data: folder the recipe's data lie in.
        out: folder of the runs.
        widths: values of `n_feats`.
        depths: values of `n_resblocks`.
        table: CSV that is written after each student.

    Raises:
        RecipeError: if the recipe has no teacher or no validation folder.
    """
    if not recipe.teacher or not recipe.validation:
        raise RecipeError(f"{recipe.id}: students need a teacher and a validation folder in the recipe")
    files = read_files(data / recipe.validation)
    pictures = [crop_to_scale(_inside(decode(content, name), recipe.rim), recipe.scale) for name, content in files]
    sampler = CropSampler(split(recipe, data)[0], recipe, torch.device("cpu"))
    done = {(s.n_feats, s.n_resblocks, s.distilled): s for s in read_students(table)} if table.exists() else {}
    for width in widths:
        for depth in depths:
            for distilled in (False, True):
                key = (width, depth, distilled)
                if key not in done:
                    done[key] = _train(recipe, data, out, key, sampler, pictures)
                    write_students(done.values(), table)
                    log.info("%s", done[key])
    return tuple(done.values())


def _train(
    recipe: Recipe,
    data: Path,
    out: Path,
    key: tuple[int, int, bool],
    sampler: CropSampler,
    pictures: list[DecodedImage],
) -> Student:
    width, depth, distilled = key
    config = {**recipe.config, "n_feats": width, "n_resblocks": depth}
    loss, teacher = recipe.loss, recipe.teacher
    if not distilled:
        loss = {name: weight for name, weight in recipe.loss.items() if name not in ("distillation", "feature")}
        teacher = ""
    own = replace(recipe, config=config, loss=loss, teacher=teacher, validate_every=recipe.steps)
    # From random weights and with the teacher at every step, whatever the size: else the sizes do not compare.
    own = replace(own, start="", fresh=(), teacher_every=1)
    folder = out / f"w{width}-d{depth}-{'distilled' if distilled else 'alone'}"
    run = Trainer(own, data, folder, resume=folder.exists(), sampler=sampler).run()
    net = build(own.architecture, scale=own.scale, config=own.config)
    net.load_state_dict(load_file(run / "weights.safetensors"), strict=True)
    psnr, ssim, seconds = _judge(net.eval(), own, pictures)
    return Student(
        n_feats=width,
        n_resblocks=depth,
        distilled=distilled,
        steps=own.steps,
        parameters=count_parameters(net),
        multiplications=count_multiplications(net, 3 if own.channels == "rgb" else 1),
        psnr=round(psnr, 4),
        ssim=round(ssim, 5),
        seconds=round(seconds, 4),
    )


def _inside(image: DecodedImage, rim: int) -> DecodedImage:
    return replace(image, pixels=image.pixels[rim : image.height - rim, rim : image.width - rim])


@torch.inference_mode()
def _judge(net: nn.Module, recipe: Recipe, pictures: list[DecodedImage]) -> tuple[float, float, float]:
    """Mean PSNR (dB), SSIM and seconds per picture; LR by bicubic reduction, SR rounded to the picture's depth."""
    rows = []
    for hr in pictures:
        lr = degrade(hr, Degradation(scale=recipe.scale))
        started = time.perf_counter()
        whole = plan_tiles(lr.height, lr.width, tile_size=None, overlap=0)
        tensor = upscale_tensor(net, to_tensor(lr, channels=recipe.channels), recipe.scale, whole)
        sr = from_tensor(tensor, lr, channels=recipe.channels, scale=recipe.scale)
        seconds = time.perf_counter() - started
        values = {s.name: s.value for s in score(sr, hr)}
        rows.append((values["PSNR"], values["SSIM"], seconds))
    psnr, ssim, seconds = np.mean(rows, axis=0)
    return float(psnr), float(ssim), float(seconds)
