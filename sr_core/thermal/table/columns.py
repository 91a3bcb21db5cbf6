"""Columns by their headings: positions, times, temperatures."""

import re

from ...errors import DecodeError
from ...files.label import short_label
from ..unit_words import UNIT_WORDS, VALUE_WORDS
from ..units import is_temperature_name, named_units, words_of
from .blocks import Block, Parts
from .cell import is_number
from .steps import is_label_sequence

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
        return  # "deg C" above two columns
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
