"""Packing of a picture for the browser: PNG and values in one block of bytes, which changes only with them.

Error bars are packed on their own, so that others can be shown without sending the picture again.
"""

import hashlib
import json
import math
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .panel import Panel

_PNG_START = b"\x89PNG\r\n\x1a\n"
_GREY_COLOUR_TYPES = (0, 4)
_NO_GREY = 2
_NO_VALUE = 0xFFFF
_ROWS = 256
"""Rows of a strip of values that is packed at once."""
Packed = tuple[float, float, float, bytes]
Pack = Callable[[np.ndarray, int | None, str], Packed]


@dataclass(frozen=True, slots=True)
class Picture:
    """Packed picture of a panel."""

    id: str
    """Name within its viewer."""
    digest: str
    """SHA-256 of PNG and values."""
    size: tuple[int, int]
    """(height, width) in pixels."""
    payload: bytes
    """u32 length of the header (little endian), JSON header, PNG, packed values."""


def pack_values(values: np.ndarray, digits: int | None, digest: str = "") -> Packed:
    """Return the lowest value, the highest, the step, and 16-bit steps above the lowest, deflated.

    Without digits, a step is as fine as 65,534 of them allow, or 1 for whole numbers that are no further apart: those
    arrive unchanged. With digits, it is a tenth of the last one shown (0.001 for two decimals) if 65,535 of them reach
    from the lowest to the highest value, otherwise that span / 65,534.
    A value is off by half a step at most, a difference by one step.
    Each number is the difference to its left neighbour, modulo 65,536 (a third smaller); 65,535 says no value.
    `digest` identifies the values where a result is kept.
    """
    finite = np.isfinite(values)
    low = float(np.min(values, where=finite, initial=np.inf))
    high = float(np.max(values, where=finite, initial=-np.inf))
    low, high = (low, high) if low <= high else (0.0, 0.0)
    low, step = _fine_steps(values, low, high) if digits is None else _decimal_steps(low, high, digits)
    deflate, packed = zlib.compressobj(1), []
    # Values are packed in strips; as a whole, their copies in float64 would take 400 MB for 10 megapixels.
    for top in range(0, len(values), _ROWS):
        strip, found = values[top : top + _ROWS].astype(np.float64), finite[top : top + _ROWS]
        codes = np.where(found, np.round((np.where(found, strip, low) - low) / step), _NO_VALUE).astype("<u2")
        packed.append(deflate.compress(np.diff(codes, axis=1, prepend=codes.dtype.type(0)).astype("<u2").tobytes()))
    return low, high, step, b"".join([*packed, deflate.flush()])


def _decimal_steps(low: float, high: float, digits: int) -> tuple[float, float]:
    """Return the lowest step and the length of a step."""
    per_unit = 10 ** (digits + 1)
    # Steps are multiples counted from zero, so that values with that many decimals arrive unchanged.
    floor = math.floor(low * per_unit) / per_unit
    if (high - floor) * per_unit < _NO_VALUE - 1:
        return floor, 1 / per_unit
    return low, (high - low) / (_NO_VALUE - 1)


def _fine_steps(values: np.ndarray, low: float, high: float) -> tuple[float, float]:
    strips = (values[top : top + _ROWS] for top in range(0, len(values), _ROWS))
    whole = high - low < _NO_VALUE and all(bool(((v == np.floor(v)) | ~np.isfinite(v)).all()) for v in strips)
    return low, 1.0 if whole or high == low else (high - low) / (_NO_VALUE - 1)


def encode_pictures(
    panels: Sequence[Panel], *, viewer: str, digits: int = 2, film: bool = False, pack: Pack = pack_values
) -> list[Picture]:
    """Pack the pictures of the panels, one block of bytes for each.

    The same picture gives the same bytes, whatever its name and numbers say: Streamlit then does not send it again.

    Args:
        panels: pictures of one pixel size.
        viewer: key of the viewer that shows them.
        digits: decimals of a value; values are rounded to steps, see `pack_values`.
        film: True to paint the values under a window instead of a PNG.
        pack: `pack_values`, or what keeps its results.

    Raises:
        ValueError: if a panel is no PNG (with `film`: has no values), the sizes differ, or values do not cover their
            picture by a whole factor.
    """
    pictures = [
        _encode(panel, panel.id or str(place), viewer, None if film else digits, pack)
        for place, panel in enumerate(panels)
    ]
    if len({picture.size for picture in pictures}) > 1:
        sizes = [picture.size for picture in pictures]
        raise ValueError(f"the panels need one pixel size, got {sizes} (height, width)")
    return pictures


