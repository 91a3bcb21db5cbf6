"""Downloads of a radiograph's result: derived DICOM, 16-bit PNG and TIFF, float TIFF. Each holds what was shown."""

import hashlib
from collections.abc import Callable
from functools import partial

import streamlit as st

import sr_core as sr

from ..shell.gate import give_back
from ..shell.state import widget
from ..shell.text import plain
from ..workbench.bundle import offer_bundle
from ..workbench.error_bars import bars_name
from ..workbench.methods import card_of
from .look import XrayLook
from .radiograph import Radiograph, XrayOutcome
from .report import show_report

IDENTITY_KEPT = "xray_identity_kept"
"""Key of the choice whether files of a result name the patient."""
_LARGE = 8_000_000
"""Pixels of a result from which its file is sent uncompressed."""
_AS_IT_IS = "application/grpc+octets"
"""Type of a download that Streamlit's server does not compress. It compresses all types that it does not know as
compressed before it begins to send, which takes 9 s and 300 MB for the values of a 3072 x 3072 radiograph at x2.
Browsers go by the file's name."""


def show_downloads(radiograph: Radiograph, outcome: XrayOutcome, look: XrayLook) -> None:
    """Offer the result as files; a file is made when its button is pressed."""
    image, stem = outcome.result.image, file_stem(outcome.digest, outcome.task, simulated=outcome.simulated)
    if radiograph.is_dicom and not outcome.task.test:
        if refusal := sr.dicom.dicom_problem(image, radiograph.data, outcome.task.part):
            st.caption(f"A DICOM file of this result cannot be written: {plain(refusal)}.")
        else:
            _dicom(radiograph, outcome, stem)
    if image.dicom is not None and not image.unit:
        st.caption(
            "This DICOM file holds colours, not measured values, so its result is a picture and not a DICOM file."
        )
    with st.container(horizontal=True, gap="small"):
        if not image.unit:
            for name in ("png", "tiff"):
                _picture(
                    outcome, name, stem, name.upper(), f"A picture of {image.bit_depth} bits, as many as the input has."
                )
        elif not (problem := sr.dicom.whole_numbers_problem(image)):
            for name in ("png", "tiff"):
                text = "The values as whole numbers from 0 to 65535, without a window. The file holds no millimetres."
                _picture(outcome, f"whole-{name}", stem, f"{name.upper()}, 16 bit", text)
        if image.unit and image.dicom is not None:
            values = partial(_file, outcome, "values-tiff")
            _button(
                image,
                "TIFF, float",
                values,
                f"{stem}_values.tiff",
                "image/tiff",
                "The exact values as 32-bit floating-point numbers.",
            )
        offer_bundle("xray", outcome, stem, _made)
    if image.unit and problem:
        st.caption(
            "A 16-bit PNG or TIFF cannot be offered, since it holds whole numbers from 0 to 65535 only: "
            f"{problem}.".replace("-", "−")
        )
    show_report(radiograph, outcome, look, stem)


def _dicom(radiograph: Radiograph, outcome: XrayOutcome, stem: str) -> None:
    keep = pick_identity(radiograph, IDENTITY_KEPT)
    how = _pick_compression()
    name = stem if keep else f"{stem}_deidentified"
    text = "A derived DICOM object with all its bits; its pixel spacing is divided by the scale."
    if outcome.task.part is not None:
        text += " It holds the part only, and its header says which rows and columns of the radiograph these are."
    made = partial(_derived, radiograph, outcome, keep, how)
    _button(outcome.result.image, "DICOM", made, f"{name}.dcm", "application/dicom", text)


