"""A radiograph's result as files: a derived DICOM, 16-bit PNG and TIFF, float TIFF."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePath

import numpy as np
import streamlit as st

import sr_core as sr

from .methods import find_card
from .xray_outcome import XrayOutcome
from .xray_picture import Radiograph

_ROWS = 512


def show_downloads(radiograph: Radiograph, outcome: XrayOutcome) -> None:
    """Offer the result; a file is made when its button is pressed."""
    image, stem = outcome.result.image, _stem(outcome)
    if radiograph.is_dicom and not outcome.settings.test:
        _dicom(radiograph, outcome, stem)
    with st.container(horizontal=True, gap="small"):
        if not image.unit:
            for name in ("png", "tiff"):
                _button(name.upper(), partial(sr.encode, image, name), stem + sr.FORMATS[name].extension,
                        sr.FORMATS[name].mime, f"{image.bit_depth} bit, the picture's own depth")  # fmt: skip
        elif fits_16_bit(image):
            for name in ("png", "tiff"):
                known = sr.FORMATS[name]
                _button(f"{name.upper()}, 16 bit", partial(_numbers, image, name), f"{stem}{known.extension}",
                        known.mime, "the values rounded to whole numbers, no window; holds no millimetres")  # fmt: skip
        if image.unit and image.dicom is not None:
            _button("TIFF, float", partial(sr.encode, image, "values-tiff"), f"{stem}_values.tiff", "image/tiff",
                    "32-bit values, to the bit")  # fmt: skip
    if image.unit and not fits_16_bit(image):
        st.caption("Negative values, missing ones or values above 65535 do not fit into a 16-bit PNG or TIFF.")


def fits_16_bit(image: sr.DecodedImage) -> bool:
    """True if the values, rounded, are 0..65535 without gaps; negative overshoot below half a unit does not count."""
    low, high = image.value_range
    stored = image.dicom is not None and not image.dicom.signed and image.unit != "HU"
    return bool(np.isfinite(image.pixels).all()) and high < 65535.5 and (low > -0.5 or stored)


def _dicom(radiograph: Radiograph, outcome: XrayOutcome, stem: str) -> None:
    warning = sr.burned_in_warning(radiograph.image)
    if warning:
        st.warning(warning)
    keep = st.toggle(
        "Keep patient and study in the DICOM file",
        key="xray_identity_kept",
        help="Off: removed by the Basic Profile of PS3.15, UIDs replaced, no dates.",
    )
    if keep:
        st.warning("The DICOM file will name the patient and the study. Handle it as the original.")
    name = f"{_hidden(radiograph)}_{stem.split('_', 1)[1]}" if not keep else stem
    _button("DICOM", partial(_derived, radiograph, outcome, keep), f"{name}{'' if keep else '_deidentified'}.dcm",
            "application/dicom", "derived object at full depth, spacing divided by the scale")  # fmt: skip


def _derived(radiograph: Radiograph, outcome: XrayOutcome, keep: bool) -> bytes:
    card = find_card(outcome.settings.method)
    return sr.encode_dicom(
        outcome.result.image,
        radiograph.data,
        method=outcome.settings.method,
        checksum=card.sha256 if card else "",
        keep_identity=keep,
    )


def _numbers(image: sr.DecodedImage, name: str) -> bytes:
    """Write the values as 16-bit numbers, strip by strip."""
    pixels = np.empty(image.pixels.shape, np.uint16)
    for top in range(0, image.height, _ROWS):
        pixels[top : top + _ROWS] = np.clip(np.rint(image.pixels[top : top + _ROWS]), 0, 65535)
    return sr.encode(replace(image, pixels=pixels, unit="", dicom=None), name)


def _button(label: str, data: Callable[[], bytes], name: str, mime: str, text: str) -> None:
    key = f"xray_download_{label.replace(', ', '_').replace(' ', '_').lower()}"
    st.download_button(label, data, name, mime, key=key, icon="⬇", help=text, on_click="ignore")


def _hidden(radiograph: Radiograph) -> str:
    """Name a de-identified file without the file's own name, which may be the patient's."""
    return "simulated-chest" if radiograph.simulated else "radiograph"


def _stem(outcome: XrayOutcome) -> str:
    """Name a download by file, method and scale; the digest keeps files and settings apart."""
    stem = PurePath(outcome.lr.name).stem.replace(" ", "-").replace("_", "-") or "radiograph"
    settings = outcome.settings
    method = settings.method if find_card(settings.method) else f"{settings.method}-x{settings.scale}"
    digest = hashlib.sha256(f"{outcome.digest} {settings!r}".encode()).hexdigest()[:6]
    return f"{stem}_{method}{'-test' * settings.test}_{digest}"
