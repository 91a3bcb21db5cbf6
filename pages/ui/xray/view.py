"""Radiographs in the viewer, through one window and with the value under the pointer."""

import math
from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..shell.display import png, show_colour_bar
from ..shell.state import kept
from ..shell.text import figure
from ..viewer.panel import Panel, Spacing
from ..viewer.viewer import MAGNIFIER, NO_EDGES, show_viewer
from ..workbench.choices import pick_view
from .certainty import part_bars, show_edge_certainty
from .look import XrayLook, default_curve, pick_part, shown
from .radiograph import Xray, XrayOutcome
from .readings import Shown, show_readings
from .regions import add_region, kept_regions, spacing_of

KEY = "xray_viewer"
SHARES = (0.002, 0.005, 0.01, 0.02, 0.05)
"""Choices for the end of the difference maps' scale, as shares of all values that can be stored."""


def show_input(image: sr.DecodedImage, look: XrayLook, digest: str, about: str = "") -> None:
    """Show one radiograph; `about` is text about it beside its file's name."""
    st.container()  # holds the place of the choices after a run, so that the viewer keeps its place
    part = pick_part(image, 1, panels=1)
    cut = part.of(image)
    panel = _panel("Input", cut.as_measured(), look, 1)
    _show([panel], image, look, spacing_of(image, digest), f"{digest} {_shares(part, image)}", about=about)
    show_readings(kept(Xray).regions, Shown(image, part, {"Input": cut}, digest, unit_of(image)))


def show_outcome(outcome: XrayOutcome, look: XrayLook, about: str = "") -> None:
    """Show two sides of an outcome, or two maps of differences; `about` is text about it beside its file's name."""
    scale, lr = outcome.task.scale, outcome.lr
    with st.container():
        kind, left = _pick_sides(outcome)
        limit = _pick_limit(lr) if kind else 0.0
        part = kept(Xray).shown_part = pick_part(lr, scale, panels=2)
    if kind:
        panels, look = _maps(outcome, kind, left, part, limit), XrayLook(())
    else:
        sides = (left, "sr")
        factors = [scale if side == "input" else 1 for side in sides]
        panels = [
            _panel(outcome.name(side), outcome.cut(side, part).as_measured(), look, factor)
            for side, factor in zip(sides, factors, strict=True)
        ]
        if (bars := part_bars(outcome, part)) is not None:
            panels[1] = replace(panels[1], half_widths=bars.half_width)
    enlarged = spacing_of(outcome.result.image, outcome.digest)
    _show(
        panels,
        lr,
        look,
        enlarged,
        " ".join((outcome.digest, *([repr(region)] if (region := outcome.task.part) else []), _shares(part, lr))),
        alike=kind in ("", "errors"),
        about=about,
        run=f"{outcome.digest} {outcome.task!r}",
        tolerance=_limits(lr)[2],
    )
    if kind:
        after = f" {unit_of(lr)}" if unit_of(lr) else ""
        ends = [f"−{figure(limit)}{after}", f"0{after}", f"+{figure(limit)}{after}"]
        show_colour_bar(sr.colour_ramp("difference", -limit, limit), ends)
        st.caption(
            f"{_legend(outcome, kind)} Differences beyond ±{figure(limit)} have the colour of the end. The scale is "
            "fixed."
        )
    measured = ("input", "sr", *(["reference"] if outcome.reference is not None else []))
    pictures = {outcome.name(side): outcome.cut(side, part) for side in measured}
    regions = kept(Xray).regions
    show_readings(regions, Shown(lr, part, pictures, outcome.digest, unit_of(lr)))
    show_edge_certainty([region for region in regions if region.kind == "line"], outcome, part)


def _show(
    panels: list[Panel],
    image: sr.DecodedImage,
    look: XrayLook,
    spacing: sr.dicom.Spacing | None,
    place: str,
    *,
    alike: bool = True,
    about: str = "",
    run: str = "",
    tolerance: float | None = None,
) -> None:
    """Show the viewer with its ruler; keep the regions that the user draws."""
    millimetres = None if spacing is None else Spacing(spacing.row_mm, spacing.column_mm, spacing.kind)
    show_viewer(
        panels,
        key=KEY,
        unit=unit_of(image),
        digits=digits_of(image),
        tools=("line", "box", "ellipse", MAGNIFIER),
        regions=kept_regions(place),
        windows=look.windows,
        spacing=millimetres,
        subject=place.split()[0],  # the digest of the file, the same for all its frames
        alike=alike,
        black=True,
        edges=image.dicom.edges if image.dicom else NO_EDGES,
        file=_file_text(image),
        about=about,
        run=run,
        tolerance=tolerance,
        on_drawn=lambda region: add_region(region, place),
    )


def _file_text(image: sr.DecodedImage) -> str:
    """Name the file, and its frame if it has several."""
    info = image.dicom
    return f"{image.name}, frame {info.frame + 1} of {info.frames}" if info and info.frames > 1 else image.name


