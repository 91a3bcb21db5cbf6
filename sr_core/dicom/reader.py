"""DICOM: one frame of a file as measured values or colours, with its display hints beside it (`DecodedImage.dicom`)."""

from dataclasses import replace

import numpy as np
from pydicom.dataset import Dataset

from ..errors import DecodeError
from ..types import DecodedImage
from .colour import to_rgb
from .derivation import earlier_note
from .file import DicomFile, open_dicom, quiet
from .header_numbers import comma_note
from .hints import read_hints
from .layout import MONOCHROME, Layout, read_layout
from .pixels import Frame, read_frame
from .rescale import (
    Rescale,
    float_padding_values,
    groups,
    is_padding,
    padding_values,
    read_rescale,
    real_world_unit,
    unapplied_notes,
)

_LENGTHS = {"PixelMeasuresSequence": ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")}
"""Functional group -> its decimal numbers that are used."""
_VALUES = {
    "PixelValueTransformationSequence": ("RescaleSlope", "RescaleIntercept"),
    "FrameVOILUTSequence": ("WindowCenter", "WindowWidth"),
}
"""Functional group of grey pictures -> its decimal numbers that are used."""


def read_dicom(data: bytes, name: str, frame: int = 0) -> DecodedImage:
    """Read one frame.

    Args:
        data: the whole file.
        name: name for `DecodedImage.name`.
        frame: index of the frame, from 0; no other frame is decoded.

    Returns:
        Grey: float32 after Modality LUT or Rescale, never windowed, NaN where the file declares padding or holds no
            finite
        number; `unit` "HU", "OD" or "US". Colour: uint8 or uint16 RGB. Both with `dicom`, and with notes on what
        is not as the file declares.

    Raises:
        DecodeError: for a file that is damaged, has no such frame or is compressed in a way that is not decoded here,
            and for a number that values or millimetres depend on and that cannot be read.
    """
    with quiet():
        file = open_dicom(data)
        layout = read_layout(file)
        if not 0 <= frame < layout.frames:
            raise DecodeError(f"expected a frame of 1 to {layout.frames}, got {frame + 1}; choose another")
        rescale = read_rescale(file, frame, signed=layout.signed)
        info, hint_notes = read_hints(file, layout, rescale, frame)
        found = read_frame(file, layout, frame)
        info = replace(info, bits_stored=found.layout.stored)
        if not layout.floating and layout.photometric in MONOCHROME:
            limits = _limits(found, rescale, padding_values(file, found.layout)) if rescale.lut is None else None
            info = replace(info, slope=rescale.slope, intercept=rescale.intercept, limits=limits)
        notes: tuple[str, ...] = (f"Frame {frame + 1} of {layout.frames} is shown.",) if layout.frames > 1 else ()
        notes += found.notes + rescale.notes + _comma_notes(file.dataset, layout, frame)
        hint_notes += (earlier,) if (earlier := earlier_note(file.dataset)) else ()
        if layout.photometric not in MONOCHROME:
            rgb = to_rgb(found.values, found.layout, file)
            return DecodedImage(np.ascontiguousarray(rgb), name, notes=notes + hint_notes, dicom=info)
        notes += unapplied_notes(file.dataset, frame, rescale)
        values, missing = _measured(found, rescale, file)
        unit, unit_notes = (rescale.unit, ()) if not layout.floating else _floating_unit(file.dataset, rescale, frame)
    return DecodedImage(values, name, notes=notes + missing + unit_notes + hint_notes, unit=unit, dicom=info)


def _limits(found: Frame, rescale: Rescale, padding: tuple[int, ...]) -> tuple[float, float]:
    """Return the lowest and the highest measured value that the stored numbers can stand for.

    Padding that is below or above every measured value is an end, too: a result must not overshoot into it.
    """
    half = 1 << (found.layout.stored - 1)
    least, most = (-half, half - 1) if found.layout.signed else (0, 2 * half - 1)
    if padding:
        measured = ~is_padding(found.values, padding)
        if found.values.min(where=measured, initial=most) > max(padding):
            least = max(least, max(padding) + 1)
        elif found.values.max(where=measured, initial=least) < min(padding):
            most = min(most, min(padding) - 1)
    ends = sorted(number * rescale.slope + rescale.intercept for number in (least, most))
    return ends[0], ends[1]


def _measured(found: Frame, rescale: Rescale, file: DicomFile) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return (H, W, 1) float32 measured values, NaN where nothing was measured, and notes on those pixels.

    Raises:
        DecodeError: for numbers beyond single precision.
    """
    padding = (float_padding_values if found.layout.floating else padding_values)(file, found.layout)
    missing = is_padding(found.values, padding)
    if found.missing is not None:
        missing |= found.missing
    values = np.ascontiguousarray(rescale.apply(found.values))
    notes: tuple[str, ...] = ("Areas outside the scan are left empty.",) if missing.any() else ()
    if found.layout.floating:
        beyond = ~np.isfinite(found.values) & ~missing
        if not np.isfinite(values[~beyond & ~missing]).all():
            raise DecodeError("expected numbers below 1e38, found larger ones; save the file with numbers of 32 bits")
        notes += ("Pixels whose values are not finite numbers are left empty.",) if beyond.any() else ()
        missing |= beyond
    values[missing] = np.nan
    return values, notes


def _floating_unit(dataset: Dataset, rescale: Rescale, frame: int) -> tuple[str, tuple[str, ...]]:
    """Return the unit of floating-point pixels, and the name that the file gives it if there is none here."""
    code = real_world_unit(dataset, frame)
    if code == "[hnsf'U]" and rescale.is_identity:
        return "HU", ()
    return rescale.unit, (f"The file gives the unit of its values as {code!r}.",) if code else ()


def _comma_notes(dataset: Dataset, layout: Layout, frame: int) -> tuple[str, ...]:
    """Return notes on the numbers that are used and have a decimal comma."""
    used = _VALUES | _LENGTHS if layout.photometric in MONOCHROME else _LENGTHS
    found = [
        comma_note(group, keyword)
        for sequence, keywords in used.items()
        for group in groups(dataset, frame, sequence)
        for keyword in keywords
    ]
    return tuple(dict.fromkeys(filter(None, found)))
