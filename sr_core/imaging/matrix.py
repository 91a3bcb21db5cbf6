"""Tables of temperatures: CSV, TSV and the like, as thermography programs export them."""

import re
from contextlib import suppress

import numpy as np

from ..errors import DecodeError
from .declaration import UNITS, unit_key
from .dialect import NOT_MEASURED, Dialect, decode_text, find_dialect, is_cell, is_number
from .label import short_label
from .limits import LIMITS
from .raster import Raster, check_size

MAX_MATRIX_BYTES = 64 * 2**20
"""Largest table that is read: a picture of 640 x 480, enlarged to x4 and exported."""

_MAX_LINE = 1_000_000  # characters
_HEAD = 4096
_PLAIN = re.compile(r"[-+0-9.eE]*")
_UNIT = re.compile(
    r"(?:°|º|\bdeg(?:rees?)?\s*)\s*(c|f|k|celsius|fahrenheit)\b|\b(celsius|fahrenheit|kelvin)\b|"
    r"\b(?:t|temp\w*|values?)\s?[\[(]\s?(c|f|k)\s?[\])]"
    r"""|\bunits?\b["\s]*[:;,=\t]["\s]*(c|f|k)\b""",
    re.IGNORECASE,
)

_NAMES = {UNITS[name]: name for name in ("degc", "kelvin", "fahrenheit")}


def read_matrix(data: bytes) -> Raster | None:
    """Read a table of numbers as `Raster.stored`; a unit named in a heading becomes its text.

    Headings before the numbers, blank lines, separators at the end of lines, and row and column numbers are left out.

    Returns:
        A raster of float64, NaN for empty cells; None if no line of the text holds only numbers.

    Raises:
        DecodeError: for a table that is too large, or whose numbers cannot be read in one way only; line and column
            are named.
    """
    if len(data) > MAX_MATRIX_BYTES:
        raise DecodeError(
            f"expected a table of at most {MAX_MATRIX_BYTES >> 20} MB, found {len(data) >> 20} MB; crop it"
        )
    if not any(byte in b"0123456789" for byte in data[:_HEAD]):
        return None
    text = decode_text(data)
    if text is None:
        return None
    lines = _lines(text)
    dialect = find_dialect([line for _, line in lines])
    if dialect is None:
        return None
    first = next((at for at, (_, line) in enumerate(lines) if _is_row(dialect.cells(line))), None)
    if first is None:
        return None
    first = _first_row(lines, first, dialect)
    for number, line in lines[:first]:
        _refuse_damaged_row(number, dialect.cells(line), len(dialect.cells(lines[first][1])))
    headings = [line for _, line in lines[:first]]
    values, notes = _table(lines[first:], headings, dialect)
    unit = _unit(headings)
    if unit and unit != "degc":
        notes += (f"Converted from {unit}, the unit that a heading of the table names.",)
    return Raster(values[..., None], notes=notes, stored=values, texts=(f"unit={unit}",) if unit else ())


