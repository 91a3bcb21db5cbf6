"""The record of a test of legibility: models/classifiers/<id>/digits.json, written by `python -m sr_core digits`."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..checkpoints.folder import read_checkpoint_text
from ..engine.path import path_cards
from ..errors import CardError
from ..files.whole_file import write_whole
from .card import ClassifierCard
from .legibility import ORIGINAL, PROTOCOL, DigitResult

RECORD_FILE = "digits.json"


@dataclass(frozen=True, slots=True)
class DigitRecord:
    """Results of one classifier on one set of digits."""

    classifier: str
    """sha256 of the classifier's weights."""
    set: str
    """Name of the set."""
    count: int
    """Number of digits."""
    protocol: str
    """How the digits were shrunk, enlarged and read."""
    results: tuple[DigitResult, ...]
    """Results of the digits as they are, then of each scale and method."""

    def at(self, scale: int) -> tuple[DigitResult, ...]:
        """Return the results of the digits as they are and of the methods at a scale, most legible first."""
        found = [r for r in self.results if r.scale == scale or r.method == ORIGINAL]
        return tuple(sorted(found, key=lambda r: (r.method != ORIGINAL, -r.correct)))

    def find(self, like: "DigitRecord", method: str, scale: int) -> DigitResult | None:
        """Return the result of a method if it was measured as those of another record, with the weights of today."""
        if replace(self, results=()) != replace(like, results=()):
            return None
        weights = tuple(card.sha256 for card in path_cards(method))
        return next((r for r in self.results if (r.method, r.scale, r.weights) == (method, scale, weights)), None)

    def joined(self, others: "DigitRecord") -> "DigitRecord":
        """Add the results of another record, which replace those of the same methods and scales.

        What was measured of another classifier, set or protocol is dropped.
        """
        if replace(self, results=()) != replace(others, results=()):
            return others
        known = {(r.scale, r.method): r for r in (*self.results, *others.results)}
        return replace(self, results=tuple(known[key] for key in sorted(known)))


def new_record(card: ClassifierCard, name: str, results: tuple[DigitResult, ...]) -> DigitRecord:
    """Make the record of results of one run; `name` is that of the set of digits."""
    return DigitRecord(card.sha256, name, results[0].count, PROTOCOL, results)


def read_record(card: ClassifierCard) -> DigitRecord | None:
    """Read what was measured with a classifier; None if nothing was, or only with other weights.

    Raises:
        CardError: if the file is damaged.
    """
    path = card.folder / RECORD_FILE
    if not path.exists():
        return None
    try:
        table = json.loads(read_checkpoint_text(path))
        found = DigitRecord(**{**table, "results": tuple(map(_result, table["results"]))})
        if any(result.count != found.count for result in found.results):
            raise ValueError("counts that do not add up")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CardError(f"{card.id}: {path.name} is damaged ({error!s:.80}); run digits --write again") from error
    return found if found.classifier == card.sha256 else None


def write_record(card: ClassifierCard, record: DigitRecord) -> None:
    """Write the record to the classifier's folder, with what it held before; raises EncodeError if that fails."""
    before = read_record(card)
    write_whole(_path(card), record_json(before.joined(record) if before else record).encode())


def record_json(record: DigitRecord) -> str:
    """Write a record as JSON, a line for each method."""
    table = asdict(record)
    lines = ",\n".join(f"  {json.dumps(result)}" for result in table.pop("results"))
    return f'{json.dumps(table)[:-1]}, "results": [\n{lines}\n]}}\n'


def record_text(record: DigitRecord) -> str:
    """Write a record as a table for a terminal."""
    rows = [f"{record.set}, {record.count:,} digits: {record.protocol}"]
    for scale in sorted({r.scale for r in record.results if r.method != ORIGINAL}):
        rows.append(
            f"\nx{scale:<21} {'read':>8}  {'95 % interval':<16} {'gain':>8}  {'only it / bicubic':>18}  {'p':>8}"
        )
        for r in record.at(scale):
            low, high = r.interval
            rows.append(
                f"{r.method:<22} {r.accuracy:>8.2%}  {low:.2%} - {high:.2%}  {100 * r.gain:>+8.2f}  "
                f"{r.only_method:>8,} / {r.only_bicubic:<7,}  {r.p_value:>8.2g}"
            )
    return "\n".join(rows)


def _path(card: ClassifierCard) -> Path:
    return card.folder / RECORD_FILE


def _result(table: dict[str, Any]) -> DigitResult:
    confusion = tuple(tuple(map(int, row)) for row in table["confusion"])
    if len(confusion) != 10 or any(len(row) != 10 or min(row) < 0 for row in confusion):
        raise ValueError("a confusion that is not ten by ten counts")
    return DigitResult(**{**table, "confusion": confusion, "weights": tuple(table["weights"])})
