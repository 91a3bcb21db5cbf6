"""The header of the DICOM file: read only when the panel is opened, since it names the patient."""

import streamlit as st

import sr_core as sr

from ..shell.text import plain
from .radiograph import Radiograph

WHO = {
    "(0010,0010)": "Patient",
    "(0010,0020)": "ID",
    "(0010,0030)": "born",
    "(0008,0020)": "Study of",
    "(0008,1030)": "",
    "(0008,0050)": "Accession",
}
"""Tags of the header that say whose picture it is, and of which study -> what is put before their values."""


def show_header(radiograph: Radiograph) -> None:
    """Offer the header; nothing of it is read before it is asked for."""
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
    names = st.toggle("With fields that identify", key=f"xray_identity_{radiograph.digest[:12]}")
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
    st.caption(f"{len(rows)} elements; {hidden} of them identify by PS3.15's Basic Profile.")


def ask_who(radiograph: Radiograph) -> str:
    """Offer to name patient and study in the viewer; return them once that is asked for, else nothing."""
    if radiograph.image.dicom is None or not st.toggle(
        "Show patient and study in the viewer",
        key=f"xray_who_{radiograph.digest[:12]}",
        help="In full screen too. They are read from the file now, in memory, and are neither kept nor logged.",
        persist_state="session",
    ):
        return ""
    try:
        rows = sr.dicom.dicom_header(radiograph.data, radiograph.image.name)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return ""
    values = {row.tag: row.value for row in rows if row.depth == 0 and row.tag in WHO and row.value}
    return ", ".join(f"{name} {values[tag]}".strip() for tag, name in WHO.items() if tag in values) or (
        "The file names neither patient nor study."
    )
