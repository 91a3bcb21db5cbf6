"""A classifier is trained, resumed and exported by the commands of every other recipe."""

from pathlib import Path

import numpy as np
import pytest
import torch

from sr_core.checkpoints.store import checkpoints, damaged_checkpoints
from sr_core.cli import main
from sr_core.digits.card import find_classifier
from sr_core.digits.classifier import Classifier
from sr_core.digits.drawn import drawn_digits
from sr_core.errors import RecipeError
from sr_core.training.classifier.loop import ClassifierTrainer, changed
from sr_core.training.classifier.recipe import ClassifierRecipe, read_classifier_recipe

from ..support.idx_file import write_digits

RECIPE = """
kind = "classifier"
id = "mnist"
architecture = "digit-cnn"
data = "digits"
steps = 6
batch_size = 8
learning_rate = 0.02
warmup = 2
shift = 2.0
turn = 10.0
held_out = 20
validate_every = 3
[config]
n_hidden = 8
[card]
title = "Tiny"
summary = "For tests."
paper = "none"
licence = "none"
"""


@pytest.fixture
def digit_data(tmp_path: Path) -> Path:
    digits = drawn_digits(60)
    write_digits(tmp_path / "digits", "train", digits.pixels, digits.labels)
    return tmp_path


@pytest.fixture
def digit_recipe(tmp_path: Path) -> Path:
    path = tmp_path / "classifier.toml"
    path.write_text(RECIPE)
    return path


def weights(trainer: ClassifierTrainer) -> dict[str, torch.Tensor]:
    return {k: v.clone() for k, v in trainer.net.state_dict().items()}


def test_resume_equals_uninterrupted_run(digit_data: Path, digit_recipe: Path, tmp_path: Path) -> None:
    recipe = read_classifier_recipe(digit_recipe)
    straight = ClassifierTrainer(recipe, digit_data, tmp_path / "a")
    straight.run()
    ClassifierTrainer(recipe, digit_data, tmp_path / "b").run(steps=4)
    torch.rand(5)  # PyTorch's own generator does not matter
    resumed = ClassifierTrainer(recipe, digit_data, tmp_path / "b", resume=True)
    resumed.run()
    assert all(torch.equal(v, weights(resumed)[k]) for k, v in weights(straight).items())


def test_run_and_export_make_a_classifier_that_reads(
    digit_data: Path, digit_recipe: Path, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    longer = (
        RECIPE.replace("steps = 6", "steps = 60")
        .replace("every = 3", "every = 30")
        .replace("batch_size = 8", "batch_size = 16")
    )
    digit_recipe.write_text(longer.replace("n_hidden = 8", "n_hidden = 32\ndropout = 0.0"))
    run, target = str(tmp_path / "run"), models / "classifiers" / "mnist"
    assert main(["train", str(digit_recipe), "--data", str(digit_data), "--out", run]) == 0
    assert main(["export", run, str(target)]) == 0
    card, digits = find_classifier(), drawn_digits(100, seed=1)
    assert card.training.steps == 60
    assert (target / "log.csv").read_text().startswith("step,seconds,learning_rate,loss,validation_accuracy\n30,")
    assert (Classifier(card).read(digits.pixels) == digits.labels).mean() > 0.3  # a tenth by chance
    assert card.multiplications == 28 * 28 * 32 * 25 + 14 * 14 * 64 * 32 * 25 + 3136 * 32 + 32 * 10
    assert checkpoints() == ()
    assert damaged_checkpoints() == ()
    assert "now run digits --write" in capsys.readouterr().out


def test_export_refuses_another_folder_and_a_run_without_weights(
    digit_recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "train.toml").write_text(RECIPE)
    assert main(["export", str(tmp_path / "run"), str(tmp_path / "other")]) == 2
    assert "expected a folder named 'mnist'" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "run"), str(tmp_path / "mnist")]) == 2
    assert "holds no saved weights" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("steps = 6", "steps = 0", "steps must be at least 1"),
        ('"digit-cnn"', '"edsr"', "unknown architecture 'edsr'; known: digit-cnn"),
        ("learning_rate = 0.02", "learning_rate = 0.0", "learning_rate must be above 0"),
        ("turn = 10.0", "turn = 200.0", "turn must be 0 to 180"),
        ("warmup = 2", "scale = 2", "unknown key 'scale'"),
    ],
)
def test_recipe_with_a_mistake_is_refused(old: str, new: str, match: str, digit_recipe: Path) -> None:
    digit_recipe.write_text(RECIPE.replace(old, new))
    with pytest.raises(RecipeError, match=match):
        read_classifier_recipe(digit_recipe)


def test_data_that_is_missing_or_too_small_is_one_sentence(
    digit_data: Path, digit_recipe: Path, tmp_path: Path
) -> None:
    recipe = read_classifier_recipe(digit_recipe)
    with pytest.raises(RecipeError, match="expected the IDX file"):
        ClassifierTrainer(recipe, tmp_path / "none", tmp_path / "run")
    digits = drawn_digits(20)
    write_digits(tmp_path / "digits", "train", digits.pixels, digits.labels)
    with pytest.raises(RecipeError, match="held_out is 20, the set has 20 digits"):
        ClassifierTrainer(recipe, tmp_path, tmp_path / "run")


def test_options_of_other_recipes_are_refused(
    digit_data: Path, digit_recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", str(digit_recipe), "--data", str(digit_data), "--time-budget", "5"]) == 2
    assert "--time-budget is for networks that enlarge" in capsys.readouterr().err


def test_another_recipe_does_not_go_on_with_a_run(digit_data: Path, digit_recipe: Path, tmp_path: Path) -> None:
    ClassifierTrainer(read_classifier_recipe(digit_recipe), digit_data, tmp_path / "run").run(steps=1)
    digit_recipe.write_text(RECIPE.replace("batch_size = 8", "batch_size = 4"))
    with pytest.raises(RecipeError, match="batch_size was 8 in this run, the recipe now says 4"):
        ClassifierTrainer(read_classifier_recipe(digit_recipe), digit_data, tmp_path / "run", resume=True)


def bare(**changes: float) -> ClassifierRecipe:
    return ClassifierRecipe("classifier", "mnist", "digit-cnn", "digits", None, 1, **changes)  # type: ignore[arg-type]


def test_digits_without_changes_stay_as_they_are() -> None:
    digits = torch.from_numpy(drawn_digits(4).pixels)[:, None] / 255.0
    found = changed(digits, bare(), torch.Generator().manual_seed(0))
    np.testing.assert_allclose(found, digits, atol=1e-5)


def test_a_moved_digit_is_moved_by_no_more_than_it_says() -> None:
    digits = torch.zeros(64, 1, 28, 28)
    digits[:, :, 14, 14] = 1.0
    found = changed(digits, bare(shift=2.0), torch.Generator().manual_seed(0))
    at = torch.arange(28.0)
    centres = (found.sum(2) * at).sum(-1) / found.sum((2, 3))
    assert float((centres - 14).abs().max()) <= 2.0
    assert float(centres.std()) > 0.5
