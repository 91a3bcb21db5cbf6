"""Steps: numbers and names that only count rows and columns."""

import re
from itertools import pairwise

import numpy as np

_NUMBERED = re.compile(r"(\D*)(\d{1,9})(\D*)", re.ASCII)
_COLUMN_NAMES = frozenset(
    ("", "x", "y", "c", "r", "p", "v", "var", "px", "pixel", "col", "column", "row", "spalte", "zeile", "reihe",
     "colonne", "ligne", "columna", "fila", "coluna", "linha", "colonna", "riga", "kolom", "rij", "line",
     "列", "行", "столбец", "строка")
)  # fmt: skip
"""What stands before the number in a name that counts rows or columns; "Sp1" and "T1" are readings. "V1" is R's own
name of a first column, "Var1" that of MATLAB."""


def counts(numbers: np.ndarray) -> bool:
    """Tell 0, 1, 2, ... or 1, 2, 3, ..., at least two of them."""
    return bool(len(numbers) >= 2 and numbers[0] in (0.0, 1.0) and (np.diff(numbers) == 1.0).all())


def has_equal_steps(numbers: np.ndarray) -> bool:
    """Tell numbers that rise or fall by the same step, as coordinates do, but for the rounding of what was written."""
    if len(numbers) < 2 or not np.isfinite(numbers).all():
        return False
    steps = np.diff(numbers)
    middle = (numbers[-1] - numbers[0]) / (len(numbers) - 1)
    return bool(middle != 0.0 and (np.abs(steps - middle) <= 0.02 * abs(middle)).all())


def has_nearly_equal_steps(numbers: np.ndarray) -> bool:
    """Tell at least five numbers of which most rise or fall evenly, as coordinates with a damaged one do."""
    at = np.flatnonzero(np.isfinite(numbers))
    if len(at) < 5 or 2 * len(at) < len(numbers):
        return False
    found = numbers[at]
    step = float(np.median(np.diff(found) / np.diff(at)))
    start = float(np.median(found - step * at))
    return step != 0.0 and float((np.abs(found - start - step * at) <= 0.02 * abs(step)).mean()) >= 0.6


def is_label_sequence(names: list[str]) -> bool:
    """Tell names that count: "Row 1", "Row 2" ...; "x0", "x1" ...; "A", "B" ... "Z", "AA" ..."""
    if len(names) < 2:
        return False
    if all(name.isascii() and name.isalpha() and len(name) <= 3 for name in names):
        found = [_letters(name) for name in names]
    else:
        parts = [_NUMBERED.fullmatch(name[:80]) for name in names]
        if not all(parts) or len({(part[1], part[3]) for part in parts if part}) > 1:
            return False
        prefix = parts[0][1] if parts[0] else ""
        if prefix.strip(" \t.:_=-#([").casefold() not in _COLUMN_NAMES:
            return False
        found = [int(part[2]) for part in parts if part]
    return found[0] in (0, 1) and all(after == before + 1 for before, after in pairwise(found))


def _letters(name: str) -> int:
    """Return 1 for "A", 26 for "Z", 27 for "AA"."""
    number = 0
    for letter in name.upper():
        number = 26 * number + ord(letter) - 64
    return number
