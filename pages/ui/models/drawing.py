"""Drawing of a net from top to bottom: its layers as boxes, repeated blocks in frames, skips as lines at the right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import streamlit as st

import sr_core as sr

from ..shell.text import count, plain
from .layer_text import drawing_text, layer_more, layer_name

WIDTH = 340
"""Width of a drawing in CSS pixels, so that it fits a phone."""
_LEFT, _RIGHT, _INSET = 12, 250, 9
_GAP, _LOW, _HIGH, _RADIUS = 16, 28, 42, 11
_LANE, _FIRST_LANE = 11, _RIGHT + 13
_HERE = Path(__file__).parent
_drawing = st.components.v2.component(
    "honest_pixels_drawing",
    html='<div class="drawing"></div>',
    css=(_HERE / "drawing.css").read_text(encoding="utf-8"),
    js=(_HERE / "drawing.js").read_text(encoding="utf-8"),
)


def show_drawing(card: sr.ModelCard) -> None:
    """Show the net of a checkpoint; a sentence instead where it cannot be drawn."""
    try:
        drawing = sr.draw_net(card)
    except sr.SRError as error:
        st.caption(f"The network cannot be drawn. {plain(str(error))}.")
        return
    _drawing(key=f"models_drawing_{card.id}", data=svg(drawing))
    st.caption(
        f"{drawing.convolutions} convolutions with {count(drawing.parameters)} parameters. The drawing is made from "
        "the operations that are run. Numbers with an arrow are channels; a dashed frame is repeated, each time with "
        "parameters of its own; lines at the right are skips."
    )


@dataclass(slots=True)
class _Sheet:
    """What was drawn so far."""

    y: int = 4
    """Where the next box begins."""
    marks: list[str] = field(default_factory=list)
    """Elements of the SVG."""
    ends: dict[int, int] = field(default_factory=dict)
    """Place of a layer -> height of the gap below it."""
    sums: list[tuple[int, int, int]] = field(default_factory=list)
    """Place where a skip begins, height of the box where it ends, and right edge of that box."""
    frames: list[tuple[int, int, int]] = field(default_factory=list)
    """Top, bottom and depth of each frame."""


def svg(drawing: sr.Drawing) -> str:
    """Return the drawing as SVG of `WIDTH` pixels, with a description; colours are those of the page's theme."""
    sheet = _Sheet()
    _box(sheet, "Input", _channels(drawing.channels), 0)
    sheet.ends[sr.AT_INPUT] = _gap(sheet)
    _draw(sheet, drawing.parts, 0)
    _box(sheet, f"Result, {drawing.scale}× per side", _channels(drawing.channels), 0)
    lanes = _lanes(sheet)
    skips = [_skip(*line) for line in lanes]
    frames = [_frame(frame, lanes) for frame in sheet.frames]
    said = escape(drawing_text(drawing), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{said}" width="{WIDTH}" '
        f'height="{sheet.y + 4}" viewBox="0 0 {WIDTH} {sheet.y + 4}">{"".join([*frames, *skips, *sheet.marks])}</svg>'
    )


def _channels(number: int) -> str:
    return "red, green, blue" if number == 3 else "1 channel"


def _draw(sheet: _Sheet, parts: Sequence[sr.Layer | sr.Repeat], depth: int) -> None:
    for part in parts:
        if isinstance(part, sr.Repeat):
            top = sheet.y
            sheet.marks.append(_text("times", _LEFT + _INSET * depth + 5, top + 17, f"{part.times} ×"))
            sheet.y += 24
            _draw(sheet, part.parts, depth + 1)
            sheet.y -= _GAP - 8
            sheet.frames.append((top, sheet.y, depth))
            sheet.ends[part.last] = _gap(sheet)
        else:
            _draw_layer(sheet, part, depth)


def _draw_layer(sheet: _Sheet, layer: sr.Layer, depth: int) -> None:
    top = sheet.y
    right = _RIGHT - _INSET * depth
    if layer.branches:
        _branches(sheet, layer, depth)
    elif layer_name(layer) == "+" and not layer.after:
        right = _circle(sheet)
    else:
        _box(sheet, layer_name(layer), layer_more(layer), depth, step=layer.scale > 1)
    middle = (top + sheet.y) // 2
    sheet.sums += [(skip, middle, right) for skip in layer.skips]
    sheet.ends[layer.place] = _gap(sheet)


