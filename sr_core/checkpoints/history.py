"""How a checkpoint came about: the recipe it was trained from and the log of its run, both beside its card."""

import csv
import io

from ..errors import CardError
from .card import ModelCard
from .folder import read_checkpoint_text

LOG = "log.csv"
RECIPE = "train.toml"


def training_log(card: ModelCard) -> dict[str, tuple[float, ...]]:
    """Read what training logged: column -> one value per logged step, in the order of the file.

    Columns are those of the run: `step`, `seconds` (wall time), `learning_rate`, `loss` and its parts, and
    `validation_psnr` in dB on held-out training pictures. An empty cell is nan.

    Returns:
        Empty if the checkpoint has no log, or one without lines.

    Raises:
        CardError: if log.csv is not a table of numbers with a `step` column.
    """
    path = card.folder / LOG
    if not path.exists():
        return {}
    text = read_checkpoint_text(path)
    try:
        header, *lines = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
        if header and "step" not in header:
            raise ValueError("no column step")
        rows = [[float(cell) if cell else float("nan") for cell in line] for line in lines if line]
        if any(len(row) != len(header) for row in rows):
            raise ValueError("a line with too few or too many cells")
    except (ValueError, csv.Error) as error:
        raise CardError(f"{card.id}: {LOG} is damaged ({error}); export the checkpoint again") from error
    return dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}


def recipe_text(card: ModelCard) -> str:
    """Return train.toml as it was run; "" if the checkpoint has none.

    Raises:
        CardError: if the file is not UTF-8 text.
    """
    path = card.folder / RECIPE
    return read_checkpoint_text(path) if path.exists() else ""
