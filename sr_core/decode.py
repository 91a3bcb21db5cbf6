"""Decode: bytes of a picture or of a thermal file to a `DecodedImage`, at native depth or in degC."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from .dicom.display import default_display
from .dicom.reader import read_dicom
from .dicom.value_files import read_values
from .errors import DecodeError, ScalingNeeded, UnreadTemperatures
from .files.about import earlier_enlargement
from .files.bmp import read_bmp
from .files.colour.profiles import to_srgb
from .files.colour.space import to_srgb_from
from .files.exif import orientation_notes, turn_upright
from .files.gif import read_gif
from .files.heif.reader import read_avif, read_heic
from .files.jpeg import read_jpeg
from .files.jpeg2000.reader import read_jpeg2000
from .files.limits import LIMITS, check_limits
from .files.png import read_png
from .files.raster import Raster
from .files.signature import ARCHIVE, DICOM, RECORDING, TEXT, THERMAL, WORKBOOK, identify
from .files.text import file_label
from .files.tiff.reader import read_tiff
from .files.webp import read_webp
from .thermal.makers import unread_temperatures
from .thermal.radiometric import maker_of, read_radiometric, read_recording
from .thermal.scaling import holds_temperatures, measured, refuse_numbers
from .thermal.table.reader import read_table
from .thermal.units import Unit, chosen_unit
from .thermal.visible import VisiblePicture, find_embedded, from_ycbcr
from .types import DecodedImage, ReadAs
from .types.radiometry import Radiometry, Scaling

DECODERS: dict[str, Callable[[bytes], Raster]] = {
    "PNG": read_png,
    "JPEG": read_jpeg,
    "WebP": read_webp,
    "BMP": read_bmp,
    "GIF": read_gif,
    "TIFF": read_tiff,
    "HEIC": read_heic,
    "AVIF": read_avif,
    "JPEG 2000": read_jpeg2000,
}
"""Format, told by the first bytes -> reader."""

HOLDS_TEMPERATURES = "This file holds temperatures; the Thermal page reads them."
"""Note of a file that was opened as a picture."""

HOLDS_VALUES = "Shown in 8 bits through the window of the DICOM file; the X-ray page keeps its measured values."
"""Note of a grey DICOM file that was opened as a picture."""

_ADVICE = {
    **dict.fromkeys(THERMAL, "export its temperatures as TIFF or CSV with the camera's program and open that"),
    ARCHIVE: "unpack it and open one of its files",
    WORKBOOK: "save its table as CSV and open that",
    TEXT: "save a picture as PNG or TIFF, temperatures as one line of numbers for each row of the picture",
}
"""Advice for a kind of file that is not read; the picture of any other kind can be saved anew."""

_T = TypeVar("_T")


def decode(
    data: bytes,
    name: str,
    *,
    scaling: Scaling | None = None,
    unit: str | None = None,
    radiometry: Radiometry | None = None,
    as_picture: bool = False,
    frame: int = 0,
) -> DecodedImage:
    """Decode one file: a picture upright, sRGB or grey, 8 or 16 bits as stored, or measured values in their unit.

    Args:
        data: the whole file; its first bytes decide what it is.
        name: file name, for messages and `DecodedImage.name` only.
        scaling: scale from stored numbers to degC; None for the one that the file declares, since nothing is guessed.
        unit: unit of the numbers of a table or TIFF, such as "degC", "degF", "K" or "cK", before the one that the file
            names; instead of `scaling`. None for the file's.
        radiometry: computes the temperatures of a file of FLIR with raw counts anew; None for the file's own values.
        as_picture: show what an ordinary viewer shows, also of a file that holds temperatures, and of a DICOM file,
            through its own window.
        frame: index of the frame of a DICOM file or of a FLIR recording, from 0; `DecodedImage.dicom.frames` and
            `thermal.count_frames` say how many there are.

    Returns:
        `pixels` (H, W, 1) for grey and (H, W, 3) for colour; `alpha` only if a pixel is not opaque; `notes` say
        what was done (first of several frames, rotation, colour conversion). Temperatures have `unit` "degC", grey
        values of a DICOM file "HU", "OD" or "US", and `dicom` beside them; values of a TIFF that was written from one
        have that unit, too.

    Raises:
        DecodeError: for bytes that are not such a picture, are damaged, or exceed one of `LIMITS`.
        UnitNeeded: for temperatures of a table or of floats that name no unit: pass `unit`.
        ScalingNeeded: for other numbers that no viewer shows as a picture, and whose scale the file does not say.
        SRError: for an environment variable SR_MAX_... that sets no limit.
    """
    check_limits()
    label = file_label(name)
    if not data:
        raise DecodeError(f"{label}: expected a picture, found an empty file; choose or upload it again")
    try:
        LIMITS.check_file(len(data))
        if unit is not None and scaling is not None:
            raise DecodeError(f"expected a unit or a scale, found both, {unit!r} and {scaling!r}; choose one of them")
        chosen = None if unit is None else chosen_unit(unit)
        image = _decode(bytes(data), name, scaling, chosen, radiometry, as_picture, frame)
    except ScalingNeeded as error:
        raise type(error)(f"{label}: {error}", lowest=error.lowest, highest=error.highest) from error
    except DecodeError as error:
        raise type(error)(f"{label}: {error}") from error
    earlier = earlier_enlargement(data)
    how = ReadAs(unit, scaling, radiometry, as_picture, frame)
    return replace(image, notes=image.notes + ((earlier,) if earlier else ()), read_as=how)


def decode_shown(data: bytes, name: str, **how: Any) -> DecodedImage:
    """Decode as `decode` does; where it finds temperatures that no reader here knows, the picture that a viewer shows.

    `DecodedImage.unread`, which is among the notes, then says so.
    """
    try:
        return decode(data, name, **how)
    except UnreadTemperatures:
        return decode(data, name, as_picture=True)


def decode_visible(data: bytes, name: str) -> VisiblePicture | None:
    """Decode the visible picture that a FLIR camera stored beside its thermogram; None for a file without one.

    Args:
        data: the whole file.
        name: name for messages and `DecodedImage.name`.

    Raises:
        DecodeError: for one that is damaged, exceeds one of `LIMITS`, or is neither PNG nor JPEG.
    """
    check_limits()
    if identify(data) != "JPEG":
        return None
    try:
        LIMITS.check_file(len(data))
        return _run("visible picture", lambda: _visible(data, name))
    except DecodeError as error:
        raise DecodeError(f"{file_label(name)}: {error}") from error


def _visible(data: bytes, name: str) -> VisiblePicture | None:
    found = find_embedded(data) if maker_of(data) == "FLIR" else None
    if found is None:
        return None
    kind = identify(found.data)
    if kind not in ("PNG", "JPEG"):
        raise DecodeError("expected a visible picture in PNG or JPEG, found another coding; open it in FLIR's program")
    raster = replace(DECODERS[kind](found.data), orientation=1)
    if kind == "PNG":
        raster = replace(raster, samples=from_ycbcr(raster.samples))
    image = _picture(raster, name)
    return VisiblePicture(image, found.frame_in(image))


def _decode(
    data: bytes,
    name: str,
    scaling: Scaling | None,
    unit: Unit | None,
    radiometry: Radiometry | None,
    as_picture: bool,
    frame: int,
) -> DecodedImage:
    kind = identify(data)
    if kind == DICOM:
        if scaling is not None or unit is not None or radiometry is not None:
            raise DecodeError("expected temperatures, found a DICOM file, which has values of its own; choose no scale")
        image = _run(kind, lambda: read_dicom(data, name, frame))
        if not as_picture or not image.unit:
            return image
        return replace(default_display(image), notes=(*image.notes, HOLDS_VALUES))
    if kind == RECORDING:
        if as_picture or scaling is not None or unit is not None:
            raise DecodeError(
                "expected a picture or numbers without a unit, found a recording of FLIR, which holds temperatures "
                "only; open it on the Thermal page"
            )
        return _run(kind, lambda: read_recording(data, name, frame, radiometry))
    if frame:
        raise DecodeError(f"expected a file of several frames, DICOM or FLIR, found {kind}; choose no frame")
    maker = _run(kind, lambda: maker_of(data)) if kind == "JPEG" else ""
    if maker and not as_picture:
        if scaling is not None or unit is not None:
            raise DecodeError(
                "expected numbers that need a scale, found a radiometric JPEG, which has its own; choose none"
            )
        return _run("radiometric JPEG", lambda: read_radiometric(data, name, maker, radiometry))
    if radiometry is not None:
        raise DecodeError(f"expected a radiometric JPEG to compute its temperatures anew, found {kind}; choose one")
    raster = _run("table" if kind == TEXT else kind, lambda: _read(kind, data))
    if not as_picture and (values := _run(kind, lambda: read_values(raster, name))) is not None:
        if scaling is not None or unit is not None:
            raise DecodeError(
                f"expected temperatures, found values in {values.unit}, as the file says; choose no scale"
            )
        return values
    if not as_picture and (celsius := _run(kind, lambda: measured(raster, scaling, kind, name, unit=unit))):
        return celsius
    refuse_numbers(raster, kind, as_picture=as_picture)
    picture = _run(kind, lambda: _picture(raster, name))
    if as_picture and (maker == "FLIR" or holds_temperatures(raster)):
        return replace(picture, notes=(*picture.notes, HOLDS_TEMPERATURES))
    unread = _run(kind, lambda: unread_temperatures(data)) if kind == "JPEG" and maker != "FLIR" else ""
    return replace(picture, notes=(*picture.notes, unread), unread=unread) if unread else picture


def _read(kind: str, data: bytes) -> Raster:
    raster = DECODERS[kind](data) if kind in DECODERS else None
    if kind == TEXT:
        raster = read_table(data)
    if raster is None:
        advice = _ADVICE.get(kind, "save the picture as PNG or TIFF and open that")
        raise DecodeError(f"expected a picture ({', '.join((*DECODERS, DICOM))}), found {kind}; {advice}")
    return raster


def _picture(raster: Raster, name: str) -> DecodedImage:
    """Return display values, upright and in sRGB."""
    if raster.colour is not None and raster.samples.shape[2] in (1, 3):
        pixels, colour_notes = to_srgb_from(raster.samples, raster.colour)
    else:
        pixels, colour_notes = to_srgb(raster.samples, raster.profile)
    alpha = raster.alpha
    if alpha is not None and int(alpha.min()) == np.iinfo(alpha.dtype).max:
        alpha = None
    return DecodedImage(
        np.ascontiguousarray(turn_upright(pixels, raster.orientation)),
        name=name,
        alpha=None if alpha is None else np.ascontiguousarray(turn_upright(alpha, raster.orientation)),
        notes=raster.notes + orientation_notes(raster.orientation) + colour_notes,
    )


def _run(kind: str, read: Callable[[], _T]) -> _T:
    """Call a reader; any error that damaged bytes cause in it becomes one sentence."""
    try:
        return read()
    except DecodeError:
        raise
    except MemoryError as error:
        raise DecodeError(f"expected a {kind} that fits into memory, found a larger one; shrink it") from error
    except Exception as error:  # on damaged bytes, four decoder libraries raise errors of any kind
        raise DecodeError(
            f"expected a readable {kind}, found one that is damaged or cut short; export or download it again"
        ) from error
