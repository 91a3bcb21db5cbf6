"""Ambiguous tables: commas and spaces that may separate numbers, mark decimals or group thousands are refused."""

import re
from collections.abc import Iterable

import numpy as np

from ...errors import DecodeError

_FRACTION = re.compile(r"(?<!\d)\d++,\d++", re.ASCII)
_THREE_DIGITS = re.compile(r"[12],\d{3}", re.ASCII)
_LEADING_ZERO = re.compile(r"(?<![^,\s])0\d++(?![^,\s])", re.ASCII)
_GROUPED = {
    ",": re.compile(r"(?<![\d.])(?:[1-5]|[2-9]\d),\d{3}\.\d", re.ASCII),
    " ": re.compile(r"(?<![\d.,])(?:[1-5]|[2-9]\d)\s\d{3}[.,]\d", re.ASCII),
}
"""Separator -> what may be a number with that separator after the thousands: up to 5,999 degF, or from 20,000 cK."""


def refuse_ambiguous(
    rows: Iterable[tuple[str, list[str]]], *, separator: str, decimal: str, quoted: bool, points: bool
) -> None:
    """Refuse tables that can be read in more than one way.

    Args:
        rows: each line of numbers, and its cells as they would be read, with decimal points.
        separator: between cells, as in `Dialect`.
        decimal: "." or ",".
        quoted: True if cells stand in quotes; then commas inside and outside are told apart already.
        points: True if there is a decimal point anywhere.

    Raises:
        DecodeError: naming what is ambiguous.
    """
    thousands = ""
    fractions = decimal == ","
    whole = not quoted and separator in _GROUPED and not fractions and not points
    grouped = None if quoted else _GROUPED.get(separator)
    groups: dict[int, set[int]] = {}  # cells of a line -> counts of what may be thousands, in such lines
    for line, cells in rows:
        if fractions:
            found = _FRACTION.findall(line)
            fractions = all(map(_THREE_DIGITS.fullmatch, found))
            thousands = thousands or next(iter(found), "")
        if grouped is not None:
            groups.setdefault(len(cells), set()).add(len(grouped.findall(line)))
        pair = separator == "," and len(cells) == 2
        if whole and (pair or _LEADING_ZERO.search(line) or _alternates(cells)):
            _refuse("commas or spaces that may stand between numbers or inside of them")
    # Where their count differs between lines of the same width, thousands would leave lines of different widths:
    # then they are two numbers, such as a row's number and 297.63 K.
    if any(len(counts) == 1 and max(counts) > 0 for counts in groups.values()):
        _refuse("what may be thousands with a separator inside")
    if fractions and thousands:
        _refuse(f"{thousands!r}: a decimal comma or thousands")


def _refuse(found: str) -> None:
    raise DecodeError(
        f"expected numbers that can be read in one way, found {found}; "
        "export the table with semicolons between numbers and with decimal points"
    )


def _alternates(cells: list[str]) -> bool:
    """Tell "31,5,31,7,32,1", where every second cell is a fraction: neighbours differ more than next but one."""
    numbers = np.array([float(cell) for cell in cells if cell.isascii() and cell.isdecimal() and len(cell) <= 40])
    if len(numbers) < 4 or len(numbers) % 2:
        return False
    return _step(numbers) > 3.0 * _step(numbers[::2]) + 1.0


def _step(numbers: np.ndarray) -> float:
    return float(np.abs(np.diff(numbers)).mean())
