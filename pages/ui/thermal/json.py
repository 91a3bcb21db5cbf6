"""The readings as JSON: all that is needed to understand them later, and nothing about a patient."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sr_core as sr

from .thermogram import ThermalOutcome, Thermogram

CONVENTIONS = (
    "Temperatures in degC. Shares are of the picture's width (x) and height (y), from its upper left corner. Input "
    "pixel i covers i to i + 1; a box or an ellipse covers the input's pixels whose centre lies in it, a spot the one "
    "it lies in, a line those it runs through; every other picture is read over the same area. Rows and columns count "
    "from 0. Standard deviations divide by the number of pixels."
)
SIDES = {"input": "input", "sr": "result", "reference": "reference"}
"""Side of an outcome -> its name in the file."""


def readings_json(thermogram: Thermogram, outcome: ThermalOutcome | None, regions: list[sr.Region]) -> bytes:
    """Write the readings of all regions on the thermogram or, after a run, on all pictures of the run."""
    pictures: Mapping[str, sr.DecodedImage] = {"input": thermogram.image}
    if outcome is not None:
        sides = [side for side in SIDES if side != "reference" or outcome.reference is not None]
        pictures = {SIDES[side]: outcome.image(side) for side in sides}
    radiometry = thermogram.image.radiometry
    document = {
        "about": "Readings of a thermogram by Honest Pixels. Not a medical device, not for diagnosis.",
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
        readings[name] = {"corners_px": places, **asdict(sr.thermal.read_region(image, region, scale=scale))}
    return {"label": region.label, "kind": region.kind, "shares": shares, "readings": readings}


def _finite(value: Any) -> Any:
    """Replace what JSON cannot write: NaN, of regions where nothing was measured, becomes null."""
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
