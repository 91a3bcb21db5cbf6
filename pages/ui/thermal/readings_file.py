"""Readings of the regions as files: JSON with all that explains them, and a table."""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sr_core as sr

from .thermogram import ThermalOutcome, Thermogram

CONVENTIONS = (
    "Temperatures are in degC. Shares are of the picture's width (x) and height (y), from its upper left corner. Input "
    "pixel i covers i to i + 1. A box or an ellipse covers the input pixels whose centre lies in it, a spot covers the "
    "pixel it lies in, and a line those it runs through; every other picture is read over the same area. Rows and "
    "columns count from 0. Standard deviations divide by the number of pixels."
)
SIDES = {"input": "input", "sr": "result", "reference": "reference"}
"""Side of an outcome -> name in the JSON file."""
Pairs = Sequence[tuple[sr.Region, sr.Region]]
"""Left and right regions."""
_COLUMNS = ("file", "frame", "picture", "region", "kind", "mean_degC", "min_degC", "max_degC", "sd_degC", "pixels")
_CORNERS = ("x0", "y0", "x1", "y1")


def readings_json(
    thermogram: Thermogram,
    outcome: ThermalOutcome | None,
    regions: Sequence[sr.Region],
    pairs: Pairs = (),
    said: str = "",
) -> bytes:
    """Write the readings of all regions on the thermogram or, after a run, on all pictures of the run.

    Args:
        thermogram: thermogram in use.
        outcome: outcome of a run on it; None before one.
        regions: regions that are read.
        pairs: left and right regions whose readings are subtracted.
        said: sentence that says where the radiometric parameters come from.
    """
    pictures = _pictures(thermogram, outcome)
    radiometry = thermogram.image.radiometry
    document = {
        "about": "Readings of a thermogram by Honest Pixels, which is not a medical device. Not for diagnostic use.",
        "file": thermogram.image.name,
        "file_sha256": None if thermogram.simulated else thermogram.digest[:64],
        "frame": thermogram.frame + 1 if thermogram.frames > 1 else None,
        "frames": thermogram.frames,
        "simulated": thermogram.simulated,
        "unit": "degC",
        "unit_chosen_for_the_file": thermogram.chosen_unit or None,
        "conventions": CONVENTIONS,
        "radiometry": None if radiometry is None else asdict(radiometry),
        "radiometry_origin": said or None,
        "run": None if outcome is None else _run(outcome),
        "pictures": {name: {"height": image.height, "width": image.width} for name, image in pictures.items()},
        "regions": [_region(region, pictures, outcome) for region in regions],
        "left_minus_right": [_pair(left, right, pictures, outcome) for left, right in pairs],
    }
    return json.dumps(_finite(document), indent=2, ensure_ascii=False, allow_nan=False).encode()


def readings_csv(
    thermogram: Thermogram, outcome: ThermalOutcome | None, regions: Sequence[sr.Region], pairs: Pairs = ()
) -> bytes:
    """Write the readings as a table: a line for each region and picture, then one for each pair, left minus right.

    After a run, a first line that begins with "#" says how the result was made.
    """
    frame = thermogram.frame + 1 if thermogram.frames > 1 else ""
    pictures = _pictures(thermogram, outcome)
    text = io.StringIO()
    if outcome is not None:
        about = outcome.about
        text.write(f"# {about.program}: {about.text}\n")
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*_COLUMNS, *(f"{corner}_share" for corner in _CORNERS)])
    for region in regions:
        for name, image in pictures.items():
            found = _read(image, region, outcome)
            degrees = [_cell(value) for value in (found.mean, found.min, found.max, found.std)]
            places = [f"{getattr(region, corner):.6f}" for corner in _CORNERS]
            told = [_text(thermogram.image.name), frame, name, _text(region.label), region.kind]
            table.writerow([*told, *degrees, found.pixels, *places])
    for left, right in pairs:
        for name, image in pictures.items():
            change = sr.thermal.delta(_read(image, left, outcome), _read(image, right, outcome))
            degrees = [_cell(value) for value in (change.mean, change.min, change.max)]
            which = _text(f"{left.label} minus {right.label}")
            table.writerow([_text(thermogram.image.name), frame, name, which, "difference", *degrees, *[""] * 6])
    return text.getvalue().encode()


def _text(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def _cell(celsius: float) -> str:
    return f"{celsius:.3f}" if math.isfinite(celsius) else ""


def _pictures(thermogram: Thermogram, outcome: ThermalOutcome | None) -> Mapping[str, sr.DecodedImage]:
    if outcome is None:
        return {"input": thermogram.image}
    sides = [side for side in SIDES if side != "reference" or outcome.reference is not None]
    return {SIDES[side]: outcome.image(side) for side in sides}


def _read(image: sr.DecodedImage, region: sr.Region, outcome: ThermalOutcome | None) -> sr.Reading:
    return sr.read_region(image, region, scale=outcome.per_input(image) if outcome is not None else 1)


def _pair(
    left: sr.Region, right: sr.Region, pictures: Mapping[str, sr.DecodedImage], outcome: ThermalOutcome | None
) -> dict[str, Any]:
    differences = {
        name: asdict(sr.thermal.delta(_read(image, left, outcome), _read(image, right, outcome)))
        for name, image in pictures.items()
    }
    return {"left": left.label, "right": right.label, "differences": differences}


def _run(outcome: ThermalOutcome) -> dict[str, Any]:
    correction = outcome.result.correction
    return {
        "provenance": json.loads(outcome.about.record),
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
    shares = {name: getattr(region, name) for name in _CORNERS}
    readings = {}
    for name, image in pictures.items():
        sides = {"x": image.width, "y": image.height}
        places = {corner: share * sides[corner[0]] for corner, share in shares.items()}
        readings[name] = {"corners_px": places, **asdict(_read(image, region, outcome))}
    return {"label": region.label, "kind": region.kind, "shares": shares, "readings": readings}


def _finite(value: Any) -> Any:
    """Replace NaN, of regions where nothing was measured, by null, since JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
