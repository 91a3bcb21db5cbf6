"""Curves over one quantity, in one panel or several above each other, with the values of all under the pointer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .plot import GREY, Axis, Rows, line_styles, safe, show_plot

_GAP = 0.07
"""Share of the height between two panels."""
_UNDER_MARKS = 0.95
"""Upper end of the panels where texts of marks stand above them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One curve."""

    name: str
    """Text of the legend; curves of one name in several panels are switched together."""
    points: tuple[tuple[float, float], ...]
    """(x, y); NaN and, on a logarithmic axis, what is not above 0 are left out."""
    panel: int = 0
    """Index of its panel."""
    style: str = ""
    """Name by which colour and dash are chosen; empty for `name`."""
    dash: str = ""
    """Dash of Plotly; empty for that of the style."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the horizontal axis where something happened."""

    x: float
    """Place."""
    text: str
    """Short text at the top of the plot, such as a number that a sentence below explains."""


def show_lines(
    lines: Sequence[Line],
    panels: Sequence[Axis],
    *,
    x: Axis,
    name: str,
    alt: str,
    key: str,
    reference: str | None = None,
    rule: float | None = None,
    marks: Sequence[Mark] = (),
    shares: Sequence[float] = (),
    height: int = 340,
) -> None:
    """Plot curves; a click on a name in the legend switches its curve, two clicks leave it alone.

    Args:
        lines: curves, in the order of the legend.
        panels: vertical axis of each panel, the uppermost first.
        x: horizontal axis of all panels.
        name: what the plot shows.
        alt: text alternative.
        key: unique on the page, beginning with the page's name.
        reference: name of the curve that is grey and thick; None for none.
        rule: place of a dashed vertical line without a text; None for none.
        marks: dotted vertical lines with a text.
        shares: share of the height of each panel; empty for equal ones.
        height: CSS pixels.
    """
    styles = line_styles(list(dict.fromkeys(line.style or line.name for line in lines)), reference)
    seen: set[str] = set()
    traces = []
    for line in lines:
        axis = panels[line.panel]
        kept = [(a, b) for a, b in line.points if b == b and (b > 0 or not axis.log)]
        style = styles[line.style or line.name]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines" if len(kept) > 60 else "lines+markers",
                "name": safe(line.name),
                "legendgroup": safe(line.name),
                "showlegend": line.name not in seen and len(lines) > 1,
                "x": [a for a, _ in kept],
                "y": [b for _, b in kept],
                "yaxis": _axis_name(line.panel),
                "line": style | ({"dash": line.dash} if line.dash else {}),
                "marker": {"size": 5},
            }
        )
        seen.add(line.name)
    layout: dict[str, Any] = {
        "hovermode": "x unified",
        "hoverdistance": -1,
        "hoversubplots": "axis",
        "xaxis": x.layout() | {"zeroline": False},
    }
    layout |= _panels(panels, shares, top=_UNDER_MARKS if marks else 1.0)
    layout["xaxis"]["anchor"] = _axis_name(len(panels) - 1)
    layout["shapes"] = [_vertical(m.x, "dot") for m in marks] + ([_vertical(rule, "dash")] if rule is not None else [])
    layout["annotations"] = [
        {"x": m.x, "yref": "paper", "y": 1, "yanchor": "top", "xanchor": "left", "text": f"<b>{safe(m.text)}</b>",
         "showarrow": False}
        for m in marks
    ]  # fmt: skip
    show_plot(traces, layout, name=name, alt=alt, rows=_rows(lines, panels, x), key=key, height=height)


def _axis_name(panel: int) -> str:
    return "y" if not panel else f"y{panel + 1}"


def _panels(panels: Sequence[Axis], shares: Sequence[float], top: float) -> dict[str, Any]:
    """Return the vertical axes, the uppermost panel first, which ends at `top`."""
    parts = shares or [1 / len(panels)] * len(panels)
    made: dict[str, Any] = {}
    for n, (axis, share) in enumerate(zip(panels, parts, strict=True)):
        bottom = 0.0 if n == len(panels) - 1 else top - share + _GAP / 2
        made["yaxis" if not n else f"yaxis{n + 1}"] = axis.layout() | {"domain": [max(0.0, bottom), top], "anchor": "x"}
        top = bottom - _GAP
    return made


def _vertical(x: float, dash: str) -> dict[str, Any]:
    line = {"color": GREY, "width": 1.5, "dash": dash}
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x, "line": line}


def _rows(lines: Sequence[Line], panels: Sequence[Axis], x: Axis) -> Rows:
    return [
        {"Curve": line.name, "Quantity": panels[line.panel].title, x.title: a, "Value": None if b != b else b}
        for line in lines
        for a, b in line.points
    ]
