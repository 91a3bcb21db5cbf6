"""Students of several sizes: what is trained, what is kept, what is measured."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from sr_core.checkpoints.students import read_students
from sr_core.errors import CardError, RecipeError
from sr_core.training.recipe import Recipe
from sr_core.training.students import train_students

from ..support.pictures import smooth_picture


@pytest.fixture
def student(data: Path, recipe: Recipe, tiny_checkpoint: str) -> Recipe:
    (data / "held-out").mkdir()
    Image.fromarray(smooth_picture(40, 48, seed=9)).save(data / "held-out" / "0.png")
    loss = {"l1": 1.0, "distillation": 1.0}
    return replace(recipe, steps=2, teacher=tiny_checkpoint, loss=loss, validation="held-out")


def test_every_size_is_trained_with_and_without_the_teacher(data: Path, student: Recipe, tmp_path: Path) -> None:
    table = tmp_path / "students.csv"
    found = train_students(student, data, tmp_path / "runs", widths=[4, 8], depths=[1], table=table)
    assert [(s.n_feats, s.n_resblocks, s.distilled) for s in found] == [
        (4, 1, False), (4, 1, True), (8, 1, False), (8, 1, True),
    ]  # fmt: skip
    assert {s.steps for s in found} == {2}
    assert found[0].psnr != found[1].psnr
    assert found[0].parameters == found[1].parameters < found[2].parameters
    assert read_students(table) == found


def test_finished_students_are_not_trained_again(data: Path, student: Recipe, tmp_path: Path) -> None:
    table, sizes = tmp_path / "students.csv", {"widths": [4], "depths": [1]}
    first = train_students(student, data, tmp_path / "runs", **sizes, table=table)
    again = train_students(student, data, tmp_path / "elsewhere", **sizes, table=table)
    assert again == first
    assert not (tmp_path / "elsewhere").exists()


def test_students_need_a_teacher(data: Path, recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="need a teacher and a validation folder"):
        train_students(recipe, data, tmp_path, widths=[4], depths=[1], table=tmp_path / "students.csv")


def test_damaged_table_gives_one_sentence(tmp_path: Path) -> None:
    table = tmp_path / "students.csv"
    table.write_text("n_feats,psnr\n4,high\n")
    with pytest.raises(CardError, match=r"students\.csv is damaged"):
        read_students(table)