def _box(sheet: _Sheet, name: str, more: str, depth: int, *, step: bool = False) -> None:
    left, right = _LEFT + _INSET * depth, _RIGHT - _INSET * depth
    high = _HIGH if more else _LOW
    sheet.marks += [
        f'<rect class="box{" step" if step else ""}" x="{left}" y="{sheet.y}" width="{right - left}" '
        f'height="{high}" rx="4"/>',
        _text("name", (left + right) // 2, sheet.y + (17 if more else 19), name),
    ]
    if more:
        sheet.marks.append(_text("more", (left + right) // 2, sheet.y + 34, more))
    sheet.y += high


def _circle(sheet: _Sheet) -> int:
    """Draw a sum; return its right edge."""
    middle = (_LEFT + _RIGHT) // 2
    sheet.marks += [
        f'<circle class="box" cx="{middle}" cy="{sheet.y + _RADIUS}" r="{_RADIUS}"/>',
        _text("name", middle, sheet.y + _RADIUS + 5, "+"),
    ]
    sheet.y += 2 * _RADIUS
    return middle + _RADIUS


def _branches(sheet: _Sheet, layer: sr.Layer, depth: int) -> None:
    """Draw the branches as columns in one box."""
    left, right = _LEFT + _INSET * depth, _RIGHT - _INSET * depth
    rows = max(map(len, layer.branches))
    high = 28 + 34 * rows + (18 if layer.after else 0)
    wide = (right - left) / len(layer.branches)
    sheet.marks += [
        f'<rect class="box" x="{left}" y="{sheet.y}" width="{right - left}" height="{high}" rx="4"/>',
        _text("name", (left + right) // 2, sheet.y + 18, layer_name(layer)),
    ]
    for column, branch in enumerate(layer.branches):
        middle = round(left + wide * (column + 0.5))
        for row, inner in enumerate(branch):
            y = sheet.y + 40 + 34 * row
            what = f"{inner.kernel}×{inner.kernel}" + (" mean" if inner.kind == "pool" else "")
            sheet.marks.append(_text("more", middle, y, what))
            if inner.own_convolutions:
                after = " ReLU" if "relu" in inner.after else ""
                sheet.marks.append(_text("more", middle, y + 14, f"{inner.outputs}{after}"))
    if layer.after:
        sheet.marks.append(_text("more", (left + right) // 2, sheet.y + high - 8, layer_more(layer)))
    sheet.y += high


def _gap(sheet: _Sheet) -> int:
    """Draw the arrow to the next box; return the height at which a skip leaves it."""
    middle, top = (_LEFT + _RIGHT) // 2, sheet.y
    sheet.y += _GAP
    sheet.marks.append(f'<path class="line" d="M{middle} {top}V{sheet.y - 4}"/>{_head(middle, sheet.y, "down")}')
    return top + 5


def _lanes(sheet: _Sheet) -> list[tuple[int, int, int, int]]:
    """Give each visible skip a lane where it crosses no other, the shortest nearest; (from, to, right edge, x)."""
    lines = sorted(
        {(sheet.ends[place], to, right) for place, to, right in sheet.sums if place in sheet.ends},
        key=lambda line: line[1] - line[0],
    )
    taken: list[list[tuple[int, int]]] = []
    found = []
    for begin, end, right in lines:
        lane = next(
            (n for n, used in enumerate(taken) if all(end <= b or e <= begin for b, e in used)), len(taken)
        )  # fmt: skip
        if lane == len(taken):
            taken.append([])
        taken[lane].append((begin, end))
        found.append((begin, end, right, _FIRST_LANE + _LANE * lane))
    return found


def _skip(begin: int, end: int, right: int, x: int) -> str:
    middle = (_LEFT + _RIGHT) // 2
    return f'<path class="line" d="M{middle} {begin}H{x}V{end}H{right + 4}"/>{_head(right, end, "left")}'


def _frame(frame: tuple[int, int, int], lanes: Sequence[tuple[int, int, int, int]]) -> str:
    top, bottom, depth = frame
    left = _LEFT + _INSET * depth - 4
    inside = [x + 7 for begin, end, _, x in lanes if top - _GAP < begin and end < bottom]
    right = max([_RIGHT - _INSET * depth + 4, *inside])
    return (
        f'<rect class="frame" x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" rx="6"/>'
    )  # fmt: skip


def _head(x: int, y: int, way: str) -> str:
    points = f"{x},{y} {x - 4},{y - 6} {x + 4},{y - 6}" if way == "down" else f"{x},{y} {x + 6},{y - 4} {x + 6},{y + 4}"
    return f'<polygon class="head" points="{points}"/>'


def _text(kind: str, x: int, y: int, said: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(said)}</text>'
