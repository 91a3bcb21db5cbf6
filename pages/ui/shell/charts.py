"""Charts in Vega-Lite, which comes with Streamlit, so that nothing is fetched. Every chart has a text alternative."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from .figures import Figure

# The contrast is 3:1 or more on the light and on the dark background.
TEAL, ORANGE, GREY = "#2a93a5", "#cf6a24", "#7d8b91"
COLOURS = {"accuracy": TEAL, "appearance": ORANGE}
_PARTS = [TEAL, ORANGE, "#8a6fc0", "#5c9a3f", "#c0569a", "#a08a2c", GREY]


def _ink() -> str:
    """Return the colour of text in a chart, which Vega does not take from the theme."""
    return {"light": "#0a1216", "dark": "#e4ecee"}.get(st.context.theme.type or "", GREY)


def _show(spec: dict[str, Any], alt: str) -> None:
    st.vega_lite_chart({"autosize": {"type": "fit-x", "contains": "padding"}, **spec}, width="stretch", alt=alt)


def curve(log: Mapping[str, Sequence[float]], columns: Sequence[str], title: str, alt: str) -> None:
    """Plot columns of a training log over steps; on a log axis where they span more than a factor of 20."""
    rows = [
        {"step": step, "part": name.replace("_", " "), "value": value}
        for name in columns
        for step, value in zip(log["step"], log[name], strict=True)
        if value == value
    ]
    values = [value for name in columns for value in log[name] if value == value]
    wide = bool(values) and min(values) > 0 and max(values) > 20 * min(values)
    scale = {"type": "log"} if wide else {"zero": False}
    names = [name.replace("_", " ") for name in columns]
    colour: dict[str, Any] = {"value": TEAL}
    if len(columns) > 1:
        domain = {"domain": names, "range": _PARTS[: len(names)]}
        colour = {"field": "part", "scale": domain, "title": None, "legend": {"orient": "top", "columns": 3}}
    encoding = {
        "x": {"field": "step", "type": "quantitative", "title": "Training step", "axis": {"format": "~s"}},
        "y": {"field": "value", "type": "quantitative", "title": title, "scale": scale},
        "color": colour | ({"type": "nominal"} if len(columns) > 1 else {}),
        "tooltip": [
            {"field": "step", "type": "quantitative", "title": "Step", "format": ","},
            {"field": "part", "type": "nominal", "title": "Quantity"},
            {"field": "value", "type": "quantitative", "title": "Value", "format": ".4~r"},
        ],
    }
    mark = {"type": "line", "point": {"size": 25}, "strokeWidth": 2}
    _show({"data": {"values": rows}, "mark": mark, "encoding": encoding, "height": 240}, alt)


def scatter(figures: Sequence[Figure], bicubic: float | None, cost: str, title: str, alt: str) -> None:
    """Plot PSNR over a cost (a field of Figure): our figures filled, published ones hollow, bicubic as a line."""
    rows = [
        {
            "name": f.name.removesuffix(" (published)").removesuffix(f" x{f.scale}"),
            "cost": getattr(f, cost),
            "psnr": f.psnr,
            "origin": "published" if f.source else "ours",
            "kind": f.objective,
        }
        for f in figures
        if getattr(f, cost)
    ]
    x = {
        "field": "cost",
        "type": "quantitative",
        "title": title,
        "scale": {"type": "log", "nice": False, "padding": 40},
    }
    x["axis"] = {"format": "~s", "labelOverlap": "greedy", "tickCount": 5, "grid": False}
    y = {"field": "psnr", "type": "quantitative", "title": "PSNR, dB", "scale": {"zero": False, "padding": 20}}
    tooltip = [
        {"field": "name", "type": "nominal", "title": "Network"},
        {"field": "origin", "type": "nominal", "title": "Figure"},
        {"field": "psnr", "type": "quantitative", "title": "PSNR, dB", "format": ".2f"},
        {"field": "cost", "type": "quantitative", "title": title, "format": ".3~s"},
    ]
    colour = {"condition": [{"test": "datum.kind === 'appearance'", "value": ORANGE}], "value": TEAL}
    place = {"x": x, "y": y, "tooltip": tooltip}
    text = {"type": "text", "fontSize": 11, "color": _ink(), "align": "left", "dx": 9}
    hollow = {"type": "point", "filled": False, "strokeWidth": 2, "size": 90, "color": GREY, "shape": "diamond"}
    layers: list[dict[str, Any]] = [
        _layer("published", hollow, place),
        _layer("ours", {"type": "point", "filled": True, "size": 110, "opacity": 1}, {**place, "color": colour}),
        _layer("ours", text, {"x": x, "y": y, "text": {"field": "name"}}),
        _layer("published", {**text, "fontStyle": "italic", "opacity": 0.8, "align": "right", "dx": -9},
               {"x": x, "y": y, "text": {"field": "name"}}),
    ]  # fmt: skip
    if bicubic is not None:
        layers += _bicubic_line(bicubic)
    _show({"data": {"values": rows}, "layer": layers, "height": 420}, alt)


def _layer(origin: str, mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"transform": [{"filter": f"datum.origin === '{origin}'"}], "mark": mark, "encoding": encoding}


def _bicubic_line(psnr: float) -> list[dict[str, Any]]:
    data = {"values": [{"psnr": psnr, "label": f"bicubic {psnr:.2f} dB"}]}
    y = {"field": "psnr", "type": "quantitative"}
    label = {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -3, "fontSize": 11, "color": _ink()}
    return [
        {"data": data, "mark": {"type": "rule", "strokeDash": [5, 4], "color": GREY, "size": 2}, "encoding": {"y": y}},
        {"data": data, "mark": label, "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "label"}}},
    ]


def line_profiles(lines: Mapping[str, Sequence[tuple[float, float]]], title: str, alt: str) -> None:
    """Plot values along a line, one curve for each picture; the plot can be moved and zoomed, a curve highlighted."""
    rows = [
        {"picture": name, "distance": distance, "value": value}
        for name, line in lines.items()
        for distance, value in line
        if value == value
    ]
    domain = {"domain": list(lines), "range": _PARTS[: len(lines)]}
    legend = {"orient": "top", "columns": 2}
    encoding = {
        "x": {"field": "distance", "type": "quantitative", "title": "Distance, input pixels"},
        "y": {"field": "value", "type": "quantitative", "title": title, "scale": {"zero": False}},
        "color": {"field": "picture", "type": "nominal", "scale": domain, "title": None, "legend": legend},
        "opacity": {"condition": {"param": "single", "value": 1}, "value": 0.15},
        "tooltip": [
            {"field": "picture", "type": "nominal", "title": "Picture"},
            {"field": "distance", "type": "quantitative", "title": "Distance, input pixels", "format": ".1f"},
            {"field": "value", "type": "quantitative", "title": title, "format": ".2f"},
        ],
    }
    zoom = {"type": "interval", "zoom": "wheel![event.shiftKey]"}
    params = [
        {"name": "single", "select": {"type": "point", "fields": ["picture"]}, "bind": "legend"},
        {"name": "move", "select": zoom, "bind": "scales"},
    ]
    mark = {"type": "line", "point": {"size": 18}, "strokeWidth": 2}
    _show({"data": {"values": rows}, "mark": mark, "encoding": encoding, "params": params, "height": 260}, alt)


def gain_bars(gains: Mapping[str, float], alt: str) -> None:
    """Plot the gain over bicubic of each method on one picture; losses in orange, to the left of zero."""
    rows = [
        {"name": name, "gain": gain, "label": f"{gain:+.2f}".replace("-", "−")} for name, gain in gains.items()
    ]  # fmt: skip
    order = sorted(gains, key=lambda name: -gains[name])
    colour = {"condition": {"test": "datum.gain < 0", "value": ORANGE}, "value": TEAL}
    x = {"field": "gain", "type": "quantitative", "title": "Gain over bicubic, dB", "scale": {"padding": 45}}
    y = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 130}}
    encoding = {"x": x, "y": y, "text": {"field": "label"}}
    spec = {
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "bar", "size": 14}, "encoding": {"x": x, "y": y, "color": colour}},
            _text("datum.gain >= 0", {"align": "left", "dx": 5}, encoding),
            _text("datum.gain < 0", {"align": "right", "dx": -5}, encoding),
        ],
        "height": {"step": 26},
    }
    _show(spec, alt)


def _text(test: str, place: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    mark = {"type": "text", "color": _ink(), "fontSize": 12, **place}
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}


def contrast_detail(points: Sequence[Mapping[str, Any]], title: str, outcomes: Sequence[str], alt: str) -> None:
    """Plot the nodules of one method by diameter and contrast; colour and shape show their outcome.

    Args:
        points: with "diameter" (mm), "contrast" (stored units), "outcome" and "share" (1 is all).
        title: name of the method.
        outcomes: all possible outcomes, the good ones first; four at most.
        alt: text alternative.
    """
    legend = {"orient": "bottom", "columns": 2, "symbolSize": 110, "labelColor": _ink()}
    ranges = {"color": [TEAL, "#8a6fc0", ORANGE, GREY], "shape": ["circle", "triangle-up", "cross", "diamond"]}
    mark: dict[str, Any] = {
        channel: {
            "field": "outcome",
            "type": "nominal",
            "scale": {"domain": list(outcomes), "range": values},
            "title": None,
            "legend": legend,
        }
        for channel, values in ranges.items()
    }
    mark["tooltip"] = [
        {"field": "diameter", "type": "quantitative", "title": "Diameter, mm"},
        {"field": "contrast", "type": "quantitative", "title": "Contrast"},
        {"field": "outcome", "type": "nominal", "title": "Outcome"},
        {"field": "share", "type": "quantitative", "title": "Share of the contrast", "format": ".0%"},
    ]
    x = {"field": "diameter", "type": "ordinal", "title": "Diameter, mm", "axis": {"labelAngle": 0}}
    y = {"field": "contrast", "type": "ordinal", "title": "Contrast, stored units", "sort": "descending"}
    label = {"type": "text", "dy": 15, "fontSize": 10, "color": _ink()}
    spec = {
        "title": {"text": title, "color": _ink(), "fontSize": 13, "anchor": "start"},
        "data": {"values": [dict(point) for point in points]},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 130, "opacity": 1}, "encoding": mark},
            {"mark": label, "encoding": {"text": {"field": "share", "type": "quantitative", "format": ".0%"}}},
        ],
        "height": 200,
        "width": 185,
        "autosize": {"type": "pad"},
    }
    st.vega_lite_chart(spec, width="content", alt=alt)


def compression(rows: Sequence[Mapping[str, str | float]], cost: str, title: str, alt: str) -> None:
    """Plot quality over cost of students: rows of name, kind ("alone", "with teacher"), cost and value."""
    kinds = ["with teacher", "alone"]
    colours, shapes = {"domain": kinds, "range": [TEAL, GREY]}, {"domain": kinds, "range": ["circle", "diamond"]}
    log_scale = {"type": "log", "nice": False, "padding": 30}
    axis = {"format": "~s", "grid": False, "tickCount": 5}
    encoding = {
        "x": {"field": "cost", "type": "quantitative", "title": cost, "scale": log_scale, "axis": axis},
        "y": {"field": "value", "type": "quantitative", "title": title, "scale": {"zero": False, "padding": 15}},
        "color": {"field": "kind", "type": "nominal", "scale": colours, "title": None, "legend": {"orient": "top"}},
        "shape": {"field": "kind", "type": "nominal", "scale": shapes, "title": None},
        "tooltip": [
            {"field": "name", "type": "nominal", "title": "Student"},
            {"field": "kind", "type": "nominal", "title": "Trained"},
            {"field": "value", "type": "quantitative", "title": title, "format": ".4~r"},
            {"field": "cost", "type": "quantitative", "title": cost, "format": ".3~s"},
        ],
    }
    mark = {"type": "point", "filled": True, "size": 90, "opacity": 1}
    _show({"data": {"values": list(rows)}, "mark": mark, "encoding": encoding, "height": 300}, alt)
