"""Bars to both sides of zero: the gain of each method."""

from collections.abc import Mapping

from .plot import ORANGE, TEAL, Axis, Rows, safe, show_plot

_ROW = 26
"""Height of a bar with its gap, CSS pixels."""


def show_bars(values: Mapping[str, float], *, x: Axis, name: str, alt: str, key: str) -> None:
    """Plot one bar for each name, the highest first; values below zero in orange, to the left of it."""
    ordered = sorted(values.items(), key=lambda item: -item[1])
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [safe(method) for method, _ in ordered],
        "x": [value for _, value in ordered],
        "text": [f"{value:+.2f}".replace("-", "−") for _, value in ordered],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": [ORANGE if value < 0 else TEAL for _, value in ordered]},
        "hovertemplate": f"<b>%{{y}}</b><br>{safe(x.title)}: %{{text}}<extra></extra>",
    }
    vertical = {"type": "category", "autorange": "reversed", "automargin": True, "title": {"text": ""}}
    layout = {"xaxis": x.layout(), "yaxis": vertical, "hovermode": "closest"}
    rows: Rows = [{"Name": method, x.title: value} for method, value in ordered]
    show_plot([trace], layout, name=name, alt=alt, rows=rows, key=key, height=100 + _ROW * len(ordered))
