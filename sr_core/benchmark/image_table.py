"""Results picture by picture, as CSV: of a run, and of a checkpoint's benchmarks (models/<id>/results.csv)."""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from ..checkpoints.card import ModelCard
from ..checkpoints.folder import read_checkpoint_text
from ..errors import CardError
from ..files.whole_file import write_whole
from .report import PERCEPTION_FIELDS, TEMPERATURE_FIELDS, Benchmark, ImageResult, MethodResult

OPTIONAL = (*TEMPERATURE_FIELDS, *PERCEPTION_FIELDS)
"""Columns that a table has only where any of their figures was measured."""
FIELDS = tuple(f.name for f in fields(ImageResult) if f.name not in OPTIONAL)
"""Columns of both tables, named as in `ImageResult`; those of `OPTIONAL` follow."""

RESULTS_FILE = "results.csv"
"""Name of the table in the checkpoint's folder."""

ROW_KEYS = ("data", "model", "scale", "step_of")
"""First columns in the table of a run: the folder, the method, its scale, and the path it is a step of (else empty)."""


def image_results(card: ModelCard) -> dict[str, tuple[ImageResult, ...]]:
    """Read the results of `benchmark --write-cards`: set -> one result per picture; empty if nothing was measured.

    Raises:
        CardError: if results.csv is not such a table.
    """
    path = card.folder / RESULTS_FILE
    found: dict[str, list[ImageResult]] = {}
    if not path.exists():
        return {}
    text = read_checkpoint_text(path)
    try:
        for row in csv.DictReader(io.StringIO(text, newline="")):
            names = (*FIELDS[1:], *(name for name in OPTIONAL if name in row))
            numbers = {name: float(row[name]) for name in names}
            found.setdefault(row["set"], []).append(ImageResult(row["name"], **numbers))
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise CardError(
            f"{card.id}: {RESULTS_FILE} is damaged ({error!r}); run benchmark --write-cards again"
        ) from error
    return {name: tuple(images) for name, images in found.items()}


def write_image_results(card: ModelCard, set_name: str, images: tuple[ImageResult, ...]) -> None:
    """Put the results of one set into a checkpoint's results.csv, atomically; other sets stay."""
    sets = {**image_results(card), set_name: images}
    rows = [{"set": name, **image_row(image)} for name, found in sets.items() for image in found]
    write_whole(card.folder / RESULTS_FILE, _bytes(_csv(("set",), rows)))


def benchmark_csv(done: Benchmark) -> str:
    """Return all results of a run, one row per method and picture; steps of a path follow it and name it."""
    rows = [
        {"data": done.data, "model": found.model, "scale": found.scale, "step_of": step_of, **image_row(image)}
        for result in done.results
        for step_of, found in _with_steps(result)
        for image in found.images
    ]
    return _csv(ROW_KEYS, rows)


def write_benchmark_csv(done: Benchmark, path: Path) -> None:
    """Write `benchmark_csv` to a file, atomically.

    Raises:
        EncodeError: if it cannot be written.
    """
    write_whole(path, _bytes(benchmark_csv(done)))


def _with_steps(result: MethodResult) -> Iterator[tuple[str, MethodResult]]:
    yield "", result
    yield from ((result.model, step) for step in result.steps)


def image_row(image: ImageResult) -> dict[str, str | float]:
    """Return the fields of a result by name; those of temperatures and photographs only if they were measured."""
    measured = {
        *(TEMPERATURE_FIELDS if math.isfinite(image.mae_c) else ()),
        *(name for name in PERCEPTION_FIELDS if math.isfinite(getattr(image, name))),
    }
    return {k: v for k, v in asdict(image).items() if k in FIELDS or k in measured}


def _csv(keys: tuple[str, ...], rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows below a header: `keys`, then the fields that any row has; missing values are nan."""
    optional = tuple(name for name in OPTIONAL if any(name in row for row in rows))
    text = io.StringIO()
    writer = csv.DictWriter(text, (*keys, *FIELDS, *optional), restval=math.nan, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")  # the name of a file need not be valid text
