"""The radiograph of this session: uploaded, or the simulated chest; one frame of it."""

import hashlib
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import streamlit as st

import sr_core as sr

from ..shell.numbers import figure
from ..shell.state import kept, renew
from ..shell.text import plain
from ..workbench.archive_choice import choose_file
from ..workbench.uploads import is_fresh, name_shown, release, upload_key, was_removed
from ..workbench.work import stop

TYPES = ["dcm", "dicom", "dic", "ima", "png", "tif", "tiff", "jpg", "jpeg"]
LARGE = 1024
"""Side of the simulated chest in a test, which shrinks it first."""
SMALL = 256
"""Side of the simulated chest that is enlarged."""
_ROWS = 512
_FIELD = "xray_upload"


@dataclass(frozen=True, slots=True, eq=False)
class Radiograph:
    """What the user brought."""

    image: sr.DecodedImage
    """Grey: measured values of a DICOM file, or display values of another picture."""
    digest: str
    """sha256 of the file and the frame."""
    data: bytes
    """The file."""
    simulated: bool = False
    """True for the simulated chest, whose truth is known."""
    was_colour: bool = False
    """True if colours were turned into grey."""

    @property
    def is_dicom(self) -> bool:
        """True if a derived DICOM file can be written."""
        return self.image.dicom is not None and bool(self.image.unit)

    @property
    def frames(self) -> int:
        """Frames in the file."""
        return self.image.dicom.frames if self.image.dicom else 1