def _lines(text: str) -> list[tuple[int, str]]:
    """Return number and text of every line that is not blank."""
    count = text.count("\n")
    if count <= LIMITS.side:
        lines = [(number, line.strip("\r\n ")) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if all(len(line) <= _MAX_LINE for _, line in lines):
            return lines
    found = f"{count:,} lines" if count > LIMITS.side else "a longer line"
    raise DecodeError(
        f"expected a table of at most {LIMITS.side:,} lines of {_MAX_LINE:,} characters, found {found}; "
        "export the temperatures as one line of numbers for each row of the picture"
    )


def _first_row(lines: list[tuple[int, str]], first: int, dialect: Dialect) -> int:
    """Move up over rows in which nothing was measured; lines of separators only are rows where no heading is."""
    start, width = first, len(dialect.cells(lines[first][1]))
    while start and len(cells := dialect.cells(lines[start - 1][1])) == width and not any(map(is_number, cells)):
        if not all(map(is_cell, cells)):
            break
        start -= 1
    spaced = start and not any("".join(dialect.cells(line)) for _, line in lines[start:first])
    return first if spaced else start


def _refuse_damaged_row(line: int, cells: list[str], width: int) -> None:
    """Refuse a line before the first row that would be one but for a damaged cell; it must not pass for a heading."""
    numbers = sum(map(is_number, cells))
    like = all(is_cell(cell) or re.match(r"[-+]?\d", cell) for cell in cells)
    if ((len(cells) == width > 1 and like) or 2 * numbers > max(width, 3)) and not _counts(cells[1:]):
        _numbers(cells, line)


def _is_row(cells: list[str]) -> bool:
    return all(map(is_cell, cells)) and any(map(is_number, cells))


def _table(lines: list[tuple[int, str]], headings: list[str], dialect: Dialect) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return (H, W) float64 and notes."""
    rows = [(number, dialect.cells(line)) for number, line in lines]
    if len(rows[0][1]) > LIMITS.side:
        raise DecodeError(f"expected at most {LIMITS.side:,} numbers in a line, found more; export the table again")
    if len(rows[0][1]) > 1 and all(not cells[-1] for _, cells in rows):
        rows = [(number, cells[:-1]) for number, cells in rows]
    rows, notes = _without_numbering(rows, headings, dialect)
    width = len(rows[0][1])
    check_size(width, len(rows))
    values = np.empty((len(rows), width))
    for at, (number, cells) in enumerate(rows):
        if len(cells) != width:
            raise DecodeError(
                f"line {number}: expected {width} numbers as in line {rows[0][0]}, found {len(cells)}; "
                "export the table again"
            )
        values[at] = _numbers(cells, number)
    return values, notes


def _numbers(cells: list[str], line: int) -> list[float]:
    if _PLAIN.fullmatch("".join(cells)) and "" not in cells:
        with suppress(ValueError):  # found and named below
            return list(map(float, cells))
    for column, cell in enumerate(cells, 1):
        if not is_cell(cell):
            what = "with one decimal mark and no thousands separators" if re.search(r"\d[.,]\d", cell) else "or nothing"
            raise DecodeError(
                f"line {line}, column {column}: expected a number {what}, found {short_label(cell)!r}; "
                "correct it or export the table again"
            )
    return [np.nan if cell.lower() in NOT_MEASURED else float(cell) for cell in cells]


def _without_numbering(
    rows: list[tuple[int, list[str]]], headings: list[str], dialect: Dialect
) -> tuple[list[tuple[int, list[str]]], tuple[str, ...]]:
    """Leave out a first row and a first column that only count.

    Raises:
        DecodeError: if they may as well be temperatures.
    """
    notes: tuple[str, ...] = ()
    top = rows[0][1]
    corner = not top[0]
    counts = _counts(top[1:] if corner else top)
    if counts and len(rows) > 1 and (corner or _has_fractions(rows[1:], 0)):
        rows, notes = rows[1:], ("Left out the numbers of the columns.",)
    elif counts and len(top) >= 8 and len(rows) > 1:
        raise DecodeError(
            f"line {rows[0][0]}: expected temperatures, found column numbers or the like; delete that line"
        )
    headed = bool(notes) or (bool(headings) and _counts(dialect.cells(headings[-1])[1:]))
    side = [cells[0] for _, cells in rows]
    if len(rows[0][1]) > 1 and _counts(side) and (headed or (len(rows) >= 3 and _has_fractions(rows, 1))):
        rows = [(number, cells[1:]) for number, cells in rows]
        notes += ("Left out the numbers of the rows.",)
    return rows, notes


def _counts(cells: list[str]) -> bool:
    """Tell "0", "1", "2", ... or "1", "2", "3", ..., at least two of them."""
    return len(cells) >= 2 and cells[0] in ("0", "1") and cells == [str(int(cells[0]) + at) for at in range(len(cells))]


def _has_fractions(rows: list[tuple[int, list[str]]], column: int) -> bool:
    """Tell whether most cells from a column on are written with decimals."""
    cells = [cell for _, cells in rows[:50] for cell in cells[column:] if cell.lower() not in NOT_MEASURED]
    return 2 * sum("." in cell for cell in cells) > len(cells)


def _unit(headings: list[str]) -> str:
    """Return the temperature unit that the headings name, a value of `_NAMES`; empty if none does."""
    found = {_NAMES[UNITS[unit_key(next(filter(None, names)))]] for line in headings for names in _UNIT.findall(line)}
    if len(found) > 1:
        raise DecodeError(
            f"expected one unit in the headings, found {' and '.join(sorted(found))}; "
            "delete the headings that do not describe the table"
        )
    return next(iter(found), "")
