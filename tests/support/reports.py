"""Small reports, and what an independent reader finds in their PDF."""

import io
import re

import numpy as np
from pypdf import PdfReader

from sr_core.enlarge import Enlargement, Task, enlarge
from sr_core.image.regions import Region
from sr_core.report import ReportedRun, ThermalDisplay, thermogram_report
from sr_core.report.report import Report
from sr_core.types import DecodedImage

NAMES = {"input": "Input", "sr": "Bicubic ×2", "lanczos": "Lanczos"}
LEFT, RIGHT = Region("box", 0.0, 0.0, 0.25, 1.0, "Knie links, Größe"), Region("box", 0.75, 0.0, 1.0, 1.0, "Knie rechts")


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, with one space between words."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def warm_ramp() -> DecodedImage:
    """A thermogram that is one degree warmer in each column: 20 to 35 degC."""
    return DecodedImage(np.tile(20 + np.arange(16, dtype=np.float32), (12, 1))[..., None], "name.csv", unit="degC")


def warm_run() -> Enlargement:
    """The ramp, enlarged."""
    return enlarge(warm_ramp(), Task("bicubic", 2), compare=("lanczos",))


def warm_report(**more: object) -> Report:
    """A report on it with two regions, a pair of them and signs that the standard fonts of PDF lack."""
    told = {"warnings": ("Straße → 5 °C ± 0,1 × 2: Übung",), "made_on": "2026-11-30"} | more
    run = ReportedRun(made=warm_run(), names=NAMES, **told)
    display = ThermalDisplay("even", 20, 35)
    return thermogram_report(run, display, regions=(LEFT, RIGHT), pairs=((LEFT, RIGHT),))
