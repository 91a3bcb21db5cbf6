import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sr_core.checkpoints import store
from sr_core.checkpoints.graph import write_graph
from sr_core.checkpoints.net import load_net
from sr_core.checkpoints.students import write_students
from sr_core.checkpoints.trace import trace_graph
from sr_core.errors import SRError

ROOT = Path(__file__).resolve().parents[2]
WRITERS: dict[str, Callable[[Path], None]] = {
    "card.toml": lambda folder: store.write_card(store.find_card(folder.name)),
    "graph.json": lambda folder: write_graph(trace_graph(load_net(store.find_card(folder.name))), folder),
    "students.csv": lambda folder: write_students([], folder / "students.csv"),
}
"""Name of a file in a checkpoint's folder -> how it is written."""


@pytest.mark.parametrize("name", WRITERS)
def test_a_signal_while_a_file_is_written_leaves_the_folder_as_it_was(
    name: str, tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store.models_folder() / tiny_checkpoint
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        WRITERS[name](folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_models_folder_that_does_not_exist_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_MODELS", str(tmp_path / "none"))
    with pytest.raises(SRError, match="SR_MODELS: expected the folder of the checkpoints, found no folder of that "):
        store.check_environment()


@pytest.mark.parametrize("named", ["", "."])
def test_a_models_folder_that_exists_or_is_not_named_is_in_order(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_MODELS", named)
    store.check_environment()


def test_the_command_line_names_a_models_folder_that_does_not_exist_in_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "SR_MODELS": str(tmp_path / "none")}
    command = [sys.executable, "-m", "sr_core", "models"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("SR_MODELS: expected the folder of the checkpoints, found no folder of that name;")
    assert len(done.stderr.splitlines()) == 1
