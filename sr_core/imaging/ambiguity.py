"""Ambiguous tables: commas and spaces that may separate numbers, mark decimals or group thousands are refused."""

import re
from collections.abc import Iterable

import numpy as np

from ..errors import DecodeError

_THREE_DIGITS = re.compile(r"[-+]?[12],\d{3}")
_LEADING_ZERO = re.compile(r"(?<![^,\s])0\d+(?![^,\s])")
_GROUPED = {",": re.compile(r"(?<![\d.])[12],\d{3}\.\d"), " ": re.compile(r"(?<![\d.,])[12]\s\d{3}[.,]\d")}


def refuse_ambiguous(
    rows: Iterable[list[str]], lines: list[str], *, separator: str, decimal: str, quoted: bool
) -> None:
    """Refuse tables that can be read in more than one way.

    Args:
        rows: the cells as they would be read, with decimal points.
        lines: the same as written.
        separator: between cells, as in `Dialect`.
        decimal: "." or ",".
        quoted: True if cells stand in quotes; then commas inside and outside are told apart already.

    Raises:
        DecodeError: naming what is ambiguous.
    """
    if decimal == ",":
        found = [part for line in lines for part in re.findall(r"[-+]?\d+,\d+", line)]
        if found and all(_THREE_DIGITS.fullmatch(part) for part in found):
            _refuse(f"{found[0]!r}: a decimal comma or thousands")
    if quoted or separator not in _GROUPED:
        return
    if any(_GROUPED[separator].search(line) for line in lines):
        _refuse("what may be thousands with a separator inside")
    if decimal == "," or any("." in line for line in lines):
        return
    for line, cells in zip(lines, rows, strict=True):
        pair = separator == "," and len(cells) == 2
        if pair or _LEADING_ZERO.search(line) or _alternates(cells):
            _refuse("commas or spaces that may stand between numbers or inside of them")


def _refuse(found: str) -> None:
    raise DecodeError(
        f"expected numbers that can be read in one way, found {found}; "
        "export the table with semicolons between numbers and with decimal points"
    )


def _alternates(cells: list[str]) -> bool:
    """Tell "31,5,31,7,32,1", where every second cell is a fraction: neighbours differ more than next but one."""
    numbers = np.array(list(map(float, filter(str.isdecimal, cells))))
    if len(numbers) < 4 or len(numbers) % 2:
        return False
    return _step(numbers) > 3.0 * _step(numbers[::2]) + 1.0


def _step(numbers: np.ndarray) -> float:
    return float(np.abs(np.diff(numbers)).mean())
