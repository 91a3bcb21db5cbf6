"""The students a small checkpoint was chosen from: several widths and depths, with and without a teacher.

models/<id>/students.csv, written by `python -m sr_core students`.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ..errors import CardError
from ..files.whole_file import write_whole
from .card import ModelCard
from .folder import read_checkpoint_text

STUDENTS_FILE = "students.csv"


@dataclass(frozen=True, slots=True)
class Student:
    """One student and its measured quality; all of one table saw the same number of crops and the same pictures."""

    n_feats: int
    """Width: features per layer."""
    n_resblocks: int
    """Depth: residual blocks."""
    distilled: bool
    """True if it learned from the teacher's pictures as well as from HR."""
    steps: int
    """Optimiser steps."""
    parameters: int
    """Number of parameters."""
    multiplications: int
    """Multiply-accumulates per LR pixel."""
    psnr: float
    """Mean over the validation pictures, dB, grey, `scale` px border removed."""
    ssim: float
    """Mean SSIM over the same pictures, measured in the same way."""
    seconds: float
    """Mean wall time per picture on the CPU."""


def students(card: ModelCard) -> tuple[Student, ...]:
    """Read the students a checkpoint was chosen from; empty if there was no choice.

    Raises:
        CardError: if students.csv is not such a table.
    """
    path = card.folder / STUDENTS_FILE
    return read_students(path) if path.exists() else ()


def read_students(path: Path) -> tuple[Student, ...]:
    """Read a table; raises CardError if it is damaged."""
    text = read_checkpoint_text(path)
    try:
        return tuple(_student(row) for row in csv.DictReader(io.StringIO(text, newline="")))
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise CardError(f"{path.parent.name}: {path.name} is damaged ({error!r}); train the students again") from error


def write_students(found: Iterable[Student], path: Path) -> None:
    """Write a table; raises EncodeError if that fails."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [f.name for f in fields(Student)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(student) for student in found)
    write_whole(path, text.getvalue().encode())


def _student(row: dict[str, str]) -> Student:
    kinds = {"distilled": lambda text: text == "True", "psnr": float, "ssim": float, "seconds": float}
    return Student(**{f.name: kinds.get(f.name, int)(row[f.name]) for f in fields(Student)})
