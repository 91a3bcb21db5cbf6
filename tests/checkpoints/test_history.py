"""Recipe and log of a checkpoint."""

import math
from pathlib import Path

import pytest

import sr_core as sr
from sr_core.checkpoints import store
from sr_core.errors import CardError


def write(checkpoint_id: str, name: str, text: str) -> Path:
    path = store.models_folder() / checkpoint_id / name
    path.write_bytes(text.encode("latin-1"))
    return path


def test_training_log_returns_the_columns_of_the_file(tiny_checkpoint: str) -> None:
    write(tiny_checkpoint, "log.csv", "step,loss,adversarial,validation_psnr\n10,0.5,1e-3,20.5\n20,0.25,,21\n")
    log = sr.training_log(store.find_card(tiny_checkpoint))
    assert list(log) == ["step", "loss", "adversarial", "validation_psnr"]
    assert log["loss"] == (0.5, 0.25)
    assert math.isnan(log["adversarial"][1])


@pytest.mark.parametrize("text", ["", "step,loss\n"])
def test_training_log_is_empty_without_lines(tiny_checkpoint: str, text: str) -> None:
    write(tiny_checkpoint, "log.csv", text)
    assert sr.training_log(store.find_card(tiny_checkpoint)) == {}


def test_training_log_is_empty_without_a_file(tiny_checkpoint: str) -> None:
    assert sr.training_log(store.find_card(tiny_checkpoint)) == {}


@pytest.mark.parametrize("text", ["loss\n1\n", "step,loss\n1,good\n", "step,loss\n1\n", "step\n\xff\xfe\n"])
def test_damaged_log_is_one_sentence(tiny_checkpoint: str, text: str) -> None:
    write(tiny_checkpoint, "log.csv", text)
    with pytest.raises(CardError, match=r"log.csv is damaged \(.*\); export the checkpoint again"):
        sr.training_log(store.find_card(tiny_checkpoint))


def test_recipe_text_is_the_file(tiny_checkpoint: str) -> None:
    write(tiny_checkpoint, "train.toml", "steps = 3  # few\n")
    assert sr.recipe_text(store.find_card(tiny_checkpoint)) == "steps = 3  # few\n"


def test_recipe_text_is_empty_without_a_file(tiny_checkpoint: str) -> None:
    assert sr.recipe_text(store.find_card(tiny_checkpoint)) == ""
