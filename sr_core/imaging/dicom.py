"""DICOM: one frame of a file as measured values or colours, with its display hints beside it (`DecodedImage.dicom`)."""

from dataclasses import replace

import numpy as np

from ..errors import DecodeError
from ..types import DecodedImage
from .dicom_colour import to_rgb
from .dicom_file import open_dicom, quiet
from .dicom_hints import read_hints
from .dicom_layout import MONOCHROME, read_layout
from .dicom_pixels import read_frame
from .dicom_values import is_padding, padding_values, read_rescale

NO_USABLE_WINDOW = "The file's window cannot be used: it lacks a centre, a width above 0 or a known function."


def read_dicom(data: bytes, name: str, frame: int = 0) -> DecodedImage:
    """Read one frame.

    Args:
        data: the whole file.
        name: for `DecodedImage.name`.
        frame: from 0; no other frame is decoded.

    Returns:
        Grey: float32 after Modality LUT or Rescale, never windowed, NaN where the file says padding; `unit` "HU", "OD"
        or "US". Colour: uint8 or uint16 RGB. Both with `dicom`.

    Raises:
        DecodeError: for a file that is damaged, has no such frame or is compressed as nobody decodes.
    """
    with quiet():
        file = open_dicom(data)
        layout = read_layout(file)
        if not 0 <= frame < layout.frames:
            raise DecodeError(f"expected a frame of 1 to {layout.frames}, got {frame + 1}; choose another")
        rescale = read_rescale(file, frame, signed=layout.signed)
        info = read_hints(file, layout, frame)
        stored = read_frame(file, layout, frame)
        notes: tuple[str, ...] = (f"Showing frame {frame + 1} of {layout.frames}.",) if layout.frames > 1 else ()
        if layout.photometric not in MONOCHROME:
            return DecodedImage(np.ascontiguousarray(to_rgb(stored, layout, file)), name, notes=notes, dicom=info)
        missing = is_padding(stored, padding_values(file, layout))
    values = rescale.apply(stored)
    info = replace(info, slope=rescale.slope, intercept=rescale.intercept)
    if missing.any():
        values[missing] = np.nan
        notes += ("Padding pixels hold no measured value.",)
    if not info.windows and "WindowWidth" in file.dataset:
        notes += (NO_USABLE_WINDOW,)
    return DecodedImage(np.ascontiguousarray(values), name, notes=notes, unit=rescale.unit, dicom=info)
