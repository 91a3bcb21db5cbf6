"""How a checkpoint came about: the recipe it was trained from and the log of its run, both beside its card."""

import csv
from pathlib import Path

from ..errors import CardError
from . import store

LOG = "log.csv"
RECIPE = "train.toml"


def training_log(checkpoint_id: str) -> dict[str, tuple[float, ...]]:
    """Read what training logged: column -> one value per logged step, in the order of the file.

    Columns are those of the run: `step`, `seconds` (wall time), `learning_rate`, `loss` and its parts, and
    `validation_psnr` in dB on held-out training pictures. An empty cell is nan.

    Returns:
        Empty if the checkpoint has no log, or one without lines.

    Raises:
        CheckpointError: for an unknown id.
        CardError: if log.csv is not a table of numbers with a `step` column.
    """
    path = _folder(checkpoint_id) / LOG
    if not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *lines = list(csv.reader(file)) or [[]]
        if header and "step" not in header:
            raise ValueError("no column step")
        rows = [[float(cell) if cell else float("nan") for cell in line] for line in lines if line]
        if any(len(row) != len(header) for row in rows):
            raise ValueError("a line with too few or too many cells")
    except (OSError, ValueError, csv.Error) as error:
        raise CardError(f"{checkpoint_id}: {LOG} is damaged ({error}); export the checkpoint again") from error
    return dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}


def recipe_text(checkpoint_id: str) -> str:
    """Return train.toml as it was run; "" if the checkpoint has none.

    Raises:
        CheckpointError: for an unknown id.
        CardError: if the file is not UTF-8 text.
    """
    path = _folder(checkpoint_id) / RECIPE
    try:
        return path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise CardError(f"{checkpoint_id}: {RECIPE} is damaged ({error}); export the checkpoint again") from error


def _folder(checkpoint_id: str) -> Path:
    return store.MODELS / store.find_card(checkpoint_id).id
