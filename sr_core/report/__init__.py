"""Reports to keep: an enlargement with its figures and what limits them, as PDF and as JSON. Not for diagnostic use."""

from .as_json import report_json
from .photograph import photograph_report
from .radiograph import RadiographDisplay, RadiographRegions, radiograph_report
from .report import ColourKey, Report, ReportColumn, ReportPicture, ReportSection, ReportTable
from .run import ReportedRun
from .thermogram import ThermalDisplay, thermogram_report

__all__ = [
    "ColourKey",
    "RadiographDisplay",
    "RadiographRegions",
    "Report",
    "ReportColumn",
    "ReportPicture",
    "ReportSection",
    "ReportTable",
    "ReportedRun",
    "ThermalDisplay",
    "photograph_report",
    "radiograph_report",
    "report_json",
    "report_pdf",
    "thermogram_report",
]


def report_pdf(report: Report) -> bytes:
    """Write a report as PDF, A4, in memory: the same report is the same bytes.

    Its fonts are embedded and hold Latin, Greek and Cyrillic letters. The dates in the file's own metadata are fixed;
    the date that a reader sees is `made_on`.
    """
    from .document import make_document  # reportlab takes time to load, which who only imports sr_core shall not wait

    return make_document(report)