def _shares(part: sr.Part, image: sr.DecodedImage) -> str:
    """Name the part; the whole has the same name at every size."""
    return "whole" if (part.height, part.width) == (image.height, image.width) else repr(part)


def _pick_sides(outcome: XrayOutcome) -> tuple[str, str]:
    """Show the choice of the left side or of a map; return the kind of map, empty for pictures, and the left side."""
    views = {"Bicubic": ("", "bicubic"), "Lanczos": ("", "lanczos"), "Input pixels": ("", "input")}
    if outcome.reference is not None:
        views |= {outcome.reference_name: ("", "reference")}
        views |= {"Errors": ("errors", "bicubic")}
    views |= {"Change over bicubic": ("change", "bicubic"), "Consistency": ("consistency", "input")}
    if outcome.task.method == "bicubic":
        del views["Change over bicubic"]
    return views[pick_view("xray", list(views), outcome.task.method)]


def _limits(image: sr.DecodedImage) -> list[float]:
    """List the ends of scales that suit the bits stored, from 32 bits on the span of the values."""
    bits = image.dicom.bits_stored if image.dicom and image.unit else image.bit_depth
    low, high = image.value_range
    span = 2.0**bits if bits <= 16 else high - low
    return [_round_125(share * span) for share in SHARES]


def _pick_limit(image: sr.DecodedImage) -> float:
    """Show the choice of the scale's end."""
    bits = image.dicom.bits_stored if image.dicom and image.unit else image.bit_depth
    limits = _limits(image)
    limit = st.segmented_control(
        "Scale of differences",
        limits,
        default=limits[2],
        format_func=lambda n: f"±{figure(n)}",
        key=f"xray_limit_{bits}",
        persist_state="session",
        required=True,
        wrap=True,
    )
    return float(limit)


def _round_125(value: float) -> float:
    """Round to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return power * min((1, 2, 5, 10), key=lambda n: abs(n - value / power))


def _maps(outcome: XrayOutcome, kind: str, left: str, part: sr.Part, limit: float) -> list[Panel]:
    scale = outcome.task.scale
    sides = {side: outcome.cut(side, part).as_measured() for side in dict.fromkeys((left, "sr"))}
    if kind == "errors":
        truth = outcome.cut("reference", part).as_measured()
        return [
            _map(f"Errors, {outcome.name(side)}", sr.difference(image, truth), limit) for side, image in sides.items()
        ]
    if kind == "change":
        change = sr.difference(sides["sr"], sides["bicubic"])
        return [_map(f"{outcome.title} − bicubic", change, limit), _empty(outcome, "sr", part)]
    difference = outcome.made.difference_map(part)
    return [_map(f"{outcome.title}, shrunk − input", difference, limit, scale), _empty(outcome, "sr", part)]


def _empty(outcome: XrayOutcome, side: str, part: sr.Part) -> Panel:
    """Return the picture that belongs to a map, from 1 % to 99 % of its values, for orientation."""
    image = outcome.cut(side, part).as_measured()
    return _panel(outcome.name(side), image, default_curve(image), 1)


def _legend(outcome: XrayOutcome, kind: str) -> str:
    legends = {
        "errors": f"Errors are the result minus the {outcome.reference_name.lower()}. Red is too high, blue too low.",
        "change": "The map shows the result minus bicubic. Red is higher, blue lower; it is not known which of the "
        "two is right.",
        "consistency": "The map shows the result, shrunk again by bicubic, minus the input: where it disagrees with "
        "the input.",
    }
    return legends[kind]


def _panel(label: str, image: sr.DecodedImage, look: XrayLook, factor: int) -> Panel:
    if look.curve is None:  # the viewer paints the values
        return Panel(label, b"", values=sr.repeat_pixels(image, factor).pixels[..., 0])
    return Panel(label, _painted(image, look, factor), values=image.pixels[..., 0])


def _map(label: str, difference: sr.DecodedImage, limit: float, factor: int = 1) -> Panel:
    mean, largest = sr.mean_and_largest(difference.pixels)
    painted = png(sr.repeat_pixels(sr.render(difference, "difference", -limit, limit), factor))
    return Panel(label, painted, f"mean {figure(mean)}, largest {figure(largest)}", difference.pixels[..., 0])


def _painted(image: sr.DecodedImage, look: XrayLook, factor: int) -> bytes:
    return _paint(image.sha256(), repr(look), factor, image, look)


@st.cache_data(show_spinner=False, max_entries=6, scope="session")
def _paint(digest: str, named: str, factor: int, _image: sr.DecodedImage, _look: XrayLook) -> bytes:
    """Paint a picture, each pixel as a square of `factor` pixels; reruns use the same PNG."""
    return png(sr.repeat_pixels(shown(_image, _look), factor))


def unit_of(image: sr.DecodedImage) -> str:
    """Return the text after a value: "HU", or "" for values without a unit."""
    return image.unit if image.unit in ("HU", "OD") else ""


def digits_of(image: sr.DecodedImage) -> int:
    """Return the decimals of a value; enlarged values lie between the stored ones, so one is shown."""
    return 1 if image.unit else 0
