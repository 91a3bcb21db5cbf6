"""Points by two quantities, in groups: quality against cost, students, nodules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .plot import GREY, TEAL, Axis, Rows, safe, show_plot


@dataclass(frozen=True, slots=True)
class Point:
    """One point."""

    name: str
    """What it is: the first line under the pointer, and the first column of the table."""
    x: float | str
    """Place on the horizontal axis, a name where that axis has categories."""
    y: float | str
    """Place on the vertical axis, likewise."""
    group: str
    """Name of its group."""
    label: str = ""
    """Text beside the point; empty for none."""
    more: str = ""
    """Further line under the pointer, and further column of the table; empty for none."""


@dataclass(frozen=True, slots=True)
class Group:
    """Points that the legend switches together."""

    name: str
    """Text of the legend."""
    colour: str = TEAL
    """Colour that is legible in light and dark."""
    symbol: str = "circle"
    """Symbol of Plotly; one that ends in "-open" is hollow."""
    label_side: str = "right"
    """Side of the point on which its label stands: "right", "left" or "below"."""


_SIDES = {"right": "middle right", "left": "middle left", "below": "bottom center"}


def show_scatter(
    points: Sequence[Point],
    groups: Sequence[Group],
    *,
    x: Axis,
    y: Axis,
    name: str,
    alt: str,
    key: str,
    level: tuple[float, str] | None = None,
    more: str = "",
    height: int = 420,
) -> None:
    """Plot points; each has its name and both values under the pointer. Labels are left out on a narrow screen.

    Args:
        points: points of all groups; a group without points is left out of the legend.
        groups: groups in the order of the legend.
        x: horizontal axis.
        y: vertical axis.
        name: what the plot shows.
        alt: text alternative.
        key: unique on the page, beginning with the page's name.
        level: value of `y` that a dashed line marks, and its text; None for none.
        more: title of the points' `more`.
        height: CSS pixels.
    """
    traces = [_trace([p for p in points if p.group == group.name], group, x, y, more) for group in groups]
    layout: dict[str, Any] = {"xaxis": x.layout(), "yaxis": y.layout(), "hovermode": "closest"}
    if level is not None:
        value, text = level
        layout["shapes"] = [
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value,
             "line": {"color": GREY, "width": 2, "dash": "dash"}}
        ]  # fmt: skip
        layout["annotations"] = [
            {"xref": "paper", "x": 0, "xanchor": "left", "y": value, "yanchor": "bottom", "text": safe(text),
             "showarrow": False}
        ]  # fmt: skip
    shown = [trace for trace in traces if trace["x"]]
    show_plot(shown, layout, name=name, alt=alt, rows=_rows(points, x, y, more), key=key, height=height)


def _trace(points: Sequence[Point], group: Group, x: Axis, y: Axis, more: str) -> dict[str, Any]:
    lines = ["<b>%{customdata[0]}</b>", f"{safe(y.title)}: %{{y}}", f"{safe(x.title)}: %{{x}}"]
    lines += [f"{safe(more)}: %{{customdata[1]}}"] if more else []
    labelled = any(p.label for p in points)
    return {
        "type": "scatter",
        "mode": "markers+text" if labelled else "markers",
        "name": safe(group.name),
        "x": [_place(p.x) for p in points],
        "y": [_place(p.y) for p in points],
        "text": [safe(p.label) for p in points],
        "textposition": _SIDES[group.label_side],
        "textfont": {"size": 11},
        "cliponaxis": False,
        "customdata": [[safe(p.name), safe(p.more)] for p in points],
        "marker": {
            "color": group.colour,
            "symbol": group.symbol,
            "size": 11,
            "line": {"width": 2 if group.symbol.endswith("-open") else 0},
        },
        "hovertemplate": "<br>".join(lines) + "<extra>%{fullData.name}</extra>",
    }


def _place(value: float | str) -> float | str:
    return safe(value) if isinstance(value, str) else value


def _rows(points: Sequence[Point], x: Axis, y: Axis, more: str) -> Rows:
    return [
        {"Name": p.name, y.title: p.y, x.title: p.x, **({more: p.more} if more else {}), "Group": p.group}
        for p in points
    ]