def offer_bars(radiograph: Radiograph, outcome: XrayOutcome, bars: sr.trust.ErrorBars) -> None:
    """Offer error bars as a DICOM object beside the radiograph, with patient and study as they are chosen below."""
    if not radiograph.is_dicom or outcome.task.test:
        return
    if refusal := sr.dicom.parametric_map_problem(outcome.lr, radiograph.data, outcome.task.part):
        st.caption(f"A DICOM file of the error bars cannot be written: {plain(refusal)}.")
        return
    card = card_of(outcome.task.method)
    keep = bool(widget(IDENTITY_KEPT))

    def made() -> bytes:
        return sr.dicom.encode_parametric_map(
            bars.half_width,
            outcome.lr,
            radiograph.data,
            level=bars.level,
            text=bars.measured_text,
            method=str(outcome.task.method),
            part=outcome.task.part,
            checksum=card.sha256 if card else "",
            keep_identity=keep,
        )

    st.download_button(
        "Download error bars (DICOM)",
        partial(_made, made),
        bars_name(bars, ".dcm" if keep else "_deidentified.dcm"),
        "application/dicom",
        key="xray_bars_dicom",
        on_click="ignore",
        help="A Parametric Map: one value for each pixel of the radiograph, in the unit of the values. It refers to "
        "the radiograph. Patient and study are kept or removed as you choose for the DICOM file of the result.",
    )


def pick_identity(radiograph: Radiograph, key: str) -> bool:
    """Show whether a DICOM file keeps patient and study, and what to mind; return the choice."""
    warning = sr.dicom.burned_in_warning(radiograph.image)
    if warning:
        st.warning(warning)
    keep = st.toggle(
        "Keep patient and study in the DICOM file",
        key=key,
        help="If this is off, patient, study and dates are removed as the Basic Profile of DICOM PS3.15 says, and UIDs "
        "are replaced.",
    )
    if keep:
        st.warning("The DICOM file will name the patient and the study. Protect it like the original.")
    return bool(keep)


def _pick_compression() -> str:
    how = st.segmented_control(
        "Pixels of the DICOM file",
        list(sr.dicom.COMPRESSIONS),
        default="none",
        format_func=lambda name: sr.dicom.COMPRESSIONS[name].title,
        key="xray_compression",
        persist_state="session",
        required=True,
        help="Both compressions are lossless and take about a third of the space. JPEG-LS is quicker; more programs "
        "read JPEG 2000. Every program reads uncompressed pixels.",
    )
    return str(how)


def _derived(radiograph: Radiograph, outcome: XrayOutcome, keep: bool, how: str) -> bytes:
    return sr.encode_dicom(
        outcome.result.image,
        radiograph.data,
        method=str(outcome.task.method),
        part=outcome.task.part,
        checksum=", ".join(dict.fromkeys(sha256 for _, sha256 in outcome.made.weights)),
        about=outcome.about,
        keep_identity=keep,
        compression=how,
    )


def _picture(outcome: XrayOutcome, name: str, stem: str, label: str, text: str) -> None:
    known, image = (sr.FORMATS | sr.VALUE_FORMATS)[name], outcome.result.image
    _button(image, label, partial(_file, outcome, name), f"{stem}{known.extension}", known.mime, text)


def _file(outcome: XrayOutcome, format: str) -> bytes:
    return sr.encode(outcome.result.image, format, outcome.about)


def _button(image: sr.DecodedImage, label: str, data: Callable[[], bytes], name: str, mime: str, text: str) -> None:
    key = f"xray_download_{label.replace(', ', '_').replace(' ', '_').lower()}"
    sent = mime if image.height * image.width < _LARGE else _AS_IT_IS
    st.download_button(label, partial(_made, data), name, sent, key=key, icon="⬇", help=text, on_click="ignore")


def _made(data: Callable[[], bytes]) -> bytes:
    """Make a file after freeing the memory that the earlier one took."""
    give_back()
    return data()


def file_stem(digest: str, task: sr.Task, *, simulated: bool) -> str:
    """Name a download by method and scale; its last letters differ for other files and settings.

    The name of the visitor's file is left out: in a clinic, it is often that of the patient.
    """
    method = task.method if card_of(task.method) else f"{task.method}-x{task.scale}"
    unique = hashlib.sha256(f"{digest} {task!r}".encode()).hexdigest()[:6]
    return f"{'simulated-chest' if simulated else 'radiograph'}_{method}{'-test' * task.test}_{unique}"
