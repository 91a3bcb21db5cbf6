"""Several processes train as one: started with torchrun, two on the CPU with gloo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from sr_core.errors import RecipeError
from sr_core.training.loop import Trainer
from sr_core.training.recipe import read_recipe

from ..support.recipes import ADVERSARIAL, RECIPE

ROOT = Path(__file__).resolve().parents[2]


def torchrun(data: Path, recipe: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        *(sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "sr_core"),
        *("train", str(recipe), "--data", str(data), "--out", str(out), *options),
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_two_processes_train_validate_and_resume(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    recipe_path.write_text(RECIPE.replace("[config]", ADVERSARIAL))
    done = torchrun(data, recipe_path, out, "--steps", "1")
    assert done.returncode == 0, done.stderr
    # The first step descends the mean gradient.
    two = torch.load(out / "state.pt", weights_only=True)["optimizer"][0]["state"]
    gradients = [_first_gradient(data, recipe_path, tmp_path / f"rank{rank}", rank) for rank in range(2)]
    for i, (a, b) in enumerate(zip(*gradients, strict=True)):
        # Adam's first moment after one step is 0.1 of the gradient.
        torch.testing.assert_close(two[i]["exp_avg"], 0.1 * (a + b) / 2, rtol=1e-3, atol=1e-7)
    done = torchrun(data, recipe_path, out, "--resume")
    assert done.returncode == 0, done.stderr
    assert [line.split(",")[0] for line in (out / "log.csv").read_text().splitlines()] == [
        "step",
        *map(str, range(1, 13)),
    ]
    assert "2 processes" in (out / "run.json").read_text()


def _first_gradient(data: Path, recipe_path: Path, out: Path, rank: int) -> list[torch.Tensor]:
    """What one process alone finds on the crops that `rank` of two draws in the first step, before clipping."""
    recipe = read_recipe(recipe_path)
    trainer = Trainer(recipe, data, out)
    generator = torch.Generator().manual_seed(recipe.seed + rank)
    lr, hr = trainer.sampler.sample(recipe.batch_size // 2, generator)
    sr = trainer.state.net(lr)
    weights = trainer.recipe.loss
    trainer.objective.total(weights, trainer.objective.terms(weights, lr, sr, hr, (sr, hr))).backward()
    return [p.grad for p in trainer.state.net.parameters() if p.grad is not None]


def test_batch_must_fit_the_processes(
    data: Path, recipe_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sr_core.training import loop
    from sr_core.training.world import World

    monkeypatch.setattr(loop, "join_world", lambda _device: World(0, 3, torch.device("cpu")))
    with pytest.raises(RecipeError, match="batch_size 2 must be a multiple of the 3 processes"):
        Trainer(read_recipe(recipe_path), data, tmp_path / "run")
