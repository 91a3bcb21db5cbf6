import csv
from pathlib import Path

import pytest

from sr_core.cli import main
from sr_core.errors import RecipeError
from sr_core.training.recipe import Recipe
from sr_core.training.tune import Trial, trials_text, tune


def test_tune_runs_each_rate_of_each_optimizer(
    data: Path, recipe_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "trials"
    told = ["--rates", "1e-3", "1e-9", "--optimizers", "muon", "adam", "--steps", "20", "--out", str(out)]
    assert main(["tune", str(recipe_path), "--data", str(data), *told]) == 0
    with (out / "tune.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {(row["optimizer"], row["learning_rate"]) for row in rows} == {
        (optimizer, rate) for optimizer in ("muon", "adam") for rate in ("0.001", "1e-09")
    }
    assert capsys.readouterr().out.count("#") >= 4


def test_trials_are_sorted_and_a_diverged_one_is_last(data: Path, recipe: Recipe, tmp_path: Path) -> None:
    trials = tune(recipe, data, tmp_path / "trials", steps=10, optimizers=("adam",), rates=(1e-3, 1e30, 1e-12))
    assert trials[-1].learning_rate == 1e30
    assert trials[0].validation_psnr >= trials[1].validation_psnr


def test_table_of_trials_survives_a_run_without_figure() -> None:
    text = trials_text([Trial("muon", 0.005, 30.0, 60.0), Trial("adam", 1.0, float("nan"), 60.0)])
    assert "nan" in text.splitlines()[-1]


def test_trial_needs_steps(data: Path, recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="at least 10 steps"):
        tune(recipe, data, tmp_path, steps=3)