@st.cache_data(show_spinner="Computing the simulated chest", max_entries=2)
def _chest(side: int) -> bytes:
    return sr.chest.chest_dicom(SMALL, scale=side // SMALL)


@st.cache_data(show_spinner="Computing the truth of the simulated chest", max_entries=4)
def chest_truth(scale: int, *, nodules: bool) -> sr.DecodedImage:
    """Compute the simulated chest without noise at `scale` times `SMALL`; without its nodules, the background."""
    return sr.chest.chest_phantom(SMALL, scale=scale, quanta=None, nodules=sr.chest.NODULES if nodules else ())


def simulated(*, test: bool, scale: int) -> Radiograph:
    """Return the simulated chest: 256 pixels per side to enlarge; in a test so large that shrinking gives that."""
    data = _chest(SMALL * scale if test else SMALL)
    image = sr.decode(data, "simulated-chest.dcm")
    return Radiograph(image, hashlib.sha256(data).hexdigest(), data, simulated=True)


def describe_radiograph(image: sr.DecodedImage) -> str:
    """Say what was read: "2022 x 2022 pixels, CR, CHEST, 10 bit, values 0 to 1023"."""
    if not image.unit or image.dicom is None:
        return f"{image.shape_text} pixels, {image.bit_depth} bit, no modality values"
    info, (low, high) = image.dicom, image.value_range
    unit = "" if image.unit == "US" else f" {image.unit}"
    named = ", ".join(filter(None, (info.modality, info.body_part)))
    depth = f"{info.bits_stored} bit"
    parts = [f"{image.shape_text} pixels", plain(named), depth, f"values {figure(low, 6)} to {figure(high, 6)}{unit}"]
    if info.inverse:
        parts.append("small values bright" + f" ({plain(info.photometric_interpretation)})")
    return ", ".join(filter(None, parts))


def spacing_text(spacing: sr.dicom.Spacing | None) -> str:
    """Say the millimetres of a pixel and what kind they are."""
    if spacing is None:
        return "The file gives no pixel spacing: lengths are in pixels."
    sizes = f"{figure(spacing.row_mm, 4)} mm"
    if abs(spacing.row_mm - spacing.column_mm) > 1e-6 * spacing.row_mm:
        sizes = f"{figure(spacing.row_mm, 4)} mm down, {figure(spacing.column_mm, 4)} mm across"
    beyond = (
        " Measured at the detector; true sizes in the body are smaller (magnification)." if spacing.at_detector else ""
    )
    return f"One pixel is {sizes} ({plain(spacing.kind)}).{beyond}"


def pick_radiograph(*, test: bool, scale: int) -> Radiograph | None:
    """Show uploader, phantom and frames; return the radiograph of the file in the uploader, or the simulated one.

    A file that is removed or cannot be read takes radiograph, result, lines and downloads along.
    """
    here = kept().xray
    upload = st.file_uploader(
        "Your radiograph",
        type=None,
        key=upload_key(_FIELD),
        help=f"DICOM (also without an extension), PNG or TIFF, or a ZIP of them. Up to 32 MB, {sr.LIMITS}. "
        "The file name is kept as it is.",
    )
    upload = choose_file(upload, "xray_archive")
    if was_removed(_FIELD, upload):
        _empty()
    elif is_fresh(upload, _FIELD):
        _empty()
        take(upload.getvalue(), upload.name)
    kind: Literal["primary", "secondary"] = "secondary" if here.radiograph is not None else "primary"
    st.button(
        "Use the simulated chest",
        key="xray_phantom",
        type=kind,
        width="stretch",
        on_click=_simulate,
        kwargs={"test": test, "scale": scale},
    )
    found = here.radiograph
    if found is None:
        if here.problem:
            st.error(here.problem)
        return None
    if found.simulated:
        found = here.radiograph = simulated(test=test, scale=scale)
    else:
        name_shown(found.image.name, upload)
    found = _pick_frame(found)
    st.button("Forget this radiograph and its result", key="xray_forget", on_click=_forget, width="stretch")
    return found


def take(data: bytes, name: str, frame: int = 0) -> None:
    """Decode one frame and make it the current radiograph, or note why it is none."""
    here = kept().xray
    here.problem = ""
    try:
        image = sr.decode(data, name, frame=frame)
    except sr.SRError as error:
        here.problem = f"{plain(str(error))}."
        return
    if image.unit == "degC":
        here.problem = f"{plain(name)} holds temperatures, not a radiograph; the Thermal page reads them."
        return
    grey, was_colour = to_grey(image)
    here.radiograph = Radiograph(grey, hashlib.sha256(data).hexdigest() + f" {frame}", data, was_colour=was_colour)


def _simulate(*, test: bool, scale: int) -> None:
    release(_FIELD)
    _empty()
    kept().xray.radiograph = simulated(test=test, scale=scale)


def to_grey(image: sr.DecodedImage) -> tuple[sr.DecodedImage, bool]:
    """Return the picture with one channel, and whether it had colours; equal channels are simply one of them."""
    image = replace(image, alpha=None)
    if image.channels == 1:
        return image, False
    grey = np.empty((image.height, image.width, 1), image.pixels.dtype)
    coloured = False
    for top in range(0, image.height, _ROWS):
        strip = image.pixels[top : top + _ROWS].astype(np.float32)
        coloured |= bool(np.abs(strip - strip[..., :1]).max() > 0.02 * image.peak)
        grey[top : top + _ROWS, :, 0] = np.rint(strip @ np.array([0.299, 0.587, 0.114], np.float32))
    return replace(image, pixels=grey), coloured


def _pick_frame(found: Radiograph) -> Radiograph | None:
    if found.frames < 2 or found.image.dicom is None:
        return found
    now = found.image.dicom.frame + 1
    frame = st.slider("Frame", 1, found.frames, now, key=f"xray_frame_{found.digest[:12]}")
    st.caption(f"{found.frames} frames; only the chosen one is decoded, shown and enlarged.")
    here = kept().xray
    here.problem = ""
    if frame != now:
        take(found.data, found.image.name, frame - 1)
    if here.problem:  # the frame before must not stand under the number of this one
        st.error(here.problem)
        return None
    return here.radiograph


def _empty() -> None:
    """Leave nothing of the file that was shown."""
    stop()
    renew(kept().xray)


def _forget() -> None:
    _empty()
    release(_FIELD)
