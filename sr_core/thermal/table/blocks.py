"""Blocks: runs of lines with the same count of numbers, and the lines of text between them.

All numbers go into one array as they are read, so that a table needs no more memory than its text and 8 bytes per cell.
"""

import re
from array import array
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from ...errors import DecodeError
from ...files.limits import LIMITS
from ...files.text import TableText, short_label
from .cell import NOT_MEASURED, PLAIN, is_cell, is_number, without_units
from .dialect import Dialect

MAX_CHARACTERS_OF_TEXT = 1_000_000
"""Largest number of characters of text around the numbers: headings, parameters, statistics."""
MAX_LINES_OF_TEXT = 2_000
MAX_BLOCKS = 1_000
_NAN = float("nan")
_NUMBERS = re.compile(r"[-+\d.,;|\s\"eEnaNA]*", re.ASCII)
_BATCH = 4096
_SHORT = 200
"""Longest line in characters that is read together with many others."""


@dataclass(slots=True)
class Block:
    """Consecutive rows of numbers, all of the same width; blank lines may stand between them."""

    first: int
    """Number of its first line."""
    last: int
    """Number of its last line."""
    start: int
    """Index of its first number among all numbers."""
    width: int
    """Cells in each row."""
    joined: bool
    """True if a row of another width stands directly above the first."""
    rows: int = 0
    labels: dict[int, str] = field(default_factory=dict)
    """Index of a row -> text of its first cell, whose number is then NaN."""
    gaps: list[int] = field(default_factory=list)
    """Numbers of the lines in front of which lines are left blank."""
    unfilled: list[int] = field(default_factory=list)
    """Indices of the rows without any number."""
    voids: list[int] = field(default_factory=list)
    """Indices of the rows that are nothing but separators."""
    leading: int = LIMITS.side
    """Number of cells at the start that are empty, or a text, in every row with a number."""
    trailing: int = LIMITS.side
    """Number of cells at the end that are empty in every row with a number."""
    fractions: int = 0
    """Number of rows below the first that have a decimal mark."""
    units: set[str] = field(default_factory=set)
    """Units behind its numbers: "c", "f", "k"."""
    marked: int = 0
    """Number of rows with a unit behind a number."""
    unmarked: int = 0
    """Number of the first line with more numbers without a unit than the one that may count the row."""
    bare: int = 0
    """Number of the first line without any unit behind a number."""
    whole_top: bool = True
    """True if the first row has no decimal mark."""
    whole_side: bool = True
    """True if the first cells of all other rows have no decimal mark."""


@dataclass(frozen=True, slots=True, eq=False)
class TextLine:
    """A line that is no row of numbers."""

    number: int
    text: str
    block: int
    """Number of blocks that begin above it."""


@dataclass(slots=True)
class Parts:
    """Parts of a table: blocks of numbers, and lines of text."""

    dialect: Dialect
    values: "array[float]" = field(default_factory=lambda: array("d"))
    blocks: list[Block] = field(default_factory=list)
    texts: list[TextLine] = field(default_factory=list)

    def numbers(self, block: Block) -> np.ndarray:
        """Return the numbers of a block, (rows, width) float64, without a copy."""
        count = block.rows * block.width
        return np.frombuffer(self.values, np.float64, count, 8 * block.start).reshape(block.rows, block.width)


def read_blocks(text: TableText, dialect: Dialect) -> Parts:
    """Read all numbers of a table.

    Raises:
        DecodeError: for more text, or more separate blocks, than a table has.
    """
    parts = Parts(dialect)
    reader = _Reader(parts)
    lines = text.lines()
    while batch := list(islice(lines, 1 if reader.wide else _BATCH)):
        if not reader.read_alike(batch):
            for number, line in batch:
                reader.read(number, line)
    parts.blocks = [block for block in parts.blocks if len(block.unfilled) < block.rows]
    return parts


