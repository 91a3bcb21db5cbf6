"""Results picture by picture, as CSV: of a run, and of a checkpoint's benchmarks (models/<id>/results.csv)."""

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

from ..checkpoints import store
from ..errors import CardError, SRError
from .report import Benchmark, ImageResult, MethodResult

FIELDS = tuple(f.name for f in fields(ImageResult))
"""Columns of both tables, named as in `ImageResult`."""

FILE = "results.csv"
"""Beside card.toml."""

ROW_KEYS = ("data", "model", "scale", "step_of")
"""What a run's rows add in front: the folder, the method, its scale, and the path it is a step of (else empty)."""


def image_results(checkpoint_id: str) -> dict[str, tuple[ImageResult, ...]]:
    """Read what `benchmark --write-cards` measured: set -> one result per picture; empty if nothing was measured.

    Raises:
        CheckpointError: for an unknown id.
        CardError: if results.csv is not such a table.
    """
    path = store.MODELS / store.find_card(checkpoint_id).id / FILE
    found: dict[str, tuple[ImageResult, ...]] = {}
    if not path.exists():
        return found
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                numbers = {name: float(row[name]) for name in FIELDS if name != "name"}
                found[row["set"]] = (*found.get(row["set"], ()), ImageResult(row["name"], **numbers))
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise CardError(f"{checkpoint_id}: {FILE} is damaged ({error!r}); run benchmark --write-cards again") from error
    return found


def write_image_results(checkpoint_id: str, set_name: str, images: tuple[ImageResult, ...]) -> None:
    """Put the results of one set into a checkpoint's results.csv, atomically; other sets stay."""
    sets = {**image_results(checkpoint_id), set_name: images}
    rows = [{"set": name, **asdict(image)} for name, found in sets.items() for image in found]
    _write(store.MODELS / checkpoint_id / FILE, _csv(("set", *FIELDS), rows))


def benchmark_csv(done: Benchmark) -> str:
    """Return all results of a run, one row per method and picture; steps of a path follow it and name it."""
    rows = [
        {"data": done.data, "model": found.model, "scale": found.scale, "step_of": step_of, **asdict(image)}
        for result in done.results
        for step_of, found in _with_steps(result)
        for image in found.images
    ]
    return _csv((*ROW_KEYS, *FIELDS), rows)


def write_csv(done: Benchmark, path: Path) -> None:
    """Write `benchmark_csv` to a file, atomically.

    Raises:
        SRError: if it cannot be written.
    """
    try:
        _write(path, benchmark_csv(done))
    except OSError as error:
        raise SRError(f"{path}: cannot be written ({error.strerror})") from error


def _with_steps(result: MethodResult) -> Iterator[tuple[str, MethodResult]]:
    yield "", result
    yield from ((result.model, step) for step in result.steps)


def _csv(columns: tuple[str, ...], rows: list[dict[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".tmp")
    part.write_text(text, "utf-8")
    os.replace(part, path)
