from pathlib import Path

import torch

from sr_core.training.loop import Trainer
from sr_core.training.recipe import read_recipe

from ..support.recipes import ADVERSARIAL, RECIPE


def test_judged_window_is_the_same_of_both_and_moves(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    text = RECIPE.replace("[config]", ADVERSARIAL).replace("steps = 12", "steps = 12\njudged_patch = 16")
    recipe_path.write_text(text)
    objective = Trainer(read_recipe(recipe_path), data, tmp_path / "run").objective
    hr = torch.arange(24.0 * 24).view(1, 1, 24, 24)
    generator = torch.Generator().manual_seed(0)
    windows = [objective.window(hr, hr + 1, generator) for _ in range(8)]
    assert all(sr.shape == (1, 3, 16, 16) and torch.equal(sr + 1, hr) for sr, hr in windows)
    assert len({float(sr[0, 0, 0, 0]) for sr, _ in windows}) > 4


def test_discriminator_step_does_not_reach_the_generator(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    recipe_path.write_text(RECIPE.replace("[config]", ADVERSARIAL))
    objective = Trainer(read_recipe(recipe_path), data, tmp_path / "run").objective
    sr = torch.rand(2, 3, 24, 24, requires_grad=True)
    assert objective.discriminator is not None
    objective.discriminator_loss(objective.discriminator, (sr, torch.rand(2, 3, 24, 24))).backward()
    assert sr.grad is None
    assert all(p.grad is not None for p in objective.discriminator.parameters())


def test_generator_step_leaves_the_discriminator_alone(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    recipe_path.write_text(RECIPE.replace("[config]", ADVERSARIAL))
    objective = Trainer(read_recipe(recipe_path), data, tmp_path / "run").objective
    sr, hr = torch.rand(2, 3, 24, 24, requires_grad=True), torch.rand(2, 3, 24, 24)
    weights = read_recipe(recipe_path).loss
    objective.total(weights, objective.terms(weights, torch.rand(2, 3, 12, 12), sr, hr, (sr, hr))).backward()
    assert sr.grad is not None
    assert objective.discriminator is not None
    assert all(p.grad is None and p.requires_grad for p in objective.discriminator.parameters())