class _Reader:
    """Adds lines to the parts of a table, one after the other."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.before = 0
        """Number of the line before this one."""
        self.above: Block | None = None
        """The block that the line before belongs to."""
        self.characters = 0
        """Length of all text so far."""
        self.wide = True
        """True until a short row was read; long lines are read one by one."""

    def read(self, number: int, line: str) -> None:
        """Add a line: a row of numbers or text."""
        parts, above = self.parts, self.above
        row = _read_row(line, parts)
        other = row is not None and (above is None or above.width != len(row.numbers))
        if row is not None and row.void and other and (parts.texts or parts.blocks):
            return  # this is a blank line, filled up with separators
        if row is None or (not row.measured and other and above is not None):
            self._add_text(number, line)
        else:
            self.above = _add(parts, row, number, above, gap=number > self.before + 1)
            if row.label:
                parts.texts.append(TextLine(number, line, len(parts.blocks) - 1))
        self.wide = len(line) > _SHORT or row is None
        self.before = number

    def _add_text(self, number: int, line: str) -> None:
        texts = self.parts.texts
        self.characters += len(line)
        if len(texts) >= MAX_LINES_OF_TEXT or self.characters > MAX_CHARACTERS_OF_TEXT:
            raise DecodeError(
                f"line {number}: expected numbers, found {short_label(line[:200])!r} after {len(texts):,} "
                "other lines that are not numbers; export the temperatures alone"
            )
        texts.append(TextLine(number, line, len(self.parts.blocks)))
        self.above = None

    def read_alike(self, batch: list[tuple[int, str]]) -> bool:
        """Add short rows of the width of the row above, all at once and ten times faster; False if one is not."""
        block, dialect = self.above, self.parts.dialect
        if block is None or len(batch) < 2 or not dialect.separator or not block.rows > len(block.unfilled):
            return False
        lines = [line for _, line in batch]
        if not all(len(line) <= _SHORT and '"' not in line and PLAIN.fullmatch(line) for line in lines):
            return False
        fractions = [dialect.decimal in line for line in lines]
        if dialect.decimal == ",":
            lines = [line.replace(",", ".") for line in lines]
        delimiter = None if dialect.separator == " " else dialect.separator
        try:
            values = np.loadtxt(lines, delimiter=delimiter, comments=None, ndmin=2)
        except ValueError:  # a cell is empty, a dash or no number: these lines are read one by one
            return False
        if values.shape != (len(batch), block.width):
            return False
        for number, _ in batch:
            if number > self.before + 1:
                block.gaps.append(number)
            self.before = number
        block.fractions += sum(fractions)
        block.whole_side = block.whole_side and not any("." in line.split(delimiter, 1)[0] for line in lines)
        block.leading = block.trailing = 0
        block.unmarked, block.bare = block.unmarked or batch[0][0], block.bare or batch[0][0]
        block.rows, block.last = block.rows + len(batch), batch[-1][0]
        self.parts.values.frombytes(values.tobytes())
        return True


@dataclass(frozen=True, slots=True)
class _Row:
    numbers: list[float]
    label: str
    leading: int
    trailing: int
    measured: int  # cells with a number, without those that were not measured
    fraction: bool
    whole_first: bool
    units: list[str]

    @property
    def void(self) -> bool:
        """True for a line of nothing but separators."""
        return self.trailing == len(self.numbers) or self.leading == len(self.numbers)


def _add(parts: Parts, row: _Row, number: int, above: Block | None, *, gap: bool) -> Block:
    block = above
    if block is None or block.width != len(row.numbers):
        if len(parts.blocks) >= MAX_BLOCKS:
            raise DecodeError(
                f"line {number}: expected one table, found more than {MAX_BLOCKS:,} blocks of numbers; "
                "export the temperatures of one picture alone"
            )
        joined = above is not None and not gap and len(above.unfilled) < above.rows
        block = Block(number, number, len(parts.values), len(row.numbers), joined)
        block.whole_top = not row.fraction
        parts.blocks.append(block)
    else:
        block.fractions += row.fraction
        block.whole_side = block.whole_side and row.whole_first
        if gap:
            block.gaps.append(number)
    parts.values.extend(row.numbers)
    if row.label:
        block.labels[block.rows] = row.label
    if row.units:
        block.marked += 1
        block.units.update(row.units)
    if row.measured and len(row.units) < max(1, row.measured - 1):
        block.unmarked = block.unmarked or number
        block.bare = block.bare or (0 if row.units else number)
    if row.measured:
        block.leading, block.trailing = min(block.leading, row.leading), min(block.trailing, row.trailing)
    else:
        block.unfilled.append(block.rows)
        block.voids.extend([block.rows] * row.void)
    block.rows, block.last = block.rows + 1, number
    return block


def _read_row(line: str, parts: Parts) -> _Row | None:
    """Return the numbers of a line; None if it is no row."""
    dialect = parts.dialect
    plain, units = _NUMBERS.fullmatch(line) is not None, list[str]()
    if not plain:
        line, units = without_units(line)
        plain = PLAIN.fullmatch(line) is not None
    cells = dialect.cells(line)
    if len(cells) > LIMITS.side:
        raise DecodeError(f"expected at most {LIMITS.side:,} numbers in a line, found more; export the table again")
    start, end = 0, len(cells)
    while start < end and not cells[start]:
        start += 1
    while end > start and not cells[end - 1]:
        end -= 1
    label = "" if start or start == end or is_cell(cells[0]) else cells[0]
    inside = cells[1 if label else start : end]
    numbers = _floats(inside, plain=plain)
    if numbers is None:
        return None
    measured = sum(number == number for number in numbers)
    if (label and 2 * measured < len(cells)) or len(units) > measured:
        return None
    before = 1 if label else start
    numbers = [_NAN] * before + numbers + [_NAN] * (len(cells) - end)
    whole = "." not in cells[0]
    return _Row(numbers, label, before, len(cells) - end, measured, dialect.decimal in line, whole, units)


def _floats(cells: list[str], *, plain: bool) -> list[float] | None:
    """Return the numbers of cells, NaN where nothing was measured; None if one of them is neither."""
    if plain:
        with suppress(ValueError):  # the cell is a dash, "n/a" or no number at all
            return [float(cell) if cell else _NAN for cell in cells]
    numbers: list[float] = []
    for cell in cells:
        if cell in NOT_MEASURED:
            numbers.append(_NAN)
        elif is_number(cell):
            numbers.append(float(cell))
        elif cell.lower() in NOT_MEASURED:
            numbers.append(_NAN)
        else:
            return None
    return numbers
