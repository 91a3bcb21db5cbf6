"""The whole of a large radiograph as a file: derived DICOM, 16-bit PNG and TIFF, float TIFF."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.text import plain
from ..workbench.whole import Wanted, offer_whole, pick_format
from .downloads import file_stem, pick_identity
from .radiograph import Radiograph


def offer_radiograph(radiograph: Radiograph, task: sr.Task, beside: DeltaGenerator) -> None:
    """Offer to make the whole radiograph as a file; see `offer_whole`.

    Args:
        radiograph: the radiograph.
        task: task of the page; its part is not taken.
        beside: an empty place at the top of the result's column; see `RunView`.
    """
    task = replace(task, part=None)
    with st.container(border=True):
        st.markdown("**The whole radiograph as a file**")
        format = pick_format("xray", _formats(radiograph, task.scale))
        keep = format == "dicom" and pick_identity(radiograph, "xray_whole_identity")
        marks = "_deidentified" * (format == "dicom" and not keep) + "_values" * (format == "values-tiff")
        offer_whole(
            "xray",
            Wanted(radiograph.image, radiograph.digest, task, radiograph.data, keep),
            format,
            lambda extension: f"{file_stem(radiograph.digest, task, simulated=False)}{marks}{extension}",
            beside,
        )


def _formats(radiograph: Radiograph, scale: int) -> dict[str, str]:
    """Return what can be made of the radiograph: name for people -> format; say why DICOM cannot."""
    image = radiograph.image
    if not image.unit:
        return {"PNG": "png", "TIFF": "tiff"}
    formats = {}
    if radiograph.is_dicom:
        if problem := sr.dicom.dicom_bands_problem(image, radiograph.data, scale):
            st.caption(f"A DICOM file of the whole cannot be written: {plain(problem)}.")
        else:
            formats["DICOM"] = "dicom"
    if not sr.dicom.result_problem(image):
        formats |= {"PNG, 16 bit": "whole-png", "TIFF, 16 bit": "whole-tiff"}
    return formats | {"TIFF, float": "values-tiff"}
