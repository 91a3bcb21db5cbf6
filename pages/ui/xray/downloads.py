"""A radiograph's result as files: a derived DICOM, 16-bit PNG and TIFF, float TIFF. Each holds what was shown."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePath

import streamlit as st

import sr_core as sr

from ..shell.gate import give_back
from ..shell.text import plain
from ..workbench.methods import card_of
from .radiograph import Radiograph, XrayOutcome

_LARGE = 8_000_000
"""Pixels from which a file is sent as it is."""
_AS_IT_IS = "application/grpc+octets"
"""Streamlit's server compresses every download of a type that it does not know as compressed, before it begins to send:
9 s and 300 MB for the values of a 3072 x 3072 radiograph at x2. This type it leaves alone, and browsers go by the
name."""


def show_downloads(radiograph: Radiograph, outcome: XrayOutcome) -> None:
    """Offer the result; a file is made when its button is pressed."""
    image, stem = outcome.result.image, _stem(outcome)
    if radiograph.is_dicom and not outcome.task.test:
        if refusal := sr.dicom.dicom_problem(image, radiograph.data):
            st.caption(f"No DICOM file of this result: {plain(refusal)}.")
        else:
            _dicom(radiograph, outcome, stem)
    if image.dicom is not None and not image.unit:
        st.caption("This DICOM file holds colours, not measured values: its result is no DICOM file, but a picture.")
    with st.container(horizontal=True, gap="small"):
        if not image.unit:
            for name in ("png", "tiff"):
                _picture(image, name, stem, name.upper(), f"{image.bit_depth} bit, the picture's own depth")
        elif not (problem := sr.dicom.whole_numbers_problem(image)):
            for name in ("png", "tiff"):
                text = "the values as whole numbers from 0 to 65535, no window; holds no millimetres"
                _picture(image, f"whole-{name}", stem, f"{name.upper()}, 16 bit", text)
        if image.unit and image.dicom is not None:
            values = partial(sr.encode, image, "values-tiff")
            _button(image, "TIFF, float", values, f"{stem}_values.tiff", "image/tiff", "32-bit values, to the bit")
    if image.unit and problem:
        st.caption(f"A 16-bit PNG or TIFF holds whole numbers from 0 to 65535 only: {problem}.".replace("-", "−"))


def _dicom(radiograph: Radiograph, outcome: XrayOutcome, stem: str) -> None:
    warning = sr.dicom.burned_in_warning(radiograph.image)
    if warning:
        st.warning(warning)
    keep = st.toggle(
        "Keep patient and study in the DICOM file",
        key="xray_identity_kept",
        help="Off: removed by the Basic Profile of PS3.15, UIDs replaced, no dates.",
    )
    if keep:
        st.warning("The DICOM file will name the patient and the study. Handle it as the original.")
    name = stem if keep else f"{_hidden(radiograph)}_{stem.split('_', 1)[1]}_deidentified"
    text = "derived object at full depth, spacing divided by the scale"
    made = partial(_derived, radiograph, outcome, keep)
    _button(outcome.result.image, "DICOM", made, f"{name}.dcm", "application/dicom", text)


def _derived(radiograph: Radiograph, outcome: XrayOutcome, keep: bool) -> bytes:
    card = card_of(outcome.task.method)
    return sr.encode_dicom(
        outcome.result.image,
        radiograph.data,
        method=outcome.task.method,
        checksum=card.sha256 if card else "",
        keep_identity=keep,
    )


def _picture(image: sr.DecodedImage, name: str, stem: str, label: str, text: str) -> None:
    known = (sr.FORMATS | sr.VALUE_FORMATS)[name]
    _button(image, label, partial(sr.encode, image, name), f"{stem}{known.extension}", known.mime, text)


def _button(image: sr.DecodedImage, label: str, data: Callable[[], bytes], name: str, mime: str, text: str) -> None:
    key = f"xray_download_{label.replace(', ', '_').replace(' ', '_').lower()}"
    sent = mime if image.height * image.width < _LARGE else _AS_IT_IS
    st.download_button(label, partial(_made, data), name, sent, key=key, icon="⬇", help=text, on_click="ignore")


def _made(data: Callable[[], bytes]) -> bytes:
    """Make a file with the memory that the one before took."""
    give_back()
    return data()


def _hidden(radiograph: Radiograph) -> str:
    """Name a de-identified file without the file's own name, which may be the patient's."""
    return "simulated-chest" if radiograph.simulated else "radiograph"


def _stem(outcome: XrayOutcome) -> str:
    """Name a download by file, method and scale; the digest keeps files and settings apart."""
    stem = PurePath(outcome.lr.name).stem.replace(" ", "-").replace("_", "-") or "radiograph"
    task = outcome.task
    method = task.method if card_of(task.method) else f"{task.method}-x{task.scale}"
    digest = hashlib.sha256(f"{outcome.digest} {task!r}".encode()).hexdigest()[:6]
    return f"{stem}_{method}{'-test' * task.test}_{digest}"
