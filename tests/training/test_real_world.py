from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage import data as photographs

from sr_core.errors import RecipeError
from sr_core.image.resize import resize
from sr_core.training.crops import CropSampler
from sr_core.training.real_world import degrade_real_world
from sr_core.training.recipe import Recipe, read_recipe

from ..support.recipes import RECIPE

PHOTO = photographs.astronaut()[:256, 128:384]


def difference(seed: int, scale: int = 2) -> float:
    """Mean distance in grey levels between a degraded picture and the clean reduction."""
    found = degrade_real_world(PHOTO, scale, np.random.default_rng(seed)).astype(float)
    return float(np.abs(found - resize(PHOTO.astype(float), *found.shape[:2])).mean())


def test_same_seed_degrades_the_same_way() -> None:
    first, second = (degrade_real_world(PHOTO, 4, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)


def test_pictures_are_degraded_in_many_ways_and_stay_recognisable() -> None:
    differences = [difference(seed) for seed in range(40)]
    assert min(differences) < 0.5  # some are left clean
    assert max(differences) > 4.0
    assert max(differences) < 25.0


@pytest.mark.parametrize("scale", [2, 4])
def test_degraded_picture_lies_where_the_original_does(scale: int) -> None:
    clean = resize(PHOTO.astype(float), 256 // scale, 256 // scale).mean(axis=2)
    found = np.mean(
        [degrade_real_world(PHOTO, scale, np.random.default_rng(seed)).mean(axis=2) for seed in range(40)], axis=0
    )
    shifts = [
        float(np.abs(np.roll(found, (down, right), (0, 1)) - clean)[4:-4, 4:-4].mean())
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    ]
    assert int(np.argmin(shifts)) == 4


def test_crops_are_of_the_asked_size_and_resume_with_the_generator(data: Path, recipe: Recipe) -> None:
    paths = sorted((data / "photos").iterdir())
    sampler = CropSampler(paths, replace(recipe, degradation="real-world", lr_patch=4), torch.device("cpu"))
    first = sampler.sample(3, torch.Generator().manual_seed(1))
    second = sampler.sample(3, torch.Generator().manual_seed(1))
    assert [tuple(crops.shape) for crops in first] == [(3, 3, 4, 4), (3, 3, 8, 8)]
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_real_world_degradation_is_of_colour_pictures(recipe_path: Path) -> None:
    recipe_path.write_text(RECIPE.replace("steps = 12", 'steps = 12\ndegradation = "real-world"\nchannels = "gray"'))
    with pytest.raises(RecipeError, match="real-world is of colour"):
        read_recipe(recipe_path)
