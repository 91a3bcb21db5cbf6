"""Display of temperatures: palette, level and span, unit, isotherm. Nothing here changes a temperature."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

import sr_core as sr

from ..shell.door import File
from ..shell.state import kept, set_widget, widget
from .span import common_span, offered
from .thermogram import Thermal, Thermogram

PALETTES = {
    "even": "Even (default)",
    "iron": "Iron",
    "rainbow": "Rainbow",
    "white-hot": "White-hot",
    "arctic": "Arctic",
    "medical": "Medical",
}
UNEVEN = ("rainbow", "arctic", "medical")
"""Names of the palettes whose lightness rises and falls."""


@dataclass(frozen=True, slots=True)
class Look:
    """Choices of display; temperatures in degC whatever the unit."""

    palette: str
    """A key of `PALETTES`."""
    low: float
    """Temperature of the first colour, degC."""
    high: float
    """Temperature of the last colour, degC."""
    unit: str
    """Unit of the temperatures shown: "degC" or "degF"."""
    isotherm: tuple[float, float] | None = None
    """Lowest and highest temperature that are marked, degC; None without an isotherm."""

    @property
    def sign(self) -> str:
        """Sign of the unit: °C or °F."""
        return sr.thermal.DEGREES[self.unit]

    def text(self, celsius: float) -> str:
        """Write a temperature: "31.25 °C"; "–" for NaN."""
        return (
            f"{sr.thermal.to_degrees(celsius, self.unit):.2f} {self.sign}".replace("-", "−")
            if celsius == celsius
            else "–"
        )

    def difference(self, celsius: float, digits: int = 3) -> str:
        """Write a difference with its sign: "+0.012 °C"; "–" for NaN."""
        if celsius != celsius:
            return "–"
        shown = round(sr.thermal.to_degree_difference(celsius, self.unit), digits) + 0.0
        return f"{shown:+.{digits}f} {self.sign}".replace("-", "−")


SPANS = {"Auto": "Auto", "All": "All {}", "Fixed": "Fixed"}
"""Choice of level and span -> its name; "All" is offered for several files or frames."""


def pick_look(thermogram: Thermogram, image: sr.DecodedImage, files: Sequence[File]) -> Look:
    """Show the choices of display.

    Args:
        thermogram: thermogram in use.
        image: input whose lowest and highest temperature are the automatic span.
        files: all files in the field, which may share one span.
    """
    low, high = image.value_range
    several = offered(thermogram, files)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        palette = st.selectbox(
            "Palette",
            list(PALETTES),
            format_func=PALETTES.__getitem__,
            key="thermal_palette",
            width=170,
            persist_state="session",
        )
        unit = st.segmented_control(
            "Unit",
            list(sr.thermal.DEGREES),
            default="degC",
            format_func=sr.thermal.DEGREES.__getitem__,
            key="thermal_unit",
            persist_state="session",
            required=True,
        )
        span = _pick_span(several)
        marked = st.toggle(
            "Isotherm",
            key="thermal_isotherm",
            help="Marks all temperatures between two limits.",
            persist_state="session",
        )
    common = common_span(thermogram, files) if span == "All" else None
    if common is not None:
        low, high = common.low, common.high
    isotherm = None
    if span == "Fixed" or marked:
        with st.container(horizontal=True, gap="small"):
            if span == "Fixed":
                level = _degrees("Level", (low + high) / 2, unit, "thermal_level")
                width = _degrees("Span", max(high - low, 0.1), unit, "thermal_width", difference=True)
                low, high = level - width / 2, level + width / 2
            if marked:
                first = _degrees("Isotherm from", high - 0.2 * (high - low), unit, "thermal_from")
                last = _degrees("Isotherm to", high + 0.1, unit, "thermal_to")
                isotherm = min(first, last), max(first, last)
    look = Look(palette, low, high, unit, isotherm)
    if common is not None:
        st.caption(f"{common.said} The span is {look.text(low)} to {look.text(high)}.")
    elif span == "Fixed" and several:
        st.caption(f"The typed span is used for all {several}. The same colour is the same temperature in each.")
    if palette in UNEVEN:
        st.caption(
            f"The lightness of the palette {PALETTES[palette]} rises and falls, so it can show edges that are not "
            "there."
        )
    return look


def _pick_span(several: str) -> str:
    """Show the choice of level and span and return it; `several` names what can share a span, "files" or "frames"."""
    spans = [span for span in SPANS if several or span != "All"]
    if widget("thermal_span") not in (None, *spans):
        set_widget("thermal_span", "Auto")
    chosen = st.segmented_control(
        "Level and span",
        spans,
        default="Auto",
        format_func=lambda span: SPANS[span].format(several),
        key="thermal_span",
        persist_state="session",
        required=True,
        help="Auto shows the span from the lowest to the highest temperature of the input. All takes the lowest and "
        "the highest of all files in the field, or of all frames, so that their colours can be compared. Fixed takes "
        "what you type, for every file.",
    )
    return str(chosen)


def _degrees(label: str, default: float, unit: str, key: str, *, difference: bool = False) -> float:
    """Show a number field in the unit; return degC, which is kept when the unit changes or the field is hidden."""
    factor, zero = (1.8, 0.0 if difference else 32.0) if unit == "degF" else (1.0, 0.0)
    celsius = kept(Thermal).celsius
    field = f"{key}_{unit}"
    if widget(field) is None:
        set_widget(field, round(celsius.setdefault(key, default) * factor + zero, 1))
    shown = st.number_input(
        f"{label}, {sr.thermal.DEGREES[unit]}",
        min_value=0.1 if difference else None,
        step=0.5 if difference else 0.1,
        format="%.1f",
        key=field,
        width=130,
    )
    celsius[key] = (shown - zero) / factor
    return float(celsius[key])
