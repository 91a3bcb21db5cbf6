"""Measured values: stored numbers of a file, whose scale is declared or chosen, as a `DecodedImage` in degC."""

import numpy as np

from ..errors import DecodeError, ScalingNeeded
from ..radiometry import Scaling
from ..types import DecodedImage
from .declaration import declared_scaling
from .orientation import orientation_notes, turn_upright
from .raster import Raster
from .signature import TEXT
from .temperatures import to_celsius

_CELSIUS = Scaling(1.0, 0.0)
"""What a table of numbers without a unit is taken for, and said to be."""


def measured(raster: Raster, scaling: Scaling | None, kind: str, name: str) -> DecodedImage | None:
    """Return the temperatures of a file; None for one that declares no scale where none was chosen.

    Args:
        raster: as read.
        scaling: chosen by the user, before what the file declares; None for the file's.
        kind: what the file is, for messages.
        name: for `DecodedImage.name`.

    Raises:
        DecodeError: for a scale that cannot be, or one chosen for a picture that is no single grey of 16 bits or more.
    """
    if raster.stored is None:
        if scaling is not None:
            raise DecodeError(
                f"expected grey numbers of 16 bits or more for the chosen scale, found {kind} of 8 bits or in colour; "
                "colours and 8-bit greys hold no temperatures: export a TIFF or CSV of temperatures"
            )
        return None
    used = scaling or _declared(raster) or (_CELSIUS if kind == TEXT else None)
    if used is None:
        return None
    celsius, notes = to_celsius(raster.stored, used, raster.nodata)
    declares = holds_temperatures(raster)
    if scaling is not None and declares and _declared(raster) != scaling:
        notes += ("Read with the chosen scale, not with the one that the file declares.",)
    if scaling is None and not declares:
        notes += ("The table names no unit: read as degC.",)
    return DecodedImage(
        np.ascontiguousarray(turn_upright(celsius, raster.orientation)),
        name=name,
        notes=raster.notes + orientation_notes(raster.orientation) + notes,
        unit="degC",
    )


def holds_temperatures(raster: Raster) -> bool:
    """Tell a file that declares a temperature scale that can be."""
    try:
        return raster.stored is not None and _declared(raster) is not None
    except DecodeError:
        return False


def refuse_numbers(raster: Raster, kind: str, *, as_picture: bool) -> None:
    """Refuse numbers that no viewer shows as a picture.

    Raises:
        ScalingNeeded: where a unit would make them temperatures.
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
    values = raster.samples[np.isfinite(raster.samples)]
    if not values.size:
        raise DecodeError(f"expected temperatures, found {found} without a single number; export the file again")
    lowest, highest = float(values.min()), float(values.max())
    raise ScalingNeeded(
        f"expected a file that says the unit of its numbers, found {found}, {lowest:.6g} to {highest:.6g}, without "
        "one; choose the unit or the scale",
        lowest=lowest,
        highest=highest,
    )


def _declared(raster: Raster) -> Scaling | None:
    assert raster.stored is not None
    return declared_scaling(raster.texts, integers=raster.stored.dtype.kind in "iu")


def _type_name(dtype: np.dtype) -> str:
    kind = {"f": "float values", "i": "signed integers"}.get(dtype.kind, "integers")
    return f"{8 * dtype.itemsize}-bit {kind}"
