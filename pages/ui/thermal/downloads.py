"""Downloads of a thermogram: temperatures in three formats, a picture with its scale, the readings."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import PurePath
from typing import Any

import streamlit as st

import sr_core as sr

from .look import Look
from .regions import kept_regions
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
CONVENTIONS = (
    "Temperatures are in degC. Shares are of the picture's width (x) and height (y), from its upper left corner. Input "
    "pixel i covers i to i + 1. A box or an ellipse covers the input pixels whose centre lies in it, a spot covers the "
    "pixel it lies in, and a line those it runs through; every other picture is read over the same area. Rows and "
    "columns count from 0. Standard deviations divide by the number of pixels."
)
SIDES = {"input": "input", "sr": "result", "reference": "reference"}
"""Side of an outcome -> name in the JSON file."""


def show_downloads(thermogram: Thermogram, outcome: ThermalOutcome | None, look: Look) -> None:
    """Offer the result, or the thermogram before a run; a file is made when its button is pressed."""
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
                "A picture in the palette, level and span above, with a scale bar. It holds no "
                "temperatures.")  # fmt: skip
        readings = partial(readings_json, thermogram, outcome, kept_regions())
        _button(
            "Readings, JSON",
            readings,
            f"{stem}_readings.json",
            "application/json",
            "The readings of all regions on all pictures.",
        )


def _button(label: str, data: Callable[[], bytes], name: str, mime: str, text: str, *, disabled: bool = False) -> None:
    key = f"thermal_download_{label.split(',')[-1].split()[0].lower()}_{label[:3].lower()}"
    st.download_button(label, data, name, mime, key=key, icon="⬇", help=text, on_click="ignore", disabled=disabled)


def _picture(image: sr.DecodedImage, look: Look) -> bytes:
    picture = sr.thermal.palette_picture(
        image, look.palette, look.low, look.high, isotherm=look.isotherm, unit=look.unit
    )
    return sr.encode(picture, "png")


def _stem(thermogram: Thermogram, outcome: ThermalOutcome | None) -> str:
    """Name a download by file, method and scale; the digest differs for other files and settings."""
    stem = PurePath(thermogram.image.name).stem.replace(" ", "-") or "thermogram"
    if outcome is None:
        return f"{stem}_{hashlib.sha256(thermogram.digest.encode()).hexdigest()[:6]}"
    task = outcome.task
    method = task.method if sr.path_cards(task.method) else f"{task.method}-x{task.scale}"
    digest = hashlib.sha256(f"{outcome.digest} {task!r}".encode()).hexdigest()[:6]
    return f"{stem}_{method}{'-test' * task.test}_{digest}"


def readings_json(thermogram: Thermogram, outcome: ThermalOutcome | None, regions: list[sr.Region]) -> bytes:
    """Write the readings of all regions on the thermogram or, after a run, on all pictures of the run."""
    pictures: Mapping[str, sr.DecodedImage] = {"input": thermogram.image}
    if outcome is not None:
        sides = [side for side in SIDES if side != "reference" or outcome.reference is not None]
        pictures = {SIDES[side]: outcome.image(side) for side in sides}
    radiometry = thermogram.image.radiometry
    document = {
        "about": "Readings of a thermogram by Honest Pixels, which is not a medical device. Not for diagnostic use.",
        "file": thermogram.image.name,
        "file_sha256": None if thermogram.simulated else thermogram.digest[:64],
        "simulated": thermogram.simulated,
        "unit": "degC",
        "unit_chosen_for_the_file": thermogram.chosen_unit or None,
        "conventions": CONVENTIONS,
        "radiometry": None if radiometry is None else asdict(radiometry),
        "run": None if outcome is None else _run(outcome),
        "pictures": {name: {"height": image.height, "width": image.width} for name, image in pictures.items()},
        "regions": [_region(region, pictures, outcome) for region in regions],
    }
    return json.dumps(_finite(document), indent=2, ensure_ascii=False, allow_nan=False).encode()


def _run(outcome: ThermalOutcome) -> dict[str, Any]:
    correction = outcome.result.correction
    return {
        "method": outcome.result.method,
        "scale": outcome.task.scale,
        "task": "test: shrunk by bicubic, then enlarged" if outcome.task.test else "enlarge",
        "reference": outcome.reference_name if outcome.reference is not None else None,
        "keep_measured": None if correction is None else asdict(correction),
        "mismatch_with_input": {
            SIDES.get(side, side): {"mean": found.mean, "max": found.largest}
            for side, found in outcome.made.agreement.items()
        },
        "errors": {SIDES.get(s, s): asdict(error) for s, error in outcome.errors.items()},
    }


def _region(
    region: sr.Region, pictures: Mapping[str, sr.DecodedImage], outcome: ThermalOutcome | None
) -> dict[str, Any]:
    corners = ("x0", "y0", "x1", "y1")
    shares = {name: getattr(region, name) for name in corners}
    readings = {}
    for name, image in pictures.items():
        sides = {"x": image.width, "y": image.height}
        places = {corner: share * sides[corner[0]] for corner, share in shares.items()}
        scale = outcome.per_input(image) if outcome is not None else 1
        readings[name] = {"corners_px": places, **asdict(sr.read_region(image, region, scale=scale))}
    return {"label": region.label, "kind": region.kind, "shares": shares, "readings": readings}


def _finite(value: Any) -> Any:
    """Replace NaN, of regions where nothing was measured, by null, since JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
