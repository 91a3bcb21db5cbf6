"""The header of the DICOM file: read only when the panel is opened, since it names the patient."""

import streamlit as st

import sr_core as sr

from .text import plain
from .xray_picture import Radiograph


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
        rows = sr.dicom_header(radiograph.data, radiograph.image.name)
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
