"""Width and depth compression: train students of several sizes with and without their teacher, under one budget."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file

from ..architectures import build
from ..architectures.operations import count_multiplications, count_parameters
from ..checkpoints.students import Student, read_students, write_students
from ..errors import RecipeError
from ..types import DecodedImage
from .crops import CropSampler
from .judge import judge, read_pictures
from .loop import Trainer
from .recipe import Recipe
from .validation import split

log = logging.getLogger(__name__)


def train_students(
    recipe: Recipe, data: Path, out: Path, *, widths: Sequence[int], depths: Sequence[int], table: Path
) -> tuple[Student, ...]:
    """Train every student for the recipe's steps and measure it on the recipe's validation pictures.

    Finished students are kept in `table` and not trained again; an unfinished one is continued where it stopped.

    Args:
        recipe: recipe of the small checkpoint, with a teacher; its `n_feats` and `n_resblocks` are replaced.
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
    pictures = read_pictures(data / recipe.validation, recipe.scale, rim=recipe.rim)
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
    # All sizes start from random weights and have the teacher at every step, so that they can be compared.
    own = replace(own, start="", fresh=(), teacher_every=1)
    folder = out / f"w{width}-d{depth}-{'distilled' if distilled else 'alone'}"
    Trainer(own, data, folder, resume=folder.exists(), sampler=sampler).run()
    net = build(own.architecture, scale=own.scale, config=own.config)
    net.load_state_dict(load_file(folder / "weights.safetensors"), strict=True)
    found = judge(net.eval(), pictures, scale=own.scale, channels=own.channels)
    return Student(
        n_feats=width,
        n_resblocks=depth,
        distilled=distilled,
        steps=own.steps,
        parameters=count_parameters(net),
        multiplications=count_multiplications(net, 3 if own.channels == "rgb" else 1),
        psnr=round(found.psnr, 4),
        ssim=round(found.ssim, 5),
        seconds=round(found.seconds, 4),
    )
