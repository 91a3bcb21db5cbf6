"""Report on a run, as PDF and as JSON: what every page hands to the core, and the buttons."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

import sr_core as sr

from .error_bars import chosen_level
from .outcome import Outcome

_SIDES = ("sr", "uncorrected", *sr.INTERPOLATIONS)
_ESCAPED = re.compile(r"\\([^\w\s]|_)|\u2060")
MakeReport = Callable[[sr.report.ReportedRun], sr.report.Report]
"""Function that writes the report on a run."""


def unescaped(text: str) -> str:
    """Undo `plain`, for a file that is no Markdown."""
    return _ESCAPED.sub(r"\1", text)


def reported(
    outcome: Outcome, level: float, warnings: tuple[str, ...], limits: tuple[str, ...]
) -> sr.report.ReportedRun:
    """Return what a report needs of a run; its date is that of today in UTC.

    Args:
        outcome: outcome of the run.
        level: share of pixels that the error bars are to cover.
        warnings: warnings that the page shows, escaped or not.
        limits: further sentences on what limits the result, escaped or not.
    """
    bars, reason = None, ""
    try:
        bars = outcome.error_bars(level)
    except sr.NoErrorBars as error:
        reason = str(error)
    return sr.report.ReportedRun(
        made=outcome.made,
        names=outcome.names(_SIDES) | {side: outcome.name(side) for side in ("input", "reference")},
        bars=bars,
        no_bars=reason,
        warnings=tuple(map(unescaped, warnings)),
        limits=tuple(map(unescaped, limits)),
        made_on=datetime.now(UTC).date().isoformat(),
    )


def offer_report(
    outcome: Outcome,
    page: str,
    stem: str,
    make: MakeReport,
    *,
    warnings: tuple[str, ...] = (),
    limits: tuple[str, ...] = (),
    dicom: Callable[[bytes, str], bytes] | None = None,
) -> None:
    """Offer the report on a run; it is made when a button is pressed.

    Args:
        outcome: outcome of the run.
        page: beginning of the widgets' keys.
        stem: beginning of the files' names.
        make: writes the report.
        warnings: warnings that the page shows.
        limits: further sentences on what limits the result.
        dicom: wraps a PDF and its date into a DICOM object; None where there is no DICOM source.
    """
    level = chosen_level(page)

    def made() -> sr.report.Report:
        return make(reported(outcome, level, warnings, limits))

    def wrapped() -> bytes:
        found = made()
        return dicom(sr.report.report_pdf(found), found.made_on) if dicom is not None else b""

    files: list[tuple[str, str, str, Callable[[], bytes], str]] = [
        ("Report (PDF)", ".pdf", "application/pdf", lambda: sr.report.report_pdf(made()),
         "Pictures, regions, figures with their protocol, error bars, warnings and how it was made, on one or two "
         "pages to keep."),
        ("Report (JSON)", ".json", "application/json", lambda: sr.report.report_json(made()),
         "The same values as numbers, for other programs."),
    ]  # fmt: skip
    if dicom is not None:
        files.append(
            ("Report (DICOM)", ".dcm", "application/dicom", wrapped,
             "The PDF inside a DICOM object that belongs to the study (Encapsulated PDF).")
        )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for label, extension, mime, data, text in files:
            st.download_button(
                label,
                partial(data),
                f"{stem}_report{extension}",
                mime,
                key=f"{page}_report_{extension[1:]}",
                icon="⬇",
                help=text,
                on_click="ignore",
            )
