"""Curves of several pictures in one chart; each has a text alternative."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

# 3:1 or more on the light and on the dark background alike; from the eighth on the same again, dashed.
_COLOURS = ("#2a93a5", "#cf6a24", "#8a6fc0", "#5c9a3f", "#c0569a", "#a08a2c", "#4f7fd1")
_REFERENCE = "#7d8b91"
_DASHES = ((1, 0), (6, 3), (2, 2))

Curve = Sequence[tuple[float, float]]


def curves(
    lines: Mapping[str, Curve],
    *,
    reference: str | None,
    x: str,
    y: str,
    alt: str,
    rule: float | None = None,
    log: bool = False,
) -> None:
    """Plot one curve to a picture; a click in the legend singles one out.

    Args:
        lines: name -> points; NaN and, on a log axis, 0 are left out.
        reference: name of the one drawn thick and grey; None for none.
        x: title of the horizontal axis.
        y: title of the vertical axis.
        alt: text alternative.
        rule: where a dashed vertical line stands.
        log: logarithmic vertical axis.
    """
    rows = [
        {"picture": name, "x": round(a, 5), "y": b if log else round(b, 4)}
        for name, line in lines.items()
        for a, b in line
        if b == b and (b > 0 or not log)
    ]
    colours, dashes = _styles(list(lines), reference)
    names = list(lines)

    def styled(values: Sequence[object]) -> dict[str, Any]:
        scale = {"domain": names, "range": list(values)}
        return {"field": "picture", "type": "nominal", "scale": scale, "title": None}

    legend = {"orient": "bottom", "columns": 2, "labelLimit": 160, "symbolType": "stroke"}
    encoding = {
        "x": {"field": "x", "type": "quantitative", "title": x, "scale": {"nice": False}},
        "y": {"field": "y", "type": "quantitative", "title": y, "scale": {"type": "log"} if log else {"zero": False}},
        "color": styled(colours) | {"legend": legend},
        "strokeDash": styled(dashes) | {"legend": legend},
        "strokeWidth": {"condition": {"test": {"field": "picture", "equal": reference or ""}, "value": 5}, "value": 2},
        "opacity": {"condition": {"param": "single", "value": 1}, "value": 0.1},
        "tooltip": [
            {"field": "picture", "type": "nominal", "title": "Picture"},
            {"field": "x", "type": "quantitative", "title": x, "format": ".3~f"},
            {"field": "y", "type": "quantitative", "title": y, "format": ".3~r"},
        ],
    }
    single = {"name": "single", "select": {"type": "point", "fields": ["picture"]}, "bind": "legend"}
    layers: list[dict[str, Any]] = [{"mark": {"type": "line"}, "encoding": encoding, "params": [single]}]
    if rule is not None:
        mark = {"type": "rule", "strokeDash": [5, 4], "color": _REFERENCE, "size": 1.5}
        layers.append({"data": {"values": [{"x": rule}]}, "mark": mark, "encoding": {"x": {"field": "x"}}})
        layers[-1]["encoding"]["x"]["type"] = "quantitative"
    spec = {"data": {"values": rows}, "layer": layers, "height": 320}
    st.vega_lite_chart({"autosize": {"type": "fit-x", "contains": "padding"}, **spec}, width="stretch", alt=alt)


def _styles(names: Sequence[str], reference: str | None) -> tuple[list[str], list[list[int]]]:
    """Return colours and dashes in the order of the names."""
    others = [name for name in names if name != reference]
    places = {name: divmod(n, len(_COLOURS)) for n, name in enumerate(others)}
    colours = [_COLOURS[places[name][1]] if name in places else _REFERENCE for name in names]
    dashes = [list(_DASHES[places[name][0] % len(_DASHES)]) if name in places else [1, 0] for name in names]
    return colours, dashes
