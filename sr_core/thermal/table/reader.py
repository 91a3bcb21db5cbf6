"""Tables of temperatures: CSV, TSV and the like, as thermography programs export them."""

import re
from collections.abc import Iterable

import numpy as np

from ...errors import DecodeError
from ...files.limits import LIMITS
from ...files.raster import Raster, check_size
from ...files.text import TableText, read_text, short_label
from ..declaration import declares_scale
from ..units import Unit, named_units, unit_of
from .blocks import Block, Parts, TextLine, read_blocks
from .choice import choose_block, has_missing_corner
from .columns import column_names, refuse_series
from .dialect import find_dialect
from .numbering import without_numbering
from .points import grid_of_points, is_point_table, refuse_unnamed_points, temperature_column

MAX_TABLE_BYTES = 64 * 2**20
"""Largest table that is read: a picture of 640 x 480, enlarged to x4 and exported."""

MAX_POINTS = 1_500_000
"""Largest number of lines of a table with a line for each pixel: a camera of 1280 x 1024 fits."""

_HEAD_BYTES = 4096
_HEAD_LINES = 200
_ABSENT = (-999.0, -9999.0, -99999.0)
"""Number that stands for "not measured" in many programs; it is below absolute zero in degC, degF and K."""
_COLDEST = -460.0
"""Absolute zero in degF: where other numbers lie below it, they count parts of a degree, and -999 may be such a number,
too."""
_NODATA = re.compile(
    r"[#%\s]*+nodata(?:_value)?[\s:=,;]++([-+]?\d{1,10}(?:\.\d{0,10})?(?:e[-+]?\d{1,2})?)\s*+$",
    re.IGNORECASE | re.ASCII,
)
_APART = re.compile(r"[\s;:,|()\[\]{}\"]+")


def read_table(data: bytes) -> Raster | None:
    """Read a table of numbers as `Raster.stored`; a unit that it names becomes its text.

    One line is one row of the picture, or one pixel where headings name x, y and temperature. Headings, parameters and
    statistics around the numbers, blank lines, separators at both ends of lines, and numbers that only count rows and
    columns are left out.

    Returns:
        A raster of float64, NaN for cells that were not measured; None for a text that is no table.

    Raises:
        DecodeError: for a table that is too large, that is no picture, or whose numbers cannot be read in one way only.
    """
    if len(data) > MAX_TABLE_BYTES:
        raise DecodeError(
            f"expected a table of at most {MAX_TABLE_BYTES >> 20} MB, found {len(data) >> 20} MB; crop it"
        )
    if not any(byte in b"0123456789" for byte in data[:_HEAD_BYTES]):
        return None
    text = read_text(data)
    if text is None:
        raise DecodeError("expected a table as text, found zero bytes in it; export or download it again")
    check_lines(text)
    dialect = find_dialect(text)
    parts = read_blocks(text, dialect) if dialect else None
    if parts is None or not parts.blocks:
        refuse_other_table(text)
        return None
    block, notes = choose_block(parts)
    values, block = _without_voids(parts, block)
    values, absent = _without_absent(parts, values)
    notes += absent
    names = column_names(parts, block)
    if is_point_table(names):
        refuse_partial_units(block, block.bare)
        heading = names[temperature_column(names)]
        units = _units(parts, block, skipped=(block.first - 1, block.first - 2), column=heading)
        values, more = grid_of_points(values, block, names)
    else:
        refuse_partial_units(block, block.unmarked)
        units = _units(parts, block)
        values, more = _picture(values, parts, block, names)
    check_size(values.shape[1], values.shape[0], 32)
    texts = tuple(line.text for line in parts.texts if declares_scale(line.text))
    texts = texts or tuple(f"unit={unit.name}" for unit in units)
    return Raster(values[..., None], notes=notes + more, stored=values, texts=texts)


