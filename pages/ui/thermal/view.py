"""Thermograms in the viewer, in colours and with the temperature under the pointer."""

import streamlit as st

import sr_core as sr

from ..shell.display import png, show_colour_bar
from ..viewer.panel import Panel, Values
from ..viewer.viewer import TOOLS, show_viewer
from ..workbench.choices import pick_view
from ..workbench.error_bars import bars_of
from .certainty import ENOUGH as TOLERANCE
from .look import PALETTES, Look
from .regions import add_region, kept_regions
from .thermogram import ThermalOutcome

LIMITS = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Choices for the end of the error maps' scale, degC."""


def show_input(image: sr.DecodedImage, look: Look) -> None:
    """Show one thermogram in the chosen palette and in grey."""
    st.container()  # holds the place of the choices after a run, so that the viewer keeps its place
    other = "white-hot" if look.palette != "white-hot" else "even"
    palettes = {palette: PALETTES[palette].removesuffix(" (default)") for palette in (look.palette, other)}
    panels = [
        Panel(name, _painted(image, palette, look.low, look.high, look.isotherm), values=_values(image, look))
        for palette, name in palettes.items()
    ]
    _show(panels, look.sign, image.name)
    show_bar(look)


def show_outcome(outcome: ThermalOutcome, look: Look) -> None:
    """Show two sides of an outcome, or the errors of two."""
    file, run = outcome.lr.name, f"{outcome.digest} {outcome.task!r}"
    with st.container():
        left, right, errors = _pick_sides(outcome)
        limit = _pick_limit() if errors else 0.0
    if errors:
        panels = [_error_panel(outcome, side, limit) for side in (left, right)]
        _show(panels, "°C", file, run, digits=3)
        show_bar(Look("difference", -limit, limit, "degC"))
        st.caption(
            f"Errors are the result minus the {outcome.reference_name.lower()}. Red is too warm, blue too cold; errors "
            f"beyond ±{limit:g} °C have the colour of the end. The scale is fixed and does not adapt to the picture."
        )
        return
    panels = [_panel(outcome, side, look) for side in (left, right)]
    _show(panels, look.sign, file, run, tolerance=sr.thermal.to_degree_difference(TOLERANCE, look.unit))
    show_bar(look)


def _show(
    panels: list[Panel], unit: str, file: str, run: str = "", digits: int = 2, tolerance: float | None = None
) -> None:
    """Show the viewer with its tools and regions; keep the regions that the user draws."""
    show_viewer(
        panels,
        key="thermal_viewer",
        unit=unit,
        digits=digits,
        tools=TOOLS,
        regions=kept_regions(),
        file=file,
        run=run,
        tolerance=tolerance,
        on_drawn=add_region,
    )


def _pick_sides(outcome: ThermalOutcome) -> tuple[str, str, bool]:
    """Show the choice of the sides; return the left and the right one, and whether their errors are shown."""
    views = {"Bicubic": ("bicubic", False), "Lanczos": ("lanczos", False), "Input pixels": ("input", False)}
    if outcome.reference is not None:
        views |= {outcome.reference_name: ("reference", False)}
        views |= {"Errors, bicubic": ("bicubic", True), "Errors, Lanczos": ("lanczos", True)}
    left, errors = views[pick_view("thermal", list(views), outcome.task.method)]
    return left, "sr", errors


def _pick_limit() -> float:
    limit = st.segmented_control(
        "Error scale",
        LIMITS,
        default=0.5,
        format_func=lambda n: f"±{n:g} °C",
        key="thermal_limit",
        persist_state="session",
        required=True,
        wrap=True,
    )
    return float(limit)


def _panel(outcome: ThermalOutcome, side: str, look: Look) -> Panel:
    image = outcome.image(side)
    factor = outcome.task.scale if side == "input" else 1
    painted = _painted(image, look.palette, look.low, look.high, look.isotherm, factor)
    bars = bars_of(outcome, "thermal") if side == "sr" else None
    widths = sr.thermal.to_degree_difference(bars.half_width, look.unit) if bars is not None else None
    return Panel(outcome.name(side), painted, values=_values(image, look), half_widths=widths)


def _values(image: sr.DecodedImage, look: Look) -> Values:
    return sr.thermal.to_degrees(image.pixels[..., 0], look.unit)


def _error_panel(outcome: ThermalOutcome, side: str, limit: float) -> Panel:
    error = outcome.error(side)
    caption = f"mean {outcome.errors[side].mae_c:.3f} °C"
    painted = _painted(error, "difference", -limit, limit)
    return Panel(f"Errors, {outcome.name(side)}", painted, caption, error.pixels[..., 0])


def _painted(
    image: sr.DecodedImage,
    palette: str,
    low: float,
    high: float,
    isotherm: tuple[float, float] | None = None,
    factor: int = 1,
) -> bytes:
    """Paint temperatures as a PNG, each pixel as a square of `factor` pixels; reruns use the same PNG."""
    return _paint(image.sha256(), palette, low, high, isotherm, factor, image)


@st.cache_data(show_spinner=False, max_entries=12, scope="session")
def _paint(
    digest: str,
    palette: str,
    low: float,
    high: float,
    isotherm: tuple[float, float] | None,
    factor: int,
    _image: sr.DecodedImage,
) -> bytes:
    return png(sr.repeat_pixels(sr.render(_image, palette, low, high, isotherm), factor))


def show_bar(look: Look) -> None:
    """Show the palette as a bar with the temperatures of its ends and middle."""
    ramp = sr.colour_ramp(look.palette, look.low, look.high, look.isotherm)
    show_colour_bar(ramp, [_label(look, share) for share in (0.0, 0.5, 1.0)])


def _label(look: Look, share: float) -> str:
    celsius = look.low + share * (look.high - look.low)
    if look.palette == "difference":
        return f"{celsius:+.1f} °C".replace("-", "−") if celsius else "0 °C"
    return f"{sr.thermal.to_degrees(celsius, look.unit):.1f} {look.sign}".replace("-", "−")
