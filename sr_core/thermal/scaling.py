"""Measured values: stored numbers of a file, whose scale is declared or chosen, as a `DecodedImage` in degC."""

import numpy as np

from ..errors import DecodeError, ScalingNeeded, UnitNeeded
from ..files.exif import orientation_notes, turn_upright
from ..files.raster import Raster
from ..files.signature import TEXT
from ..types import DecodedImage
from ..types.radiometry import Scaling
from .declaration import declared_scaling, scaled_unit
from .temperatures import refuse_thousands, to_celsius, unit_doubts
from .units import Unit


def may_be_counts(image: DecodedImage) -> bool:
    """Tell 16-bit grey, whose numbers are temperatures once a scale is chosen, from colours and 8-bit greys."""
    return not image.unit and image.bit_depth == 16 and image.channels == 1 and image.alpha is None


def ask_scaling(image: DecodedImage) -> ScalingNeeded:
    """Return the question for the scale of a picture that `may_be_counts`: it may be one, or hold temperatures."""
    lowest, highest = float(image.pixels.min()), float(image.pixels.max())
    message = (
        f"{image.name} holds 16-bit numbers, {lowest:.6g} to {highest:.6g}, and does not say their unit; choose it"
    )
    return ScalingNeeded(message, lowest=lowest, highest=highest)


def no_temperatures(image: DecodedImage) -> str:
    """Say in one sentence why a picture holds no temperatures; empty for measured values."""
    if image.unit:
        return ""
    if may_be_counts(image):
        return (
            "this 16-bit grey picture does not say which temperatures its numbers stand for: choose the scale, or "
            "enlarge it as an ordinary picture."
        )
    if image.unread:
        return f"{image.unread[0].lower()}{image.unread[1:-1]}, or enlarge it as an ordinary picture."
    shown = "colours" if image.channels == 3 else "greys"
    return (
        f"this picture shows temperatures as {shown} at best, but holds none that this app can read: "
        "export a radiometric JPEG of FLIR, a TIFF or a CSV of temperatures from the camera's program, or enlarge it "
        "as an ordinary picture."
    )


def measured(
    raster: Raster, scaling: Scaling | None, kind: str, name: str, *, unit: Unit | None = None
) -> DecodedImage | None:
    """Return the temperatures of a file; None for one that declares no unit or scale where none was chosen.

    Args:
        raster: samples as they were read.
        scaling: scale that the user chose instead of the one in the file; None for that of the file.
        kind: kind of file, for messages.
        name: name for `DecodedImage.name`.
        unit: unit that the user chose instead of the one in the file; None for that of the file.

    Raises:
        DecodeError: for a scale that cannot be, or one chosen for a picture that is no single grey of 16 bits or more.
    """
    if raster.stored is None:
        if scaling is not None or unit is not None:
            raise DecodeError(
                f"expected grey numbers of 16 bits or more for the chosen scale, found {kind} of 8 bits or in colour; "
                "colours and 8-bit greys hold no temperatures: export a TIFF or CSV of temperatures"
            )
        return None
    chosen = scaled_unit(raster.texts, unit) if unit is not None else scaling
    used = chosen or _declared(raster)
    if used is None:
        return None
    celsius, notes = to_celsius(raster.stored, used, raster.nodata)
    if kind == TEXT and chosen is None:
        refuse_thousands(celsius, used)
    if chosen is None:
        notes += _converted(raster, kind)
    elif holds_temperatures(raster) and _declared(raster) != chosen:
        notes += ("The numbers were read with the chosen scale, not with the one that the file declares.",)
    elif unit is not None:
        notes += (f"The numbers were read in {unit.name}, the chosen unit.",)
    return DecodedImage(
        np.ascontiguousarray(turn_upright(celsius, raster.orientation)),
        name=name,
        notes=raster.notes + orientation_notes(raster.orientation) + notes + unit_doubts(celsius, used),
        unit="degC",
    )


def _converted(raster: Raster, kind: str) -> tuple[str, ...]:
    units = [text.removeprefix("unit=") for text in raster.texts if text.startswith("unit=")] if kind == TEXT else []
    return tuple(
        f"The temperatures were converted from {name}, the unit that the table names."
        for name in units
        if name != "degC"
    )


def holds_temperatures(raster: Raster) -> bool:
    """Tell a file that declares a possible temperature scale."""
    try:
        return raster.stored is not None and _declared(raster) is not None
    except DecodeError:
        return False


def refuse_numbers(raster: Raster, kind: str, *, as_picture: bool) -> None:
    """Refuse numbers that no viewer shows as a picture.

    Raises:
        UnitNeeded: for tables and floats, which a unit makes temperatures.
        ScalingNeeded: for integers, which a scale makes temperatures.
        DecodeError: if a picture was asked for, or none of them is a number.
    """
    if raster.samples.dtype in (np.uint8, np.uint16):
        return
    found = _type_name(raster.samples.dtype)
    if as_picture:
        raise DecodeError(
            f"expected a picture, found a {kind if kind != TEXT else 'table'} of {found}; "
            "open it on the Thermal page, or save it as an 8- or 16-bit grey or RGB TIFF or PNG"
        )
    lowest, highest = _ends(raster.samples)
    if lowest > highest:
        raise DecodeError(f"expected temperatures, found {found} without a single number; export the file again")
    span = f"{lowest:.6g} to {highest:.6g}"
    if raster.samples.dtype.kind == "f":
        what = "table that names its unit, found" if kind == TEXT else f"{kind} that names its unit, found {found},"
        name_it = ", or name it in a first line" if kind == TEXT else ""
        message = f"expected a {what} {span} without one; choose the unit, degC, degF or K{name_it}"
        raise UnitNeeded(message, lowest=lowest, highest=highest)
    message = f"expected a file that says the unit of its numbers, found {found}, {span}, without one"
    raise ScalingNeeded(f"{message}; choose the unit or the scale", lowest=lowest, highest=highest)


def _ends(samples: np.ndarray) -> tuple[float, float]:
    """Return the smallest and the largest number; (inf, -inf) if there is none."""
    lowest, highest = np.inf, -np.inf
    for row in samples:
        if (found := row[np.isfinite(row)]).size:
            lowest, highest = min(lowest, float(found.min())), max(highest, float(found.max()))
    return lowest, highest


def _declared(raster: Raster) -> Scaling | None:
    assert raster.stored is not None
    return declared_scaling(raster.texts, integers=raster.stored.dtype.kind in "iu")


def _type_name(dtype: np.dtype) -> str:
    kind = {"f": "float values", "i": "signed integers"}.get(dtype.kind, "integers")
    return f"{8 * dtype.itemsize}-bit {kind}"
