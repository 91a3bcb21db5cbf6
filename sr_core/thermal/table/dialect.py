"""The dialect of a table of numbers: what separates cells, and which character is the decimal mark.

Tables are refused where commas and spaces may separate numbers, mark decimals or group thousands alike.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ...errors import DecodeError
from ...files.limits import LIMITS
from ...files.text import TableText
from .cell import PLAIN, without_units

_EMPTY = re.compile(r"(?<![^\W_])(?:nan|na|n/a|null|none)(?![^\W_])", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"')
_DIGIT = re.compile(r"[0-9]")
_SEPARATORS = ";\t|"
_SAMPLE_LINES, _SAMPLE = LIMITS.side, 4_000_000
"""Lines and characters that the dialect is told from; a later line that does not fit is refused when it is read."""
_OTHER = 4_000_000
"""Characters of text without numbers after which the search for numbers ends."""
_FRACTION = re.compile(r"(?<!\d)\d++,\d++", re.ASCII)
_THREE_DIGITS = re.compile(r"[12],\d{3}", re.ASCII)
_LEADING_ZERO = re.compile(r"(?<![^,\s])0\d++(?![^,\s])", re.ASCII)
_GROUPED = {
    ",": re.compile(r"(?<![\d.])(?:[1-5]|[2-9]\d),\d{3}\.\d", re.ASCII),
    " ": re.compile(r"(?<![\d.,])(?:[1-5]|[2-9]\d)\s\d{3}[.,]\d", re.ASCII),
}
"""Separator -> pattern of numbers that may have it after the thousands: up to 5,999 degF, or from 20,000 cK."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Dialect of a table: the way in which the cells of a line are told apart and read."""

    separator: str
    """Separator: ";", "\\t", "|", ",", " " for any run of white space, or empty where a line is one cell."""
    decimal: str
    """Decimal mark, "." or ","."""
    quoted: bool = False
    """True if cells stand in double quotes, which then hold decimal commas apart from separators."""

    def cells(self, line: str) -> list[str]:
        """Split a line; a decimal comma becomes a point. A line whose last quote is not closed is one cell."""
        if '"' in line:
            return self._quoted_cells(line)
        if self.decimal == "," and "," in line:
            line = line.replace(",", ".")
        if self.separator == " ":
            return line.split()
        parts = line.split(self.separator) if self.separator else [line]
        return [part.strip() for part in parts] if " " in line or "\t" in line else parts

    def _quoted_cells(self, line: str) -> list[str]:
        if line.count('"') % 2:
            return [line]
        try:
            parts = next(csv.reader([line], delimiter=self.separator or ";", skipinitialspace=True), [])
        except csv.Error:  # the field is longer than the limit of the library
            return [line]
        return [part.strip().replace(",", ".") if self.decimal == "," else part.strip() for part in parts]


def find_dialect(text: TableText) -> Dialect | None:
    """Recognise the dialect from the lines that hold only numbers; None if there is no such line.

    Where each line begins with a text, the numbers behind it count.

    Raises:
        DecodeError: if the lines can be read in more than one way.
    """
    for labelled in (False, True):
        found = _Signs()
        for line in numeric_lines(text, labelled=labelled):
            found.see(line)
        if found.sample:
            return _dialect(found, text, labelled=labelled)
    return None


def numeric_lines(text: TableText, *, labelled: bool = False) -> Iterator[str]:
    """Yield the lines that hold only numbers, with plain signs; with `labelled` those behind a text, without it."""
    count = seen = other = 0
    for _, line in text.lines():
        numeric = plain_numbers(line)
        if labelled:
            numeric = "" if numeric else plain_numbers(_behind_label(line))
        if numeric:
            yield numeric
            count += 1
        seen, other = seen + len(numeric), other + (0 if numeric else len(line))
        if count > _SAMPLE_LINES or seen > _SAMPLE or other > _OTHER:
            return


def plain_numbers(line: str) -> str:
    """Return a line of numbers with plain signs and without units; empty for any other line."""
    if PLAIN.fullmatch(line):
        return line if _DIGIT.search(line) else ""
    line, _ = without_units(line)
    if PLAIN.fullmatch(line) or PLAIN.fullmatch(_EMPTY.sub("", line)):
        return line if _DIGIT.search(line) else ""
    return ""


def _behind_label(line: str) -> str:
    for separator in (*_SEPARATORS, ",", " "):
        if separator in line:
            return line.partition(separator)[2]
    return ""


class _Signs:
    """Signs that the numeric lines of a table hold."""

    def __init__(self) -> None:
        self.sample = ""
        """Longest line so far."""
        self.lines = 0
        self.separated = dict.fromkeys(_SEPARATORS, 0)
        """Separator -> number of lines that hold it."""
        self.points = self.commas_inside = self.commas_outside = False

    def see(self, line: str) -> None:
        self.lines += 1
        for separator in _SEPARATORS:
            self.separated[separator] += separator in line
        if len(line) > len(self.sample):
            self.sample = line
        self.points = self.points or "." in line
        if "," in line and not (self.commas_outside and self.commas_inside):
            outside = _QUOTED.sub("", line) if '"' in line else line
            self.commas_outside = self.commas_outside or "," in outside
            self.commas_inside = self.commas_inside or line.count(",") > outside.count(",")


def _dialect(found: _Signs, text: TableText, *, labelled: bool) -> Dialect:
    usual = (separator for separator, lines in found.separated.items() if lines and 2 * lines >= found.lines)
    separator = next(usual, "") or _separator(_QUOTED.sub("x", found.sample))
    commas = found.commas_inside or (found.commas_outside and separator != ",")
    if found.points and commas:
        raise DecodeError(
            "expected one decimal mark, found both points and commas in the numbers; "
            "export the table without thousands separators"
        )
    dialect = Dialect(separator, "," if commas else ".", '"' in found.sample)
    if commas or separator in (",", " "):
        lines = numeric_lines(text, labelled=labelled)
        refuse_ambiguous(
            ((line, dialect.cells(line)) for line in lines),
            separator=separator,
            decimal=dialect.decimal,
            quoted=dialect.quoted,
            points=found.points,
        )
    return dialect


def _separator(line: str) -> str:
    words = line.split()
    if len(words) > 1 and not any(word.endswith(",") or word.startswith(",") for word in words):
        return " "
    return "," if "," in line else next((separator for separator in _SEPARATORS if separator in line), "")


def refuse_ambiguous(
    rows: Iterable[tuple[str, list[str]]], *, separator: str, decimal: str, quoted: bool, points: bool
) -> None:
    """Refuse tables that can be read in more than one way.

    Args:
        rows: each line of numbers, and its cells as they would be read, with decimal points.
        separator: separator between cells, as in `Dialect`.
        decimal: decimal mark, "." or ",".
        quoted: True if cells stand in quotes; then commas inside and outside are told apart already.
        points: True if there is a decimal point anywhere.

    Raises:
        DecodeError: naming the ambiguous part.
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
