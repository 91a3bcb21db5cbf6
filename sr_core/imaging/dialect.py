"""The dialect of a table of numbers: its encoding, what separates cells, and which character is the decimal mark."""

import codecs
import csv
import re
from dataclasses import dataclass
from itertools import pairwise

from ..errors import DecodeError

NOT_MEASURED = ("", "nan", "na", "n/a", "-", "--")
"""Cells, lower case, that stand for "not measured"."""

_CELL = r"[-+]?(?:\d+(?:[.,]\d*)*|[.,]\d+)(?:[eE][-+]?\d+)?"
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_EMPTY = r"(?:nan|na|n/a|--?)"
_NUMERIC_LINE = re.compile(rf"""["\s;,]*(?:{_CELL}|{_EMPTY})(?:["\s;,]+(?:{_CELL}|{_EMPTY}))*["\s;,]*""", re.IGNORECASE)
_THREE_DIGITS = re.compile(r"[-+]?[12],\d{3}")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a line are told apart and read."""

    separator: str
    """";", "\\t", ",", " " for any run of white space, or empty where a line is one cell."""
    decimal: str
    """"." or ","."""
    quoted: bool = False
    """True if cells stand in double quotes, which then hold decimal commas apart from separators."""

    def cells(self, line: str) -> list[str]:
        """Split a line; a decimal comma becomes a point."""
        if self.quoted:
            parts = next(csv.reader([line], delimiter=self.separator or ";", skipinitialspace=True), [])
        elif self.separator == " ":
            parts = line.split()
        else:
            parts = line.split(self.separator) if self.separator else [line]
        if self.decimal == ",":
            parts = [part.replace(",", ".") for part in parts]
        return [part.strip() for part in parts]


def decode_text(data: bytes) -> str | None:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or else Latin-1; None if it is no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    return None if "\0" in text or "\ufffd" in text else text


def is_number(cell: str) -> bool:
    """Tell a plain decimal number; Python's own rules would also take "1_0" and "inf"."""
    return _NUMBER.fullmatch(cell) is not None


def is_cell(cell: str) -> bool:
    """Tell a number or a cell that was not measured."""
    return is_number(cell) or cell.lower() in NOT_MEASURED


def find_dialect(lines: list[str]) -> Dialect | None:
    """Recognise the dialect from the lines that hold only numbers; None if there is no such line.

    Raises:
        DecodeError: if the lines can be read in more than one way.
    """
    numeric = [line for line in lines if len(line) < 10_000_000 and _NUMERIC_LINE.fullmatch(line)]
    if not numeric:
        return None
    sample = max(numeric, key=len)
    quoted = '"' in sample
    bare = re.sub(r'"[^"]*"', "x", sample) if quoted else sample
    separator = _separator(bare)
    rest = "".join(numeric)
    points, commas = "." in rest, "," in (rest if quoted or separator != "," else "")
    if quoted and separator == "," and not re.search(r'"[^",]*,[^",]*"', rest):
        commas = False  # between the quotes only
    if points and commas:
        raise DecodeError(
            "expected one decimal mark, found both points and commas in the numbers; "
            "export the table without thousands separators"
        )
    dialect = Dialect(separator, "," if commas else ".", quoted)
    _refuse_ambiguous(dialect, numeric)
    return dialect


def _separator(line: str) -> str:
    for separator in ";\t":
        if separator in line:
            return separator
    words = line.split()
    if len(words) > 1 and not any(word.endswith(",") or word.startswith(",") for word in words):
        return " "
    return "," if "," in line else ""


def _refuse_ambiguous(dialect: Dialect, lines: list[str]) -> None:
    """Refuse tables whose commas may be decimal marks or separators, decimal marks or thousands."""
    if dialect.decimal == ",":
        found = [part for line in lines for part in re.findall(r"[-+]?\d+,\d+", line)]
        if found and all(_THREE_DIGITS.fullmatch(part) for part in found):
            raise DecodeError(
                f"expected numbers that can be read in one way, found {found[0]!r}: a decimal comma or thousands; "
                "export the table with decimal points"
            )
    if dialect.separator != "," or dialect.quoted or any("." in line for line in lines):
        return
    rows = [[cell for cell in dialect.cells(line) if cell] for line in lines]
    if any(len(row) == 2 or any(re.fullmatch(r"0\d+", cell) for cell in row) or _alternates(row) for row in rows):
        raise DecodeError(
            "expected numbers that can be read in one way, found commas that may separate numbers or mark decimals; "
            "export the table with semicolons between numbers, or with decimal points"
        )


def _alternates(row: list[str]) -> bool:
    """Tell "31,5,31,7,32,1", where every second cell is a fraction: neighbours differ more than next but one."""
    numbers = [float(cell) for cell in row if is_number(cell)]
    if len(numbers) < 4 or len(numbers) % 2:
        return False
    near = sum(abs(a - b) for a, b in pairwise(numbers)) / (len(numbers) - 1)
    whole = numbers[::2]
    far = sum(abs(a - b) for a, b in pairwise(whole)) / (len(whole) - 1)
    return near > 3.0 * far + 1.0
