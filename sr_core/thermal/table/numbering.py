"""Numbering: rows and columns beside the temperatures that only count, or give the place of a pixel."""

import numpy as np

from ...errors import DecodeError
from ...files.text import short_label
from .blocks import Block
from .choice import damaged_cell
from .columns import (
    CORNER,
    INDEX,
    TIME,
    X,
    Y,
    counts,
    has_equal_steps,
    has_nearly_equal_steps,
    is_label_sequence,
    role_of,
)

LEFT_OUT_COLUMNS, LEFT_OUT_ROWS = "The numbers of the columns were left out.", "The numbers of the rows were left out."
_ENOUGH = 8
"""Numbers in a row or column from which whole numbers that count cannot be temperatures by chance."""


def without_numbering(
    values: np.ndarray, block: Block, names: list[str], *, headed: bool
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Leave out rows and columns that only count.

    Args:
        values: all numbers of the block, (H, W).
        block: block that they are from, which tells how they are written.
        names: headings of the columns; empty for none.
        headed: True if numbers of the columns, without a corner, were left out already.

    Raises:
        DecodeError: if they may as well be temperatures.
    """
    notes: tuple[str, ...] = (LEFT_OUT_COLUMNS,) if headed else ()
    side_named = len(names) > 1 and (role_of(names[0]) in (Y, CORNER, INDEX) or is_label_sequence(names[1:]))
    if block.trailing > 1:
        notes += (f"{block.trailing} empty columns at the right were left out.",)
    if block.leading > 1 and not block.labels:
        notes += (f"{block.leading} empty columns at the left were left out.",)
    values = values[:, : values.shape[1] - block.trailing]
    if block.leading:
        _check_labels(block)
        values = values[:, block.leading :]
    elif set(block.labels) == {0} and block.width == 2 and role_of(block.labels[0]) == TIME:
        values = values[1:]  # this is "Frame 1" above two columns
    elif block.labels and (set(block.labels) != {0} or block.rows < 2):
        row, label = next(iter(block.labels.items()))
        raise damaged_cell(block.first + row, 1, label)
    elif block.rows > 1 and values.shape[1] > 1 and np.isnan(values[0, 0]):
        if _has_corner(values, block):
            return values[1:, 1:], (LEFT_OUT_COLUMNS, LEFT_OUT_ROWS)
        if block.labels and counts(values[0, 1:]) and _is_alike(values[1:, 0], values[1:, 1:]):
            return values[1:], (LEFT_OUT_COLUMNS,)
        if block.labels:
            raise damaged_cell(block.first, 1, block.labels[0])
        _refuse_positions(values[:, 1:], block)
        _refuse_positions(values[1:], block)
        return values, notes
    elif _has_zero_corner(values, block):
        return values[1:, 1:], (LEFT_OUT_COLUMNS, LEFT_OUT_ROWS)
    values, above = _without_top(values, block)
    notes += above
    if not block.leading and values.shape[1] > 1:
        values, beside = _without_side(values, block, headed=bool(headed or above or side_named))
        notes += beside
    _refuse_positions(values, block)
    return values, notes


def _check_labels(block: Block) -> None:
    """Accept one text before the first row, the same before all, or texts that count the rows."""
    labels = list(block.labels.values())
    if not labels or set(block.labels) == {0}:
        return
    if len(labels) == block.rows and (len(set(labels)) == 1 or is_label_sequence(labels)):
        return
    row, label = list(block.labels.items())[-1]
    clock = sum(c.isdigit() for c in label) >= 4 and any(c in label for c in ":/-.")
    what = "temperatures over time" if clock else "rows with names"
    raise DecodeError(
        f"line {block.first + row}: expected the temperatures of a picture, found {what}, such as "
        f"{short_label(label[:200])!r}; export one line of numbers for each row of the picture"
    )


def _has_corner(values: np.ndarray, block: Block) -> bool:
    """Tell a first row and a first column of positions that meet in a cell without a number."""
    top, side, label = values[0, 1:], values[1:, 0], block.labels.get(0, "")
    few = len(side) == 1 and side[0] in (0.0, 1.0)
    if not (has_equal_steps(side) or few) or not (has_equal_steps(top) or (len(top) == 1 and top[0] in (0.0, 1.0))):
        return False
    if label:
        return counts(top) or role_of(label) in (X, Y, CORNER, INDEX)
    whole = block.whole_top and block.whole_side and block.fractions > 0
    body = values[1:, 1:]
    apart = not _overlap(top, body) and not _overlap(side, body)
    return whole or (counts(top) and counts(side)) or apart or bool(top[0] == side[0])


def _is_alike(side: np.ndarray, body: np.ndarray) -> bool:
    """Tell a first column that lies among the others: temperatures below a heading that names the columns only."""
    low, high = np.nanmin(body), np.nanmax(body)
    return bool(np.isfinite(side).all() and side.min() >= low - (high - low) and side.max() <= high + (high - low))


def _overlap(positions: np.ndarray, body: np.ndarray) -> bool:
    if not positions.size or np.isnan(body).all():
        return True
    return bool(positions.max() >= np.nanmin(body) and positions.min() <= np.nanmax(body))


def _has_zero_corner(values: np.ndarray, block: Block) -> bool:
    """Tell "0 0 1 2 ..." over "0 ...", "1 ...": numbers from 0 or 1 on both sides, with a zero where they meet."""
    if block.rows < 3 or values.shape[1] < 3 or not (block.whole_top and block.whole_side and _is_written_out(block)):
        return False
    return bool(values[0, 0] == 0.0 and counts(values[0, 1:]) and counts(values[1:, 0]))


def _without_top(values: np.ndarray, block: Block) -> tuple[np.ndarray, tuple[str, ...]]:
    top = values[0]
    if len(values) < 2 or not block.whole_top:
        return values, ()
    if counts(top) and _is_written_out(block):
        return values[1:], (LEFT_OUT_COLUMNS,)
    if counts(top) and len(top) >= _ENOUGH:
        raise _not_temperatures(block, "line")
    return values, ()


def _without_side(values: np.ndarray, block: Block, *, headed: bool) -> tuple[np.ndarray, tuple[str, ...]]:
    side = values[:, 0]
    counted = counts(side) and block.whole_side
    apart = len(side) >= 3 and has_equal_steps(side) and not _overlap(side, values[:, 1:])
    if (headed and (counted or apart)) or (counted and len(side) >= 3 and _is_written_out(block)):
        return values[:, 1:], (LEFT_OUT_ROWS,)
    if counted and len(side) >= _ENOUGH:
        raise _not_temperatures(block, "column")
    return values, ()


def _refuse_positions(values: np.ndarray, block: Block) -> None:
    """Refuse a first row or column that rises evenly where nothing else does, and that is written or lies apart."""
    if min(values.shape) < 2:
        return
    for found, rest, whole, what in (
        (values[0], values[1:], block.whole_top, "line"),
        (values[:, 0], values[:, 1:].T, block.whole_side, "column"),
    ):
        apart = (whole and _is_written_out(block)) or not _overlap(found[np.isfinite(found)], rest)
        if apart and has_nearly_equal_steps(found) and not has_nearly_equal_steps(rest[0]):
            raise _not_temperatures(block, what)


def _not_temperatures(block: Block, what: str) -> DecodeError:
    where = f"line {block.first}" if what == "line" else f"line {block.first}, column 1"
    numbers = "column" if what == "line" else "row"
    return DecodeError(
        f"{where}: expected temperatures, found {numbers} numbers or the like; delete that {what} or correct it"
    )


def _is_written_out(block: Block) -> bool:
    """Tell a block in which most rows have decimals, so that a number without them stands out."""
    return 2 * block.fractions > block.rows - 1
