"""JSON of a report: the values of its tables as numbers, with their units; the pictures by name and size only."""

import json
import math
from dataclasses import asdict
from typing import Any

from .report import PAGE_NOTICE, Cell, Report, ReportPicture, ReportTable


def report_json(report: Report) -> bytes:
    """Write a report as JSON in UTF-8.

    Numbers have all their digits, where the PDF rounds them; what is not finite is null, or "infinity" for a PSNR
    without an error.
    """
    document = {
        "about": f"Report by Honest Pixels, which is not a medical device. {PAGE_NOTICE}.",
        "title": report.title,
        "what": report.about,
        "made_on": report.made_on or None,
        "patient_and_study": list(report.identity),
        "warnings": list(report.warnings),
        "pictures": [_picture(picture) for picture in (*report.pictures, *report.details)],
        "tables": [_table(table) for table in report.tables],
        "sections": [asdict(section) for section in report.sections],
        "provenance": _plain(report.record),
    }
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _picture(picture: ReportPicture) -> dict[str, Any]:
    return {
        "title": picture.title,
        "size_px": picture.size,
        "caption": picture.caption,
        "width_mm": picture.width_mm,
        "colours": None if picture.key is None else asdict(picture.key),
        "regions": [asdict(region) for region in picture.regions],
    }


def _table(table: ReportTable) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [{"name": column.name, "unit": column.unit or None} for column in table.columns],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "note": table.note,
    }


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, float) and not math.isfinite(cell):
        return "infinity" if cell == math.inf else None
    return cell


def _plain(value: Any) -> Any:
    """Replace what JSON has no number for."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return _cell(value) if isinstance(value, float) else value
