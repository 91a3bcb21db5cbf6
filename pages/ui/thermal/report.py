"""Report on the result of a thermogram."""

import sr_core as sr

from ..workbench.reports import offer_report
from .look import Look
from .radiometry import radiometry_text
from .regions import kept_pairs, kept_regions
from .thermogram import ThermalOutcome, Thermogram


def show_report(thermogram: Thermogram, outcome: ThermalOutcome, look: Look, stem: str) -> None:
    """Offer the report, with the regions that are drawn and in the palette and unit that are chosen."""
    regions, pairs = kept_regions(), kept_pairs()
    display = sr.report.ThermalDisplay(look.palette, look.low, look.high, look.unit, look.isotherm)
    said = ("The thermogram is simulated: it shows no patient and comes from no camera.",) * thermogram.simulated
    radiometry = radiometry_text(outcome.lr.radiometry)
    offer_report(
        outcome,
        "thermal",
        stem,
        lambda run: sr.report.thermogram_report(run, display, regions=regions, pairs=pairs),
        warnings=(*said, *thermogram.image.notes),
        limits=(f"{radiometry}.",) if radiometry else (),
    )
