"""The dialect of a table of numbers: its encoding, what separates cells, and which character is the decimal mark."""

import codecs
import csv
import re
from dataclasses import dataclass

from ..errors import DecodeError
from .ambiguity import refuse_ambiguous

NOT_MEASURED = ("", "nan", "na", "n/a", "-", "--")
"""Cells, lower case, that stand for "not measured"."""

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_EMPTY = re.compile(r"\b(?:nan|na|n/a)\b", re.IGNORECASE)
_NUMERIC_LINE = re.compile(r"""[-+\d.,;\s"eE]*""")
_QUOTED = re.compile(r'"([^"]*)"')


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
            return [part.strip().replace(",", ".") for part in parts]
        if self.decimal == ",":
            line = line.replace(",", ".")
        if self.separator == " ":
            return line.split()
        parts = line.split(self.separator) if self.separator else [line]
        return [part.strip() for part in parts] if " " in line or "\t" in line else parts


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
    numeric = [line for line in lines if _is_numeric(line)]
    if not numeric:
        return None
    sample = max(numeric, key=len)
    quoted = '"' in sample
    separator = _separator(_QUOTED.sub("x", sample))
    inside = [cell for line in numeric for cell in _QUOTED.findall(line)]
    outside = [_QUOTED.sub("", line) for line in numeric]
    points = any("." in part for part in inside + outside)
    commas = any("," in part for part in inside + (outside if separator != "," else []))
    if points and commas:
        raise DecodeError(
            "expected one decimal mark, found both points and commas in the numbers; "
            "export the table without thousands separators"
        )
    dialect = Dialect(separator, "," if commas else ".", quoted)
    rows = ([cell for cell in dialect.cells(line) if cell] for line in numeric)
    refuse_ambiguous(rows, numeric, separator=separator, decimal=dialect.decimal, quoted=quoted)
    return dialect


def _is_numeric(line: str) -> bool:
    """Tell a line of numbers from text by its characters alone, whatever separates them."""
    if _NUMERIC_LINE.fullmatch(line):
        return any(c.isdecimal() for c in line)
    bare = _EMPTY.sub("", line)
    return bare != line and _NUMERIC_LINE.fullmatch(bare) is not None


def _separator(line: str) -> str:
    for separator in ";\t":
        if separator in line:
            return separator
    words = line.split()
    if len(words) > 1 and not any(word.endswith(",") or word.startswith(",") for word in words):
        return " "
    return "," if "," in line else ""
