"""What a column or a row holds, told by its heading or by numbers that only count: positions, times, temperatures."""

import re
from itertools import pairwise

import numpy as np

from ...errors import DecodeError
from ...files.text import short_label
from ..unit_words import UNIT_WORDS, VALUE_WORDS
from ..units import is_temperature_name, named_units, words_of
from .blocks import Block, Parts
from .cell import is_number

X, Y, TIME, TEMPERATURE, INDEX, CORNER, OTHER = "x", "y", "time", "temperature", "index", "corner", "other"

_X_WORDS = frozenset(
    ("x", "col", "cols", "column", "columns", "spalte", "spalten", "colonne", "colonna", "columna", "coluna", "kolom",
     "kolumn", "kolonne", "kolumna", "sloupec", "столбец", "列", "xpos", "posx", "pixelx", "xpixel", "xcoord")
)  # fmt: skip
_Y_WORDS = frozenset(
    ("y", "row", "rows", "line", "lines", "zeile", "zeilen", "reihe", "ligne", "fila", "linea", "linha", "riga", "rij",
     "regel", "rad", "wiersz", "radek", "строка", "行", "ypos", "posy", "pixely", "ypixel", "ycoord")
)  # fmt: skip
_TIME_WORDS = frozenset(
    ("time", "times", "zeit", "tiempo", "tempo", "temps", "timestamp", "zeitstempel", "date", "datum", "fecha",
     "uhrzeit", "hora", "heure", "время", "时间", "时刻", "s", "sec", "secs", "second", "seconds", "sekunde",
     "sekunden", "ms", "frame", "frames", "bild", "image", "img", "elapsed")
)  # fmt: skip
_INDEX_WORDS = frozenset(("index", "idx", "n", "nr", "no", "num", "number", "nummer", "id", "point", "punkt", "k", "i"))
_BRACKET = re.compile(r"(?<![ \t])[ \t]++(?=[\[(])")
_COMMENT = "#%/!* \t"
_NUMBERED = re.compile(r"(\D*)(\d{1,9})(\D*)", re.ASCII)
_COLUMN_NAMES = frozenset(
    ("", "x", "y", "c", "r", "p", "v", "var", "px", "pixel", "col", "column", "row", "spalte", "zeile", "reihe",
     "colonne", "ligne", "columna", "fila", "coluna", "linha", "colonna", "riga", "kolom", "rij", "line",
     "列", "行", "столбец", "строка")
)  # fmt: skip
"""Words that stand before the number in a name that counts rows or columns; "Sp1" and "T1" are readings. R names
its first column "V1", and MATLAB "Var1"."""


def column_names(parts: Parts, block: Block) -> list[str]:
    """Return the name of each column, from the line right above the first row, with a line of units; empty for none."""
    at = parts.blocks.index(block)
    above = [line for line in parts.texts if line.block == at and line.number < block.first]
    names: list[str] = []
    below = block.first
    for line in reversed(above[-2:]):
        cells = _cells(line.text, block, parts) if line.number == below - 1 else []
        if not cells or any(map(is_number, cells)):
            break
        names = [f"{upper} {lower}".strip() for upper, lower in zip(cells, names or [""] * len(cells), strict=True)]
        below = line.number
    if names and not names[0] and {X, Y} <= set(map(role_of, names)):
        names[0] = INDEX  # pandas numbers the lines without a heading
    return names if all(names) else []


def role_of(name: str) -> str:
    """Tell what a column holds: `X`, `Y`, `TIME`, `TEMPERATURE`, `INDEX`, `CORNER` for "y/x", else `OTHER`."""
    words = words_of(name)
    across, down = any(word in _X_WORDS for word in words), any(word in _Y_WORDS for word in words)
    if across or down:
        return CORNER if across and down else X if across else Y
    if any(word in _TIME_WORDS for word in words) and not named_units(name):
        return TIME
    if is_temperature_name(name) or any(word in VALUE_WORDS or word == "z" for word in words):
        return TEMPERATURE
    return INDEX if words and words[0] in _INDEX_WORDS | {"#"} else OTHER


def refuse_series(names: list[str], width: int) -> None:
    """Refuse columns whose names say that they are no picture.

    Raises:
        DecodeError: naming what they are.
    """
    if len(names) < 2 or len(names) != width or is_label_sequence(names) or is_label_sequence(names[1:]):
        return
    if len(names) == 2 and any(word in UNIT_WORDS for word in words_of(names[0])):
        return
    whole = " ".join(names)
    if len(words_of(whole)) <= 3 and named_units(whole):
        return  # this is "deg C" above two columns
    roles = [role_of(name) for name in names]
    what = "columns"
    if TIME in roles:
        what = "temperatures over time, in columns"
    elif X in roles or Y in roles:
        what = "temperatures along a line, in columns"
    shown = ", ".join(repr(short_label(name, "")) for name in names[:3]) + (", ..." if len(names) > 3 else "")
    raise DecodeError(
        f"expected the temperatures of a picture, found {what} named {shown}; "
        "export one line of numbers for each row of the picture, or columns named x, y and temperature"
    )


def _cells(line: str, block: Block, parts: Parts) -> list[str]:
    """Split a heading as the rows are split, or at any usual separator; empty if the count does not fit."""
    text = line.lstrip(_COMMENT)
    width = block.width
    glued = _BRACKET.sub("", text)  # "T (°C)" is one heading, also where spaces stand between them
    usual = parts.dialect.cells(glued if parts.dialect.separator == " " else text)
    for cells in (usual, re.split(r"[;,\t|]", text), glued.split()):
        cells = [cell.strip(' "') for cell in cells]
        while len(cells) > width - block.trailing and not cells[-1]:
            cells.pop()
        if len(cells) in (width, width - block.trailing):
            return cells
    return []


def counts(numbers: np.ndarray) -> bool:
    """Tell 0, 1, 2, ... or 1, 2, 3, ..., at least two of them."""
    return bool(len(numbers) >= 2 and numbers[0] in (0.0, 1.0) and (np.diff(numbers) == 1.0).all())


def has_equal_steps(numbers: np.ndarray) -> bool:
    """Tell numbers that rise or fall by the same step, as coordinates do, apart from rounding."""
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
