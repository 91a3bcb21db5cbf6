"""A thermogram as files: temperatures in three formats, a picture with its scale, the readings."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePath

import streamlit as st

import sr_core as sr

from .json import readings_json
from .look import Look
from .regions import kept_regions
from .thermogram import ThermalOutcome, Thermogram

FORMATS = {
    "celsius-tiff": ("TIFF, °C", "32-bit floating point, degrees Celsius"),
    "centikelvin-tiff": ("TIFF, centikelvin", "16 bit, °C = number × 0.01 − 273.15; rounded to 0.01 °C; up to 382 °C"),
    "csv": ("CSV, °C", "one row to a line, rounded to 0.001 °C"),
}
"""Format of sr.encode -> label and help."""
CENTIKELVIN = (-273.14, 382.2)
"""degC that a centikelvin file can hold."""


def show_downloads(thermogram: Thermogram, outcome: ThermalOutcome | None, look: Look) -> None:
    """Offer the result, or before a run the thermogram; a file is made when its button is pressed."""
    image = outcome.result.image if outcome is not None else thermogram.image
    stem = _stem(thermogram, outcome)
    with st.container(horizontal=True, gap="small"):
        for name, (label, text) in FORMATS.items():
            known = sr.FORMATS[name]
            unit = name.partition("-tiff")[0]
            suffix = known.extension if name == "csv" else f"_{unit}{known.extension}"
            low, high = image.value_range
            beyond = name == "centikelvin-tiff" and not CENTIKELVIN[0] <= low <= high <= CENTIKELVIN[1]
            _button(label, partial(sr.encode, image, name), f"{stem}{suffix}", known.mime, text, disabled=beyond)
        _button("PNG with scale", partial(_picture, image, look), f"{stem}_{look.palette}.png", "image/png",
                "the palette, level and span above, with a scale bar; holds no temperatures")  # fmt: skip
        readings = partial(readings_json, thermogram, outcome, kept_regions())
        _button("Readings, JSON", readings, f"{stem}_readings.json", "application/json", "all regions, all pictures")


def _button(label: str, data: Callable[[], bytes], name: str, mime: str, text: str, *, disabled: bool = False) -> None:
    key = f"thermal_download_{label.split(',')[-1].split()[0].lower()}_{label[:3].lower()}"
    st.download_button(label, data, name, mime, key=key, icon="⬇", help=text, on_click="ignore", disabled=disabled)


def _picture(image: sr.DecodedImage, look: Look) -> bytes:
    picture = sr.thermal.palette_picture(
        image, look.palette, look.low, look.high, isotherm=look.isotherm, unit=look.unit
    )
    return sr.encode(picture, "png")


def _stem(thermogram: Thermogram, outcome: ThermalOutcome | None) -> str:
    """Name a download by file, method and scale; the digest keeps files and settings apart."""
    stem = PurePath(thermogram.image.name).stem.replace(" ", "-") or "thermogram"
    if outcome is None:
        return f"{stem}_{hashlib.sha256(thermogram.digest.encode()).hexdigest()[:6]}"
    task = outcome.task
    method = task.method if sr.path_cards(task.method) else f"{task.method}-x{task.scale}"
    digest = hashlib.sha256(f"{outcome.digest} {task!r}".encode()).hexdigest()[:6]
    return f"{stem}_{method}{'-test' * task.test}_{digest}"
