"""What the X-ray page is for, shown on the simulated chest."""

from functools import partial

import streamlit as st

import sr_core as sr

from ..shell.display import image_html
from .radiograph import SMALL


@st.cache_data(show_spinner=False, max_entries=1)
def _chest() -> sr.DecodedImage:
    image = sr.decode(sr.chest.chest_dicom(SMALL), "simulated-chest.dcm")
    return sr.resize_image(sr.dicom.default_display(image), 2 * SMALL, 2 * SMALL)


def show_welcome() -> None:
    """Show the simulated chest and offer it as a file."""
    st.html(image_html(_chest(), "Simulated radiograph of a chest with lungs, heart, ribs and collarbones"))
    st.caption(
        "Simulated, computed from formulas: no patient, no detector. Bring a radiograph, or press *Use the simulated "
        "chest*: its nodules are known, so the page can tell which ones a network keeps, loses or invents."
    )
    st.download_button(
        "The simulated chest as DICOM",
        partial(sr.chest.chest_dicom, SMALL),
        "simulated-chest.dcm",
        "application/dicom",
        key="xray_phantom_file",
        icon="⬇",
        on_click="ignore",
    )
