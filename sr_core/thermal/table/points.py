"""Points: tables with one line for each pixel, which gives its place and its temperature."""

import numpy as np

from ...errors import DecodeError
from ...files.raster import check_size
from ...files.text import short_label
from .blocks import Block
from .columns import INDEX, TEMPERATURE, TIME, X, Y, has_equal_steps, role_of

_FILLED = 0.6
"""Share of the places in a grid that need a line; a circle fills 0.79 of its square."""


def is_point_table(names: list[str]) -> bool:
    """Tell headings that name one column for x, one for y and at least one more."""
    roles = [role_of(name) for name in names]
    return len(names) >= 3 and roles.count(X) == 1 and roles.count(Y) == 1


def temperature_column(names: list[str]) -> int:
    """Return the column that holds the temperatures.

    Raises:
        DecodeError: if none or several may.
    """
    roles = [role_of(name) for name in names]
    found = [at for at, role in enumerate(roles) if role == TEMPERATURE]
    if not found:
        found = [at for at, role in enumerate(roles) if role not in (X, Y, TIME, INDEX)]
    if len(found) != 1:
        shown = ", ".join(repr(short_label(names[at], "")) for at in found) or "none"
        raise DecodeError(
            f"expected one column of temperatures beside x and y, found {shown}; delete the other columns, or name one "
            "'temperature (degC)'"
        )
    return found[0]


def grid_of_points(values: np.ndarray, block: Block, names: list[str]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Put points into their places: the smallest x at the left, the smallest y at the top, in any order of the lines.

    Args:
        values: numbers as read, (N, columns).
        block: block that they are from, which gives the numbers of its lines.
        names: headings for which `is_point_table` is true.

    Returns:
        (H, W) float64, NaN where no line gives a temperature, and notes.

    Raises:
        DecodeError: for positions that lie on no grid or occur twice, several times or frames, or mostly empty grids.
    """
    roles = [role_of(name) for name in names]
    for at in (at for at, role in enumerate(roles) if role == TIME):
        if len(np.unique(values[:, at])) > 1:
            raise DecodeError(
                f"expected the points of one picture, found several in column {short_label(names[at], '')!r}; "
                "export the temperatures of one picture alone"
            )
    columns, rows = (_positions(values[:, roles.index(role)], role) for role in (X, Y))
    width, height = int(columns.max()) + 1, int(rows.max()) + 1
    check_size(width, height)
    if len(values) < _FILLED * width * height:
        raise DecodeError(
            f"expected a point for most pixels, found {len(values):,} for {width} x {height}; "
            "export the temperatures of all pixels"
        )
    places = rows * width + columns
    order = np.argsort(places, kind="stable")
    twice = np.flatnonzero(np.diff(places[order]) == 0)
    if len(twice):
        first, second = sorted(order[twice[0] : twice[0] + 2].tolist())
        raise DecodeError(
            f"expected one temperature for each point, found two for the same x and y, in rows {first + 1} and "
            f"{second + 1} of the table; export the temperatures of one picture alone"
        )
    grid = np.full(height * width, np.nan)
    grid[places] = values[:, temperature_column(names)]
    notes: tuple[str, ...] = (
        f"{len(values):,} lines of x, y and temperature were read as a picture, whose top row has the smallest y.",
    )
    if len(values) < height * width:
        notes += (f"{height * width - len(values):,} pixels have no line in the table, so they have no temperature.",)
    return grid.reshape(height, width), notes


def refuse_unnamed_points(values: np.ndarray, block: Block) -> None:
    """Refuse a few columns of which two are positions or one is a time, where no heading says so.

    Raises:
        DecodeError: since such columns are no picture, and which of them is x nobody can tell.
    """
    if not 2 <= values.shape[1] <= 4:
        return
    values = values[np.isfinite(values).all(axis=1)]
    count, width = values.shape
    if count < 4:
        return
    sizes = [len(np.unique(values[:, at])) for at in range(width)]
    for at in range(width):
        for other in range(at):
            pairs = np.unique(values[:, (other, at)], axis=0)
            cells = sizes[at] * sizes[other] if min(sizes[at], sizes[other]) > 1 else 0
            full = len(pairs) == count <= cells <= (count if count < 9 else count / _FILLED)
            if width > 2 and full and all(has_equal_steps(np.unique(values[:, one])) for one in (at, other)):
                raise DecodeError(
                    "expected the temperatures of a picture, found lines of two positions and a value without "
                    "headings; write a first line that names them, such as 'x,y,temperature (degC)'"
                )
    even = [has_equal_steps(values[:, at]) for at in range(width)]
    alike = all(even) and np.ptp(values[-1] - values[0]) < 1e-6
    if count >= 5 and any(even) and not alike:
        raise DecodeError(
            f"expected the temperatures of a picture, found {count:,} lines of which a number rises evenly, as a time "
            "or a position does; export one line of numbers for each row of the picture"
        )


def _positions(found: np.ndarray, role: str) -> np.ndarray:
    """Return the place of each coordinate on an even grid, from 0.

    Raises:
        DecodeError: if they are no such grid.
    """
    if not np.isfinite(found).all():
        raise DecodeError(f"expected a number as {role} in each line, found a line without; export the table again")
    distinct = np.unique(found)
    if len(distinct) == 1:
        return np.zeros(len(found), np.int64)
    step = (distinct[-1] - distinct[0]) / (len(distinct) - 1)
    # Coordinates are rounded when they are written: a difference of a fifth of a step does not make another pixel.
    if np.abs(distinct - distinct[0] - step * np.arange(len(distinct))).max() > 0.2 * step:
        gaps = np.diff(distinct)
        raise DecodeError(
            f"expected evenly spaced points, found steps of {gaps.min():g} to {gaps.max():g} in {role}; "
            "export the temperatures of all pixels"
        )
    return np.searchsorted(distinct, found)