def check_lines(text: TableText) -> None:
    """Refuse a text of more lines than a picture has rows, before they are read.

    Raises:
        DecodeError: naming the limit.
    """
    count = text.line_count
    if count <= LIMITS.side:
        return
    head: list[str] = []
    for _, line in text.lines():
        head.append(line)
        if len(head) == _HEAD_LINES:
            break
    named = any(is_point_table(re.split(r"[;,\t| ]+", line[:400].lstrip("#% "))) for line in head)
    if not named or count > MAX_POINTS:
        limit = MAX_POINTS if named else LIMITS.side
        raise DecodeError(
            f"expected a table of at most {limit:,} lines, found {count:,}; "
            "export the temperatures as one line of numbers for each row of the picture"
        )


def refuse_other_table(text: TableText) -> None:
    """Refuse a text that looks like a table but has no row of numbers.

    Raises:
        DecodeError: naming its first such line.
    """
    for seen, (number, line) in enumerate(text.lines()):
        cells = [cell for cell in _APART.split(line[:4096]) if cell]
        digits = sum(any(map(str.isdigit, cell)) for cell in cells)
        if digits >= 2 and 2 * digits >= len(cells):
            raise DecodeError(
                f"line {number}: expected a row of temperatures, found {short_label(line[:200])!r}; "
                "export one line of numbers for each row of the picture, with semicolons between them"
            )
        if seen >= _HEAD_LINES:
            return


def _without_voids(parts: Parts, block: Block) -> tuple[np.ndarray, Block]:
    """Leave out lines of separators only between the table and the text above or below it."""
    at, values = parts.blocks.index(block), parts.numbers(block)
    first, last = 0, block.rows
    if any(line.block == at and line.number < block.first for line in parts.texts):
        while first in block.voids:
            first += 1
    if any(line.number > block.last for line in parts.texts):
        while last - 1 in block.voids:
            last -= 1
    if first:
        block.labels = {row - first: label for row, label in block.labels.items()}
        block.first += first
    block.rows = last - first
    return values[first:last], block


def _without_absent(parts: Parts, values: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Replace numbers by NaN that mean "not measured", declared (NODATA_value of an ESRI grid) or by convention."""
    declared = (_NODATA.match(line.text) for line in parts.texts)
    marks = {float(found[1]) for found in declared if found}
    usual = np.isin(values, _ABSENT)
    if usual.any() and np.min(values, initial=np.inf, where=np.isfinite(values) & ~usual) > _COLDEST:
        marks.update(_ABSENT)
    found = {mark: int(np.count_nonzero(values == mark)) for mark in marks}
    if not any(found.values()):
        return values, ()
    told = " and ".join(f"{count:,} of {mark:g}" for mark, count in sorted(found.items()) if count)
    return np.where(np.isin(values, list(marks)), np.nan, values), (
        f"These numbers were read as not measured: {told}.",
    )


def _picture(values: np.ndarray, parts: Parts, block: Block, names: list[str]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return a block as rows of a picture, without numbering."""
    refuse_series(names, block.width - block.trailing)
    refuse_unnamed_points(values[:, block.leading : block.width - block.trailing], block)
    headed = has_missing_corner(parts, block)
    picture, notes = without_numbering(values, block, names, headed=headed)
    if picture.shape[1] == 1 < values.shape[1] - block.trailing - block.leading or not picture.size:
        raise DecodeError(
            "expected the temperatures of a picture, found one temperature in each line beside its number; "
            "export one line of numbers for each row of the picture"
        )
    return picture, notes


def refuse_partial_units(block: Block, line: int) -> None:
    """Refuse a table with units behind some numbers and not behind others.

    Raises:
        DecodeError: naming a line without one.
    """
    if block.marked and line:
        raise DecodeError(
            f"line {line}: expected a unit behind each number as in other lines, found numbers without one; "
            "correct it or export the table again"
        )


def _units(parts: Parts, block: Block, *, skipped: Iterable[int] = (), column: str = "") -> list[Unit]:
    """Return the units that a table names: behind its numbers, in the text around them, or in a column's heading."""
    found = [unit_of(letter) for letter in sorted(block.units)]
    lines: list[TextLine] = [line for line in parts.texts if line.number not in skipped]
    for text in [line.text for line in lines if not declares_scale(line.text)] + [column]:
        found += [unit for unit in named_units(text) if unit not in found]
    return found
