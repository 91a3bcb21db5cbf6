"""Values in a plane as colours, each with its value under the pointer: tables of methods, and pictures of errors."""

from collections.abc import Sequence
from typing import Any

import sr_core as sr

from .plot import Axis, Rows, safe, show_plot

_MIDDLE = "#f2f2ee"
_GAINS = [[0.0, "#e08a4a"], [0.5, _MIDDLE], [1.0, "#56b2c1"]]
"""Losses in orange, gains in teal, as in all figures of the app; light enough for dark text."""
_CELL_INK = "#0a1216"
_MOST_WRITTEN = 8
"""Most columns whose values are written into their cells; of more, a scale of the colours is shown instead."""
_ROW = 30
"""Height of a row of a table with its text, CSS pixels."""


def show_matrix(
    values: Sequence[Sequence[float | None]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    quantity: Axis,
    digits: int,
    across: str,
    down: str,
    name: str,
    alt: str,
    key: str,
    columns_title: str = "",
) -> None:
    """Plot a table of gains and losses; 0 has the middle colour.

    Args:
        values: one list for each row; None where nothing was measured.
        rows: names of the rows, the uppermost first.
        columns: names of the columns.
        quantity: what a value is, with its unit.
        digits: decimals of a value.
        across: what a column is, such as "Picture".
        down: what a row is, such as "Network".
        name: what the plot shows.
        alt: text alternative.
        key: unique on the page, beginning with the page's name.
        columns_title: title of the horizontal axis; empty for none.
    """
    known = [abs(value) for line in values for value in line if value is not None]
    end = max(known, default=1.0) or 1.0
    texts = [
        ["" if v is None else f"{round(v, digits) + 0.0:+.{digits}f}".replace("-", "−") for v in line]
        for line in values
    ]
    written = len(columns) <= _MOST_WRITTEN
    trace = {
        "type": "heatmap",
        "x": [safe(column).replace(", ", ",<br>") for column in columns],
        "y": [safe(row) for row in rows],
        "z": [list(line) for line in values],
        "text": texts,
        "texttemplate": "%{text}" if written else "",
        "showscale": not written,
        "textfont": {"color": _CELL_INK, "size": 11},
        "zmin": -end,
        "zmax": end,
        "colorscale": _GAINS,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertemplate": f"<b>%{{y}}</b><br>{safe(across)}: %{{x}}<br>{safe(quantity.title)}: %{{text}}<extra></extra>",
        "colorbar": _bar(quantity.title),
    }
    layout = {
        "xaxis": {"type": "category", "automargin": True, "title": {"text": safe(columns_title)}},
        "yaxis": {"type": "category", "autorange": "reversed", "automargin": True, "title": {"text": ""}},
        "hovermode": "closest",
    }
    table = [{down: row, **dict(zip(columns, line, strict=True))} for row, line in zip(rows, values, strict=True)]
    show_plot([trace], layout, name=name, alt=alt, rows=table, key=key, height=170 + _ROW * len(rows))


def show_error_map(found: sr.ErrorMap, *, end: float, quantity: Axis, name: str, alt: str, key: str) -> None:
    """Plot errors at their places in the picture, red above zero and blue below, as the viewer paints them.

    Args:
        found: the errors.
        end: error from which on a cell has the colour of the end.
        quantity: what a value is, with its unit, and its format.
        name: what the plot shows.
        alt: text alternative.
        key: unique on the page, beginning with the page's name.
    """
    height, width = found.values.shape
    told = safe(quantity.title)
    trace: dict[str, Any] = {
        "type": "heatmap",
        "z": found.values,
        "x0": 0,
        "dx": found.block,
        "y0": 0,
        "dy": found.block,
        "zmin": -end,
        "zmax": end,
        "colorscale": sr.colour_stops("difference"),
        "hoverongaps": False,
        "hovertemplate": f"x %{{x:.0f}}, y %{{y:.0f}}<br>{told}: %{{z:{quantity.format}}}<extra></extra>",
        "colorbar": _bar(quantity.title),
    }
    plain_axis = {"showgrid": False, "zeroline": False, "automargin": True, "constrain": "domain"}
    layout = {
        "xaxis": plain_axis | {"title": {"text": "x, pixels"}},
        "yaxis": plain_axis | {"title": {"text": "y, pixels"}, "autorange": "reversed", "scaleanchor": "x"},
        "hovermode": "closest",
    }
    side = min(560, max(300, 100 + 560 * height // max(1, width)))
    rows = [
        {
            "From x": area.left,
            "From y": area.top,
            "Width": area.width,
            "Height": area.height,
            f"Mean size of the {quantity.title[0].lower()}{quantity.title[1:]}": _known(area.mean),
            f"Largest {quantity.title[0].lower()}{quantity.title[1:]}": _known(area.largest),
        }
        for area in found.areas
    ]

    def cells() -> Rows:
        return [{"x": x, "y": y, quantity.title: _known(value)} for x, y, value in found.cells()]

    show_plot([trace], layout, name=name, alt=alt, rows=rows, csv_rows=cells, key=key, height=side)


def _known(value: float) -> float | None:
    return value if value == value else None


def _bar(title: str) -> dict[str, Any]:
    return {
        "title": {"text": safe(title), "side": "right"},
        "thickness": 12,
        "outlinewidth": 0,
    }