def _encode(panel: Panel, name: str, viewer: str, digits: int | None, pack: Pack) -> Picture:
    """Pack one picture; without digits from its values."""
    film = digits is None
    if panel.tiles is not None:
        height, width, colour_type = panel.tiles.height, panel.tiles.width, _NO_GREY
    else:
        height, width, colour_type = _value_head(panel) if film else _read_head(panel)
    png = b"" if film else panel.png
    values, packed = _encode_values(f"{panel.label!r} needs values", panel.values, (height, width), digits, pack)
    tiles = None if panel.tiles is None else asdict(panel.tiles)
    digest = hashlib.sha256(png)
    digest.update(packed + json.dumps([values, tiles]).encode())
    entry = {"viewer": viewer, "id": name, "digest": digest.hexdigest(), "bytes": len(png), "values": values}
    entry |= {"grey": colour_type in _GREY_COLOUR_TYPES, "film": film, "tiles": tiles}
    return Picture(name, digest.hexdigest(), (height, width), _join(entry, png, packed))


def encode_bars(panel: Panel, picture: Picture, *, viewer: str, pack: Pack = pack_values) -> Picture | None:
    """Pack the error bars of a panel, whose own packed picture is given; None if it has none.

    Raises:
        ValueError: if the half-widths do not cover their picture by a whole factor.
    """
    if panel.half_widths is None:
        return None
    values, packed = _encode_values(f"{panel.label!r} needs half-widths", panel.half_widths, picture.size, None, pack)
    digest = hashlib.sha256(packed + json.dumps(values).encode()).hexdigest()
    name = f"{picture.id}.bars"
    entry = {"viewer": viewer, "id": name, "digest": digest, "bytes": 0, "values": values, "bars": True}
    return Picture(name, digest, picture.size, _join(entry, packed))


def _join(entry: dict[str, Any], *blobs: bytes) -> bytes:
    header = json.dumps(entry, sort_keys=True).encode()
    return b"".join([struct.pack("<I", len(header)), header, *blobs])


def _encode_values(
    need: str, values: np.ndarray | None, size: tuple[int, int], digits: int | None, pack: Pack
) -> tuple[dict[str, Any] | None, bytes]:
    """Return what the header says about a panel's values or half-widths, and these packed."""
    if values is None:
        return None, b""
    height, width = values.shape
    if (size[0] % height, size[1] % width) != (0, 0) or size[0] // height != size[1] // width:
        raise ValueError(
            f"panel {need} that cover its picture of {size} (height, width) by one whole factor, got {values.shape}"
        )
    digest = hashlib.sha256(values.tobytes() + f"{values.dtype} {height} {width}".encode())
    low, high, step, packed = pack(values, digits, digest.hexdigest())
    shape = {"height": height, "width": width, "low": low, "high": high, "step": step}
    return shape | {"bytes": len(packed)}, packed


def _read_head(panel: Panel) -> tuple[int, int, int]:
    """Return height, width and colour type from the PNG header (PNG 1.2, 11.2.2 IHDR)."""
    if panel.png[:8] != _PNG_START or len(panel.png) < 33:
        raise ValueError(f"panel {panel.label!r} needs a PNG file, found bytes that start with {panel.png[:8]!r}")
    width, height, _depth, colour_type = struct.unpack(">IIBB", panel.png[16:26])
    return height, width, colour_type


def _value_head(panel: Panel) -> tuple[int, int, int]:
    """Return height, width and colour type of a panel that is painted from its values."""
    if panel.values is None or panel.values.ndim != 2:
        raise ValueError(f"panel {panel.label!r} needs (height, width) values to be shown under a window")
    return *panel.values.shape, _GREY_COLOUR_TYPES[0]
