"""Choice of the block that is the picture. If no single block is, the table is refused with a reason."""

import re

import numpy as np

from ...errors import DecodeError
from ...files.text import short_label
from .blocks import Block, Parts, TextLine
from .cell import is_cell, is_number, without_units
from .columns import counts, is_label_sequence
from .dialect import Dialect, plain_numbers

MAX_PARAMETERS = 8
"""Largest number of numbers in a line that may stand apart from the table, such as its size."""

_WIDE = 6
"""Columns from which a line with digits in most cells is no parameter."""
_LIKE_A_NUMBER = re.compile(r"[-+(\[{\"']*\d", re.ASCII)


def choose_block(parts: Parts) -> tuple[Block, tuple[str, ...]]:
    """Return the largest block, and notes on lines that are left out.

    Raises:
        DecodeError: if numbers beside it may be another table or a part of it.
    """
    block = max(parts.blocks, key=lambda one: one.rows * one.width - len(one.labels))
    notes: tuple[str, ...] = ()
    for other in parts.blocks:
        if other is block or len(other.labels) == other.rows:
            continue  # lines such as "Range;-20;120" are parameters
        if _numbers_columns(parts, other, block):
            continue
        short = min(other, block, key=lambda one: one.first)
        if other.width == block.width:
            _refuse_damaged_rows(parts, short.last, max(other.first, block.first))
        if block.joined and other.last + 1 == block.first:
            raise _ragged(other, block)
        if other.joined and block.last + 1 == other.first:
            raise _ragged(block, other)
        if other.rows > 1 or other.width > MAX_PARAMETERS or 2 * other.width >= block.width:
            raise DecodeError(
                f"expected one table, found two, in {_lines(short)} and {_lines(other if short is block else block)}; "
                "export the temperatures of one picture alone"
            )
        notes += (f"Line {other.first} was left out, since it is apart from the table.",)
    _refuse_gaps(parts, block)
    for line in parts.texts:
        if not block.first <= line.number <= block.last:  # its own rows with a text in front are judged as rows
            refuse_damaged_row(line, block, parts.dialect)
    return block, notes


def has_missing_corner(parts: Parts, block: Block) -> bool:
    """Tell column numbers above a block that has row numbers as well, with an empty cell where the two meet."""
    return any(_numbers_columns(parts, other, block) for other in parts.blocks if other is not block)


def refuse_damaged_row(line: TextLine, block: Block, dialect: Dialect) -> None:
    """Refuse a line of text that would be a row but for a damaged cell; it must not pass for a heading.

    Raises:
        DecodeError: naming line and column.
    """
    quotes = line.text.count('"')
    text = line.text.replace('"', "") if quotes % 2 else line.text
    cells, width = dialect.cells(without_units(text)[0]), block.width
    beside = line.number in (block.first - 1, block.last + 1)
    numbers = sum(map(is_number, cells))
    like = len(cells) == width > 1 and all(is_cell(cell) or _LIKE_A_NUMBER.match(cell) for cell in cells)
    # Right below the table a full line with a number in it is a row; above, one that begins with a number.
    part = len(cells) == width > 1 and all(cells) and numbers > 0
    part = part and beside and (line.number > block.last or is_number(cells[0]))
    part = part or (len(cells) > 1 and bool(plain_numbers(text)))  # only its characters are those of numbers
    part = part or (quotes % 2 == 1 and beside and any(map(str.isdigit, text)))
    digits = sum(any(map(str.isdigit, cell)) for cell in cells) if width >= _WIDE else 0
    most = 2 * digits > max(width, len(cells))
    named = is_label_sequence(cells) or is_label_sequence(cells[1:]) or _is_numbering(cells[1:])
    if named or not (like or part or most or 2 * numbers > max(width, 3)):
        return
    if quotes % 2:
        raise DecodeError(
            f"line {line.number}: expected a second quote behind {short_label(line.text[:80])!r}, found none; "
            "correct it or export the table again"
        )
    damaged = next(((at, cell) for at, cell in enumerate(cells, 1) if not is_cell(cell)), None)
    if damaged is not None:  # else a line of units such as ",°C,°C"
        raise damaged_cell(line.number, *damaged)


def damaged_cell(line: int, column: int, cell: str) -> DecodeError:
    """Return the refusal of a cell that is no number."""
    marks = cell.count(".") + cell.count(",")
    what = "with one decimal mark and no thousands separators" if marks > 1 else "or nothing"
    return DecodeError(
        f"line {line}, column {column}: expected a number {what}, found {short_label(cell[:200])!r}; "
        "correct it or export the table again"
    )


def _refuse_damaged_rows(parts: Parts, above: int, below: int) -> None:
    """Refuse text between two blocks that would join them but for a damaged cell: they are not two tables then."""
    block = next(one for one in parts.blocks if one.last == above)
    for line in parts.texts:
        if above < line.number < below:
            refuse_damaged_row(line, block, parts.dialect)


def _numbers_columns(parts: Parts, other: Block, block: Block) -> bool:
    fits = other.rows == 1 and other.width + 1 == block.width and other.last < block.first
    return fits and block.joined and block.rows > 1 and other.whole_top and counts(parts.numbers(other)[0])


def _is_numbering(cells: list[str]) -> bool:
    return len(cells) > 1 and all(map(is_number, cells)) and counts(np.array(list(map(float, cells))))


def _refuse_gaps(parts: Parts, block: Block) -> None:
    """Refuse blank lines between some rows but not all: such a table may be two pictures."""
    inner = [row for row in block.voids if 0 < row < block.rows - 1]
    holes = inner and np.isnan(parts.numbers(block)[:, block.leading : block.width - block.trailing]).sum(axis=1)
    lines = block.gaps if len(block.gaps) < block.rows - 1 else []
    if lines or (len(inner) and not np.delete(holes, block.voids).any() and set(block.unfilled) == set(block.voids)):
        at = f"before line {lines[0]}" if lines else "of separators only"
        raise DecodeError(
            f"expected one table, found an empty line {at} between rows of numbers, as between two; "
            "export the temperatures of one picture alone, or delete the line"
        )


def _ragged(above: Block, below: Block) -> DecodeError:
    return DecodeError(
        f"line {below.first}: expected {above.width} numbers as in line {above.first}, found {below.width}; "
        "export the table again"
    )


def _lines(block: Block) -> str:
    return f"line {block.first}" if block.rows == 1 else f"lines {block.first} to {block.last}"
