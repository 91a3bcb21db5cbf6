"""The folder of one run: state to resume from, averaged weights, facts and the curve. Every file appears whole."""

import csv
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from ..errors import RecipeError
from .tensors import load_tensors


class RunFolder:
    """Folder of a run: state.pt, plateau.pt, weights.safetensors, run.json, log.csv and train.toml."""

    def __init__(self, path: Path, *, resume: bool) -> None:
        if path.exists() and not path.is_dir():
            raise RecipeError(f"--out must be a folder, {str(path)!r} is a file")
        self.path = path
        self.holds_run = (path / "state.pt").exists()
        if self.holds_run and not resume:
            raise RecipeError(f"{str(path)!r} holds a run already; go on with --resume or choose another --out")

    def make(self) -> None:
        """Make the folder if it is missing."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecipeError(f"--out {str(self.path)!r} cannot be made ({error.strerror})") from error

    def copy_recipe(self, recipe: Path) -> None:
        """Keep the recipe's file beside the run, for `export`."""
        _atomic(self.path / "train.toml", lambda p: p.write_bytes(recipe.read_bytes()))

    def copy_log(self, log: Path) -> None:
        """Begin the curve with that of the run that this one continues."""
        _atomic(self.path / "log.csv", lambda p: p.write_bytes(log.read_bytes()))

    def save_weights(self, weights: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
        """Save the weights that `export` takes, and the facts about them."""
        blob = {k: v.cpu().contiguous() for k, v in weights.items()}
        _atomic(self.path / "weights.safetensors", lambda p: save_file(blob, p))
        self.write_facts(facts)

    def write_facts(self, facts: Mapping[str, Any]) -> None:
        """Save the facts about the saved weights."""
        _atomic(self.path / "run.json", lambda p: p.write_text(json.dumps(facts), "utf-8"))

    def read_facts(self) -> dict[str, Any]:
        """Read the facts that `write_facts` saved; empty before the first weights."""
        path = self.path / "run.json"
        facts: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return facts

    def save_state(self, state: Mapping[str, Any]) -> None:
        """Save everything that a run needs to continue as if it had never stopped."""
        _atomic(self.path / "state.pt", lambda p: torch.save(dict(state), p))

    def load_state(self, device: torch.device) -> dict[str, Any]:
        """Read the state that `save_state` saved; raises RecipeError if it is damaged."""
        return load_tensors(self.path / "state.pt", device)

    def keep_plateau(self) -> None:
        """Keep the saved state as the one from which the run may be lengthened."""
        _atomic(self.path / "plateau.pt", lambda p: p.write_bytes((self.path / "state.pt").read_bytes()))

    def load_plateau(self, device: torch.device) -> dict[str, Any]:
        """Read the state that `keep_plateau` saved."""
        return load_tensors(self.path / "plateau.pt", device)

    def append_log(self, row: Mapping[str, object]) -> None:
        """Add a line to log.csv, with the header first; missing values are left empty."""
        path = self.path / "log.csv"
        names = next(csv.reader(path.read_text("utf-8").splitlines())) if path.exists() else None
        with path.open("a", newline="") as file:
            writer = csv.DictWriter(file, names or list(row), restval="")
            if names is None:
                writer.writeheader()
            writer.writerow(row)

    def cut_log(self, step: int) -> None:
        """Remove the lines after a step from which the run goes on, if there are any."""
        if not (self.path / "log.csv").exists():
            return
        header, *lines = (self.path / "log.csv").read_text("utf-8").splitlines()
        kept = [line for line in lines if int(line.split(",")[0]) <= step]
        _atomic(self.path / "log.csv", lambda p: p.write_text("\n".join([header, *kept, ""]), "utf-8"))


def _atomic(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_name(path.name + ".tmp")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
