from pathlib import Path

import pytest
from PIL import Image

from sr_core.training.recipe import Recipe, read_recipe

from ..support.pictures import smooth_picture
from ..support.recipes import RECIPE


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    for i in range(3):
        Image.fromarray(smooth_picture(40, 50 + i, seed=i)).save(tmp_path / "photos" / f"{i}.png")
    return tmp_path


@pytest.fixture
def recipe(recipe_path: Path) -> Recipe:
    return read_recipe(recipe_path)


@pytest.fixture
def recipe_path(tmp_path: Path) -> Path:
    path = tmp_path / "train.toml"
    path.write_text(RECIPE)
    return path


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an export time the fast engine on windows of 24 x 24 at most, and once."""
    monkeypatch.setattr("sr_core.training.engine_form.largest_window", lambda card, engine: 24**2)
    monkeypatch.setattr("sr_core.training.engine_form._ROUNDS", 1)
    monkeypatch.setattr("sr_core.training.engine_form._TRIES", 1)
