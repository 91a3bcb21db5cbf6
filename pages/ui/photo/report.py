"""Report on the result of a photograph."""

import sr_core as sr

from ..workbench.reports import offer_report
from .picture import PhotoOutcome


def show_report(outcome: PhotoOutcome, stem: str) -> None:
    """Offer the report on an enlargement."""
    offer_report(outcome, "home", stem, sr.report.photograph_report, warnings=outcome.result.notes)
