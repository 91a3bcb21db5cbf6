"""Display of measured values: windows and VOI LUTs to 8-bit grey, as PS3.3 C.11.2 says. Values are never changed."""

from dataclasses import replace

import numpy as np

from ..errors import EngineError
from ..types import DecodedImage, Part
from ..types.dicom import WINDOW_FUNCTIONS, VoiLut, Window

FRAME = (0xFF, 0xB0, 0x3B)
"""Colour of the frame around a part in an overview."""
NO_VALUE_GREY = 0
"""Grey of pixels without a measured value, also in an inverted display, so that the rim stays black."""


def default_window(image: DecodedImage) -> Window:
    """Return the file's first window; the span from the smallest to the largest value where it has none."""
    if image.dicom is not None and image.dicom.windows:
        return image.dicom.windows[0]
    return full_window(image)


def full_window(image: DecodedImage) -> Window:
    """Return the span from the smallest to the largest value; of a picture without two values a width of 1."""
    low, high = image.value_range
    return Window((low + high) / 2.0, high - low, "LINEAR_EXACT")


def percentile_window(image: DecodedImage) -> Window:
    """Return the span from the 1st to the 99th percentile of the values, from about 512 x 512 pixels of the picture.

    Where both are one value, the span above it of 1; where nothing was measured, from 0 to 1.
    """
    sample = image.pixels[:: max(1, image.height // 512), :: max(1, image.width // 512)]
    sample = sample[np.isfinite(sample)]
    low, high = (float(v) for v in np.percentile(sample, (1, 99))) if sample.size else image.value_range
    high = high if high > low else low + 1.0
    return Window((low + high) / 2, high - low, "LINEAR_EXACT")


def preview(image: DecodedImage, *, longest: int) -> DecodedImage:
    """Show a picture small, from 1 % to 99 % of its values.

    Args:
        image: measured values; every nth pixel is taken.
        longest: most pixels of the longer side.

    Returns:
        (H, W, 1) uint8.

    Raises:
        EngineError: for a picture without a unit.
    """
    step = -(-max(image.height, image.width) // longest)
    small = replace(image, pixels=image.pixels[::step, ::step])
    return apply_window(small, percentile_window(small))


def overview(image: DecodedImage, part: Part, *, longest: int) -> DecodedImage:
    """Show the whole picture small, as `preview` does, with a frame where a part of it is.

    Args:
        image: measured values.
        part: in pixels of `image`.
        longest: most pixels of the longer side.

    Returns:
        (H, W, 3) uint8; the frame is two pixels wide, in `FRAME`.

    Raises:
        EngineError: for a picture without a unit.
    """
    step = -(-max(image.height, image.width) // longest)
    colours = preview(image, longest=longest).pixels.repeat(3, 2)
    top, left = part.top // step, part.left // step
    bottom, right = (part.top + part.height) // step, (part.left + part.width) // step
    framed = np.zeros(colours.shape[:2], bool)
    framed[top : bottom + 1, left : right + 1] = True
    framed[top + 2 : bottom - 1, left + 2 : right - 1] = False
    colours[framed] = FRAME
    return DecodedImage(colours, image.name)


def apply_window(image: DecodedImage, window: Window, *, invert: bool | None = None) -> DecodedImage:
    """Show measured values through a window.

    Args:
        image: measured values; window and values have the same unit.
        window: centre, width and function. LINEAR: PS3.3 C.11.2.1.2.1, values up to centre - 0.5 - (width - 1) / 2
            are black and those above centre - 0.5 + (width - 1) / 2 white. LINEAR_EXACT: C.11.2.1.3.2, from
            centre - width / 2 to centre + width / 2. SIGMOID: C.11.2.1.3.1.
        invert: True for small values bright; None for the display that the file declares (MONOCHROME1).

    Returns:
        (H, W, 1) uint8 of the same name and scale, rounded to the nearest grey; `NO_VALUE_GREY` where nothing was
        measured. Its `dicom` stays, for spacing.

    Raises:
        EngineError: for a picture without a unit, an unknown function, or a width that it cannot have.
    """
    values = _measured(image)
    shares = _shares(values, window)
    return _grey(image, shares, invert)


def apply_voi_lut(image: DecodedImage, lut: VoiLut, *, invert: bool | None = None) -> DecodedImage:
    """Show measured values through a VOI LUT (PS3.3 C.11.2.1.1); between two entries, values are interpolated.

    Args:
        image: measured values.
        lut: table from `DicomInfo.voi_luts`.
        invert: see `apply_window`.

    Raises:
        EngineError: for a picture without a unit.
    """
    values = _measured(image)
    inputs = lut.first + np.arange(len(lut.entries), dtype=np.float64)
    return _grey(image, np.interp(values, inputs, lut.entries / (2.0**lut.bits - 1.0)), invert)


def default_display(image: DecodedImage, *, invert: bool | None = None) -> DecodedImage:
    """Show measured values as the file asks: its VOI LUT, else its first window, else from smallest to largest.

    A colour picture is returned as it is.
    """
    if not image.unit:
        return image
    if image.dicom is not None and image.dicom.voi_luts:
        return apply_voi_lut(image, image.dicom.voi_luts[0], invert=invert)
    return apply_window(image, default_window(image), invert=invert)


def _measured(image: DecodedImage) -> np.ndarray:
    if not image.unit:
        raise EngineError(f"a window shows measured values, found {image.name!r} without a unit")
    return image.pixels[..., 0]


def _shares(values: np.ndarray, window: Window) -> np.ndarray:
    """Return brightness 0..1; NaN stays NaN."""
    centre, width = window.centre, window.width
    if window.function not in WINDOW_FUNCTIONS:
        raise EngineError(f"a window is {', '.join(WINDOW_FUNCTIONS)}, got {window.function!r}")
    least = 1.0 if window.function == "LINEAR" else np.finfo(np.float32).tiny
    if not np.isfinite(centre) or not least <= width < np.inf:
        bound = "of at least 1" if window.function == "LINEAR" else "above 0"
        raise EngineError(f"a {window.function} window needs a centre and a width {bound}, got {centre!r}, {width!r}")
    if window.function == "SIGMOID":
        return 1.0 / (1.0 + np.exp(np.clip(-4.0 * (values - centre) / width, -700.0, 700.0), dtype=np.float64))
    if window.function == "LINEAR_EXACT":
        return np.clip((values.astype(np.float64) - centre) / width + 0.5, 0.0, 1.0)
    if width == 1:  # the ramp has no width and is a step
        return np.where(np.isfinite(values), (values > centre - 0.5).astype(np.float64), np.nan)
    return np.clip((values.astype(np.float64) - (centre - 0.5)) / (width - 1.0) + 0.5, 0.0, 1.0)


def _grey(image: DecodedImage, shares: np.ndarray, invert: bool | None) -> DecodedImage:
    inverse = image.dicom is not None and image.dicom.inverse if invert is None else invert
    shares = 1.0 - shares if inverse else shares
    found = np.isfinite(shares)
    grey = np.floor(np.where(found, shares, 0.0) * 255.0 + 0.5).astype(np.uint8)
    grey[~found] = NO_VALUE_GREY
    return replace(image, pixels=grey[..., None], unit="")
