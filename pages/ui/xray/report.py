"""Report on the result of a radiograph: it names patient and study only if the visitor asks for it."""

from functools import partial

import streamlit as st

import sr_core as sr

from ..shell.state import kept
from ..workbench.reports import offer_report
from .fitness import unlike
from .look import XrayLook
from .radiograph import Radiograph, Xray, XrayOutcome
from .regions import spacing_of


def show_report(radiograph: Radiograph, outcome: XrayOutcome, look: XrayLook, stem: str) -> None:
    """Offer the report, with the regions that are drawn, in the first window or the curve that is chosen."""
    here = kept(Xray)
    spacing = spacing_of(outcome.lr, outcome.digest)
    measured = sr.report.RadiographRegions(tuple(here.regions), here.shown_part, spacing)
    named = radiograph.image.dicom is not None and st.checkbox(
        "Put patient and study into the report",
        key=f"xray_report_named_{radiograph.digest[:12]}",
        help="Without this, the report names no patient, and the DICOM file around it has no identity.",
    )
    if named:
        st.warning("The report will name the patient and the study. Protect it like the original.")
    warnings = unlike(radiograph, shrink=outcome.task.scale if outcome.task.test else 1)
    if outcome.simulated:
        warnings.insert(0, "The chest is simulated: it shows no patient and comes from no detector.")
    is_dicom = radiograph.image.dicom is not None and bool(radiograph.data)
    offer_report(
        outcome,
        "xray",
        stem,
        partial(_write, radiograph, display_of(look), measured, named=named),
        warnings=(*warnings, *radiograph.image.notes),
        dicom=partial(_wrapped, radiograph.data, named=named) if is_dicom else None,
    )


def display_of(look: XrayLook) -> sr.report.RadiographDisplay:
    """Return how a report shows the values: by the curve that is chosen, else by the viewer's first window."""
    if look.curve is not None:
        return sr.report.RadiographDisplay(look.curve, look.invert)
    first = look.windows[0]
    return sr.report.RadiographDisplay(sr.dicom.Window(first.centre, first.width), first.invert, first.name)


def _write(
    radiograph: Radiograph,
    display: sr.report.RadiographDisplay,
    measured: sr.report.RadiographRegions,
    run: sr.report.ReportedRun,
    *,
    named: bool,
) -> sr.report.Report:
    identity = sr.dicom.patient_and_study(radiograph.data, radiograph.image.name) if named else ()
    return sr.report.radiograph_report(run, display, measured, identity=identity)


def _wrapped(source: bytes, pdf: bytes, made_on: str, *, named: bool) -> bytes:
    return sr.dicom.encapsulate_pdf(pdf, source, keep_identity=named, made_on=made_on)
