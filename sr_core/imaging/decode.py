"""Decode: bytes of a PNG, JPEG, WebP, BMP, GIF or TIFF to a `DecodedImage` at native depth or in degC."""

from collections.abc import Callable

import numpy as np

from ..errors import DecodeError
from ..radiometry import Radiometry, Scaling
from ..types import DecodedImage
from .bmp import read_bmp
from .declaration import declared_scaling
from .gif import read_gif
from .jpeg import read_jpeg
from .label import file_label
from .orientation import orientation_notes, turn_upright
from .png import read_png
from .profiles import to_srgb
from .raster import MAX_PIXELS, Raster
from .signature import identify
from .temperatures import to_celsius
from .tiff import read_tiff
from .webp import read_webp

__all__ = ["DECODERS", "MAX_PIXELS", "decode"]

DECODERS: dict[str, Callable[[bytes], Raster]] = {
    "PNG": read_png,
    "JPEG": read_jpeg,
    "WebP": read_webp,
    "BMP": read_bmp,
    "GIF": read_gif,
    "TIFF": read_tiff,
}
"""Format as told by its first bytes -> its reader."""


def decode(
    data: bytes,
    name: str,
    *,
    scaling: Scaling | None = None,
    radiometry: Radiometry | None = None,
    as_picture: bool = False,
) -> DecodedImage:
    """Decode one file: a picture upright, sRGB or grey, 8 or 16 bits as stored, or temperatures in degC.

    Args:
        data: the whole file; its first bytes decide what it is.
        name: file name, for messages and `DecodedImage.name` only.
        scaling: degC of stored numbers; None for what the file declares, nothing is ever guessed.
        radiometry: computes the temperatures of a radiometric JPEG anew; None for the file's own values.
        as_picture: show what an ordinary viewer shows, also of a file that holds temperatures.

    Returns:
        `pixels` (H, W, 1) for grey and (H, W, 3) for colour; `alpha` only if a pixel is not opaque; `notes` say
        what was done (first of several frames, rotation, colour conversion). Temperatures have `unit` "degC".

    Raises:
        DecodeError: for bytes that are not such a picture, are damaged, or have more than `MAX_PIXELS` pixels.
    """
    label = file_label(name)
    if not data:
        raise DecodeError(f"{label}: expected a picture, found an empty file; choose or upload it again")
    kind = identify(data)
    if kind not in DECODERS:
        known = ", ".join(DECODERS)
        raise DecodeError(
            f"{label}: expected a picture ({known}), found {kind}; save the picture as PNG or TIFF and open that"
        )
    raster = _read(kind, bytes(data), label)
    try:
        celsius = None if as_picture else _measured(raster, scaling, name)
    except DecodeError as error:
        raise DecodeError(f"{label}: {error}") from error
    return celsius or _picture(raster, name)


def _measured(raster: Raster, scaling: Scaling | None, name: str) -> DecodedImage | None:
    """Return the temperatures of stored numbers whose scale is known; None without such a scale."""
    if raster.stored is None:
        return None
    scaling = scaling or declared_scaling(raster.texts, integers=raster.stored.dtype.kind in "iu")
    if scaling is None:
        return None
    celsius, notes = to_celsius(raster.stored, scaling, raster.nodata)
    return DecodedImage(
        np.ascontiguousarray(turn_upright(celsius, raster.orientation)),
        name=name,
        notes=raster.notes + orientation_notes(raster.orientation) + notes,
        unit="degC",
    )


def _picture(raster: Raster, name: str) -> DecodedImage:
    """Return display values, upright and in sRGB."""
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


def _read(kind: str, data: bytes, label: str) -> Raster:
    try:
        return DECODERS[kind](data)
    except DecodeError as error:
        raise DecodeError(f"{label}: {error}") from error
    except MemoryError as error:
        raise DecodeError(f"{label}: expected a {kind} that fits into memory, found a larger one; shrink it") from error
    except Exception as error:  # damaged bytes fail anywhere in three decoder libraries, as anything
        raise DecodeError(
            f"{label}: expected a readable {kind}, found one that is damaged or cut short; export or download it again"
        ) from error
