"""Header of the DICOM file, which is read only when the visitor asks for it, since it may name the patient."""

import streamlit as st

import sr_core as sr

from ..shell.text import plain
from .radiograph import Radiograph


def show_header(radiograph: Radiograph) -> None:
    """Offer to show the header; it is not read before."""
    if radiograph.image.dicom is None:
        return
    if not st.toggle(
        "Show the DICOM header",
        key=f"xray_header_{radiograph.digest[:12]}",
        help="It may name the patient. It is read now, in memory, and is neither kept nor logged.",
    ):
        return
    try:
        rows = sr.dicom.dicom_header(radiograph.data, radiograph.image.name)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return
    names = st.toggle("Show fields that identify the patient", key=f"xray_identity_{radiograph.digest[:12]}")
    shown = [
        {
            "Tag": row.tag,
            "Name": "  " * row.depth + row.name,
            "VR": row.vr,
            "Value": row.value if names or not row.identifying else "hidden",
        }
        for row in rows
    ]
    st.dataframe(shown, hide_index=True, height=380)
    hidden = sum(row.identifying for row in rows)
    st.caption(
        f"The header has {len(rows)} elements. {hidden} of them can identify the patient by the Basic Profile of "
        "DICOM PS3.15."
    )


def ask_who(radiograph: Radiograph) -> str:
    """Offer to show patient and study in the viewer; return their text, or "" while it is not asked for.

    Another file begins without them, also one that was shown with them before.
    """
    if radiograph.image.dicom is None or not st.toggle(
        "Show patient and study in the viewer",
        key=f"xray_who_{radiograph.digest[:12]}",
        help="They are also shown in full screen. They are read from the file now, in memory, and are neither kept "
        "nor logged.",
    ):
        return ""
    try:
        facts = sr.dicom.patient_and_study(radiograph.data, radiograph.image.name)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return ""
    return " · ".join(facts) or "The file names neither patient nor study."
