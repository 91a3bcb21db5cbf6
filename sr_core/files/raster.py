"""Raster: the samples of a file as stored, before colour management and rotation."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile

from ..errors import DecodeError
from .colour.space import ColourSpace
from .limits import LIMITS

MAX_PIXELS = LIMITS.megapixels * 10**6
"""Largest picture that is decoded, in pixels. Checked in the header, before any pixel is decoded."""

_STRIP = 1 << 22  # pixels that are converted at a time


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Samples of one picture, and the facts that its file declares of them."""

    samples: np.ndarray
    """(H, W, C) uint8 or uint16 over the full range; C = 1 grey, 3 RGB, 4 CMYK (0 is no ink). (H, W, 1) of another type
    where the file holds numbers that are no picture."""
    alpha: np.ndarray | None = None
    """(H, W), same dtype as `samples`, not premultiplied; None if there is none."""
    profile: bytes = b""
    """ICC profile as embedded; empty if there is none."""
    orientation: int = 1
    """EXIF orientation 1..8; 1 is upright."""
    notes: tuple[str, ...] = ()
    """Notes of the reader, one sentence each."""
    stored: np.ndarray | None = None
    """(H, W) numbers as stored, of a grey file that could hold measured values: of 16 bits or more, or float."""
    texts: tuple[str, ...] = ()
    """Texts of the file, which may declare the scale of `stored`."""
    nodata: float | None = None
    """Stored number that stands for "not measured", if the file names one."""
    colour: ColourSpace | None = None
    """Colour space that the file declares by numbers; None for sRGB, or where a profile counts."""


def check_size(width: int, height: int, bits: int = 8) -> None:
    """Refuse an empty or too large picture; `bits` per pixel once unpacked, all channels together.

    Raises:
        DecodeError: naming the limit of `LIMITS` that is exceeded.
    """
    LIMITS.check_picture(width, height, bits)


def first_of(count: int, noun: str, whole: str) -> tuple[str, ...]:
    """Return the note on a file of several pictures, or nothing for a single one."""
    return (f"Only the first of {count} {noun} of this {whole} is shown.",) if count > 1 else ()


def grey_if_neutral(rgb: np.ndarray) -> np.ndarray:
    """Turn (H, W, 3) into (H, W, 1) if all its colours are grey: a palette cannot say that it is grey."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    return rgb[..., :1] if np.array_equal(red, green) and np.array_equal(red, blue) else rgb


def split_alpha(values: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Split (H, W[, 1..4]) grey or RGB samples into (H, W, 1 or 3) and the alpha plane, if any."""
    if values.ndim == 2:
        return values[..., None], None
    if values.shape[2] in (2, 4):
        return values[..., :-1], values[..., -1]
    return values, None


def load_pillow(image: ImageFile.ImageFile) -> tuple[np.ndarray, np.ndarray | None]:
    """Decode an opened 8-bit Pillow picture to samples (H, W, 1, 3 or 4 for CMYK) and alpha.

    Raises:
        DecodeError: for a mode that is not 8-bit grey, RGB, CMYK or palette.
    """
    image.load()
    target = {"1": "L", "P": "RGB", "PA": "RGBA"}.get(image.mode, image.mode)
    if "transparency" in image.info and target in ("L", "RGB"):
        target += "A"
    if target not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        raise DecodeError(f"expected 8-bit grey, RGB or CMYK, found mode {image.mode!r}; save it as PNG or TIFF")
    values = np.empty((image.height, image.width, len(target)), np.uint8)
    for top, strip in strips(image, target):
        values[top : top + len(strip)] = strip
    if target == "CMYK":
        return values, None
    samples, alpha = split_alpha(values)
    return (grey_if_neutral(samples) if image.mode in ("P", "PA") else samples), alpha


def strips(image: Image.Image, mode: str) -> Iterator[tuple[int, np.ndarray]]:
    """Yield (row, (H, W, C) uint8) of a loaded picture, some rows at a time to save memory."""
    step = max(1, _STRIP // image.width)
    for top in range(0, image.height, step):
        part = image.crop((0, top, image.width, min(top + step, image.height)))
        part = part if part.mode == mode else part.convert(mode)
        yield top, np.asarray(part).reshape(part.height, part.width, -1)
