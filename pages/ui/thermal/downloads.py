"""Downloads of a thermogram: temperatures in three formats, a picture with its scale, the readings."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePath

import streamlit as st

import sr_core as sr

from ..workbench.bundle import offer_bundle
from .look import Look
from .radiometry import ORIGINS, origin
from .readings_file import readings_csv, readings_json
from .regions import kept_pairs, kept_regions
from .report import show_report
from .thermogram import ThermalOutcome, Thermogram

FORMATS = {
    "celsius-tiff": ("TIFF, °C", "Temperatures in degrees Celsius, as 32-bit floating-point numbers."),
    "centikelvin-tiff": (
        "TIFF, centikelvin",
        "Temperatures up to 382 °C as 16-bit numbers, rounded to 0.01 °C: °C = number × 0.01 − 273.15.",
    ),
    "csv": ("CSV, °C", "One line for each row of the picture, rounded to 0.001 °C."),
}
"""Format of sr.encode -> label and help text."""
CENTIKELVIN = (-273.14, 382.2)
"""Lowest and highest temperature in degC that a centikelvin file can hold."""


def show_downloads(thermogram: Thermogram, outcome: ThermalOutcome | None, look: Look) -> None:
    """Offer the result, or the thermogram before a run; a file is made when its button is pressed."""
    image = outcome.result.image if outcome is not None else thermogram.image
    stem, regions, pairs = _stem(thermogram, outcome), kept_regions(), kept_pairs()
    said = ORIGINS[origin(thermogram)] if thermogram.image.radiometry is not None else ""
    drawn = regions if regions and _pick_drawing() else []
    with st.container(horizontal=True, gap="small"):
        for name, (label, text) in FORMATS.items():
            known = sr.FORMATS[name]
            unit = name.partition("-tiff")[0]
            suffix = known.extension if name == "csv" else f"_{unit}{known.extension}"
            low, high = image.value_range
            beyond = name == "centikelvin-tiff" and not CENTIKELVIN[0] <= low <= high <= CENTIKELVIN[1]
            _button(label, partial(_file, image, name, outcome), f"{stem}{suffix}", known.mime, text, disabled=beyond)
        shown = partial(_picture, image, look, drawn, outcome)
        _button("PNG with scale", shown, f"{stem}_{look.palette}.png", "image/png",
                "A picture in the palette, level and span above, with a scale bar. It holds no "
                "temperatures.")  # fmt: skip
        data = partial(readings_json, thermogram, outcome, regions, pairs, said)
        _button("Readings, JSON", data, f"{stem}_readings.json", "application/json",
                "The readings of all regions on all pictures, and what explains them.")  # fmt: skip
        _button("Readings, CSV", partial(readings_csv, thermogram, outcome, regions, pairs), f"{stem}_readings.csv",
                "text/csv", "The readings of all regions on all pictures as a table in °C, with left minus right.",
                disabled=not regions)  # fmt: skip
        if outcome is not None:
            offer_bundle("thermal", outcome, stem)
    if outcome is not None:
        show_report(thermogram, outcome, look, stem)


def _pick_drawing() -> bool:
    return st.toggle(
        "Draw the regions into the PNG",
        key="thermal_png_regions",
        persist_state="session",
        help="The PNG with scale then shows the outlines of the regions and their names. They cover pixels.",
    )


def _button(label: str, data: Callable[[], bytes], name: str, mime: str, text: str, *, disabled: bool = False) -> None:
    key = f"thermal_download_{label.split(',')[-1].split()[0].lower()}_{label[:3].lower()}"
    st.download_button(label, data, name, mime, key=key, icon="⬇", help=text, on_click="ignore", disabled=disabled)


def _file(image: sr.DecodedImage, format: str, outcome: ThermalOutcome | None) -> bytes:
    """Encode a picture; a result says how it was made."""
    return sr.encode(image, format, outcome.about if outcome is not None else None)


def _picture(image: sr.DecodedImage, look: Look, regions: list[sr.Region], outcome: ThermalOutcome | None) -> bytes:
    picture = sr.thermal.palette_picture(
        image, look.palette, look.low, look.high, isotherm=look.isotherm, unit=look.unit, regions=regions
    )
    return _file(picture, "png", outcome)


def _stem(thermogram: Thermogram, outcome: ThermalOutcome | None) -> str:
    """Name a download by file, method and scale; the digest differs for other files and settings."""
    stem = PurePath(thermogram.image.name).stem.replace(" ", "-") or "thermogram"
    if outcome is None:
        return f"{stem}_{hashlib.sha256(thermogram.digest.encode()).hexdigest()[:6]}"
    task = outcome.task
    method = task.method if sr.path_cards(task.method) else f"{task.method}-x{task.scale}"
    digest = hashlib.sha256(f"{outcome.digest} {task!r}".encode()).hexdigest()[:6]
    return f"{stem}_{method}{'-test' * task.test}_{digest}"
