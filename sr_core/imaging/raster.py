"""What a file reader hands over: samples as stored, before colour management and rotation."""

from dataclasses import dataclass

import numpy as np
from PIL import ImageFile

from ..errors import DecodeError

MAX_PIXELS = 64_000_000
"""Largest picture that is decoded, in pixels (64 megapixels). Checked in the header, before any pixel is decoded."""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Samples of one picture and what its file says about them."""

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
    """What the reader did, one sentence each."""
    stored: np.ndarray | None = None
    """(H, W) numbers as stored, of a grey file that could hold measured values: of 16 bits or more, or float."""
    texts: tuple[str, ...] = ()
    """What the file says in words, where it may declare the scale of `stored`."""
    nodata: float | None = None
    """Stored number that stands for "not measured", if the file names one."""


def check_size(width: int, height: int) -> None:
    """Refuse an empty or too large picture.

    Raises:
        DecodeError: if a side is below 1 or the area is above `MAX_PIXELS`.
    """
    if width < 1 or height < 1:
        raise DecodeError(f"expected at least 1 x 1 pixels, found {width} x {height}; export or download it again")
    if width * height > MAX_PIXELS:
        raise DecodeError(
            f"expected at most {MAX_PIXELS / 1e6:g} megapixels, found {width} x {height} "
            f"({width * height / 1e6:,.0f} megapixels); shrink or crop it first"
        )


def first_of(count: int, noun: str, whole: str) -> tuple[str, ...]:
    """Return the note on a file of several pictures, or nothing for a single one."""
    return (f"Showing the first of {count} {noun} of this {whole}.",) if count > 1 else ()


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
    if image.mode == "CMYK":
        return np.asarray(image), None
    target = {"1": "L", "P": "RGB", "PA": "RGBA"}.get(image.mode, image.mode)
    if "transparency" in image.info and target in ("L", "RGB"):
        target += "A"
    if target not in ("L", "LA", "RGB", "RGBA"):
        raise DecodeError(f"expected 8-bit grey, RGB or CMYK, found mode {image.mode!r}; save it as PNG or TIFF")
    samples, alpha = split_alpha(np.asarray(image.convert(target)))
    return (grey_if_neutral(samples) if image.mode in ("P", "PA") else samples), alpha
