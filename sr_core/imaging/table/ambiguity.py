"""Ambiguous tables: commas and spaces that may separate numbers, mark decimals or group thousands are refused."""

import re
from collections.abc import Iterable

import numpy as np

from ...errors import DecodeError

_FRACTION = re.compile(r"(?<!\d)\d++,\d++", re.ASCII)
_THREE_DIGITS = re.compile(r"[12],\d{3}", re.ASCII)
_LEADING_ZERO = re.compile(r"(?<![^,\s])0\d++(?![^,\s])", re.ASCII)
_GROUPED = {
    ",": re.compile(r"(?<![\d.])[12],\d{3}\.\d", re.ASCII),
    " ": re.compile(r"(?<![\d.,])[12]\s\d{3}[.,]\d", re.ASCII),
}


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
    for line, cells in rows:
        if fractions:
            found = _FRACTION.findall(line)
            fractions = all(map(_THREE_DIGITS.fullmatch, found))
            thousands = thousands or next(iter(found), "")
        if not quoted and separator in _GROUPED and _GROUPED[separator].search(line):
            _refuse("what may be thousands with a separator inside")
        pair = separator == "," and len(cells) == 2
        if whole and (pair or _LEADING_ZERO.search(line) or _alternates(cells)):
            _refuse("commas or spaces that may stand between numbers or inside of them")
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
