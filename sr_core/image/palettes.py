"""Palettes: temperatures as colours, which only serve the eye; readings are never taken from a rendered picture.

"even" is the default: its lightness (CIE L*) rises in equal steps, so that equal temperature steps look equally large
anywhere in the span (Kovesi, "Good Colour Maps: How to Design Them", 2015). The other palettes are what
thermographers know; rainbow, arctic and medical are not monotone in lightness and can show edges that are not there.
"""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..errors import EngineError
from ..types import DecodedImage
from .region_drawing import draw_regions
from .regions import Region

PALETTES: dict[str, tuple[str, ...]] = {
    "even": ("000000", "1f0c48", "550f6d", "88226a", "ba3655", "e35933", "f98c0a", "f9c932", "fcffa4"),
    "iron": ("000014", "2a0080", "8a0098", "c02a6a", "e2601c", "f8a800", "ffe040", "fffff4"),
    "rainbow": ("000080", "0040ff", "00c0ff", "00e080", "80ff00", "ffe000", "ff7000", "d00000", "ffd0d8"),
    "white-hot": ("000000", "ffffff"),
    "arctic": ("000a50", "0050c8", "40b8e8", "b8e4f0", "d8c890", "f0a820", "f8d860", "fffce8"),
    "medical": ("000000", "401080", "1040d0", "00a0d0", "00c060", "e0e000", "ff9000", "e01010", "ff80c0", "ffffff"),
    "difference": ("08306b", "2f78b8", "9ac8e0", "f4f4f4", "f2b48c", "c8502c", "67000d"),
}
"""Name -> colours from low to high, evenly placed; "difference" runs from negative over zero (near white) to
positive, for errors."""

NO_VALUE = (100, 120, 100)
"""Colour of pixels without a value: a dull grey-green, since white-hot holds every neutral grey."""

ISOTHERM = (255, 0, 255)
"""Colour of pixels between the two isotherm temperatures; no palette has it."""

_ENTRIES = 256


def palette_colours(palette: str) -> np.ndarray:
    """Return a palette as (256, 3) uint8 sRGB, from low to high.

    Raises:
        EngineError: for an unknown palette.
    """
    if palette not in PALETTES:
        raise EngineError(f"unknown palette {palette!r}; known: {', '.join(PALETTES)}")
    return _table(palette).copy()


def colour_stops(palette: str) -> list[tuple[float, str]]:
    """Return a palette as 17 stops for a chart: share of the span, 0 to 1, and the colour there as "#rrggbb".

    Raises:
        EngineError: for an unknown palette.
    """
    colours = palette_colours(palette)
    places = np.linspace(0, 1, 17)
    return [(float(share), "#" + colours[round(share * (_ENTRIES - 1))].tobytes().hex()) for share in places]


@cache
def _table(palette: str) -> np.ndarray:
    points = np.array([list(bytes.fromhex(colour)) for colour in PALETTES[palette]], np.float64)
    lab = _to_lab(points)
    # Colours of "even" stand where their lightness belongs, all others at equal distances; they are mixed in CIELAB,
    # since mixing in sRGB gives muddy bands.
    places = (lab[:, 0] - lab[0, 0]) / (lab[-1, 0] - lab[0, 0]) if palette == "even" else np.linspace(0, 1, len(lab))
    wanted = np.linspace(0, 1, _ENTRIES)
    return _from_lab(np.stack([np.interp(wanted, places, lab[:, c]) for c in range(3)], axis=1))


# sRGB, IEC 61966-2-1, D65; rows give X, Y, Z divided by the white point.
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
_TO_XYZ /= _TO_XYZ.sum(axis=1, keepdims=True)


def _to_lab(srgb: np.ndarray) -> np.ndarray:
    """Turn (N, 3) sRGB in 0..255 into CIELAB (CIE 15:2004), L* in 0..100."""
    share = srgb / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def _from_lab(lab: np.ndarray) -> np.ndarray:
    """Turn (N, 3) CIELAB into uint8 sRGB, clipped to what a screen shows."""
    fy = (lab[:, 0] + 16) / 116
    f = np.stack([fy + lab[:, 1] / 500, fy, fy - lab[:, 2] / 200], axis=1)
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    linear = np.clip(xyz @ np.linalg.inv(_TO_XYZ).T, 0.0, 1.0)
    share = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.floor(share * 255 + 0.5).astype(np.uint8)


def render(
    image: DecodedImage, palette: str, low: float, high: float, isotherm: tuple[float, float] | None = None
) -> DecodedImage:
    """Paint measured values.

    Args:
        image: measured values in `image.unit`.
        palette: a key of `PALETTES`.
        low: value of the palette's first colour, which colder pixels have, too.
        high: value of its last colour, above `low`; warmer pixels have it, too.
        isotherm: values from..to, both included, that are painted in `ISOTHERM` instead; None for none.

    Returns:
        (H, W, 3) uint8 of the same size, name and scale; `NO_VALUE` where nothing was measured.

    Raises:
        EngineError: for an unknown palette, a picture without a unit or a span that is not above 0.
    """
    if not image.unit:
        raise EngineError(f"a palette paints measured values, found {image.name!r} without a unit")
    if not high > low:
        raise EngineError(f"a palette needs a span above 0, found {low!r} to {high!r}; raise the upper end")
    values = image.pixels[..., 0]
    found = np.isfinite(values)
    share = np.clip((np.where(found, values, low) - low) / (high - low), 0.0, 1.0)
    pixels = palette_colours(palette)[np.floor(share * (_ENTRIES - 1) + 0.5).astype(np.uint8)]
    pixels[~found] = NO_VALUE
    if isotherm is not None:
        pixels[(values >= isotherm[0]) & (values <= isotherm[1])] = ISOTHERM
    return DecodedImage(pixels, image.name, notes=image.notes, scale=image.scale)


Celsius = TypeVar("Celsius", float, np.ndarray)

DEGREES = {"degC": "°C", "degF": "°F"}
"""Unit in which temperatures may be labelled -> its sign."""


def to_degrees(celsius: Celsius, unit: str) -> Celsius:
    """Turn temperatures in degC into "degC" or "degF"; this is not for differences, which have no offset.

    Raises:
        EngineError: for another unit.
    """
    if unit not in DEGREES:
        raise EngineError(f"temperatures are shown in {' or '.join(DEGREES)}, got {unit!r}")
    return celsius * 1.8 + 32.0 if unit == "degF" else celsius


def to_degree_difference(celsius: Celsius, unit: str) -> Celsius:
    """Convert differences of temperatures from degC to a key of `DEGREES`: 1 degC is 1.8 degF."""
    return celsius * 1.8 if unit == "degF" else celsius


def scale_ticks(low: float, high: float, most: int) -> list[float]:
    """Choose round numbers from low to high, 1, 2 or 5 times a power of ten apart: at least two, at most `most`.

    Up to five are given where fewer are asked for: the next larger step might leave only one.
    """
    most = max(5, most)
    power = 10.0 ** np.floor(np.log10((high - low) / most))
    for step in (power, power * 2, power * 5, power * 10):
        first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
        if last - first < most:
            break
    return [float(n * step) for n in np.arange(first, last + 1)]


def colour_ramp(palette: str, low: float, high: float, isotherm: tuple[float, float] | None = None) -> DecodedImage:
    """Paint the values from `low` to `high` as `render` does: (1, 256, 3) uint8, the colours of a scale bar.

    Args:
        palette: a key of `PALETTES`, or "difference".
        low: value of the first colour.
        high: value of the last colour.
        isotherm: values from..to, painted in `ISOTHERM`.
    """
    ramp = np.linspace(low, high, 256, dtype=np.float32)[None, :, None]
    return render(DecodedImage(ramp, unit="US"), palette, low, high, isotherm)


def palette_picture(
    image: DecodedImage,
    palette: str,
    low: float,
    high: float,
    *,
    isotherm: tuple[float, float] | None = None,
    unit: str = "degC",
    regions: Sequence[Region] = (),
) -> DecodedImage:
    """Paint measured values as `render` does, every pixel kept, with a labelled scale bar at the right.

    Args:
        image: temperatures in degC.
        palette: a key of `PALETTES`.
        low: degC of the first colour.
        high: degC of the last colour.
        isotherm: degC from..to, painted in `ISOTHERM` in the picture and on the bar.
        unit: unit of the labels, "degC" or "degF".
        regions: regions whose outlines and labels are drawn over the picture.

    Returns:
        uint8 RGB, as high as the picture (96 pixels at least) and wider by the bar.
    """
    painted = render(image, palette, low, high, isotherm).pixels
    if regions:
        painted = draw_regions(painted, regions)
    height = max(96, image.height)
    size = max(10, height // 32)
    bar = scale_bar(palette, low, high, height=height, size=size, isotherm=isotherm, unit=unit)
    canvas = np.full((height, image.width + bar.shape[1], 3), 255, np.uint8)
    canvas[: image.height, : image.width] = painted
    canvas[:, image.width :] = bar
    return DecodedImage(canvas, image.name, scale=image.scale)


def scale_bar(
    palette: str,
    low: float,
    high: float,
    *,
    height: int,
    size: int,
    isotherm: tuple[float, float] | None = None,
    unit: str = "degC",
) -> np.ndarray:
    """Draw a palette upright, high end at the top, with round temperatures beside it on white.

    Args:
        palette: a key of `PALETTES`.
        low: degC of the first colour.
        high: degC of the last colour.
        height: rows; colours fill all but 3/2 `size` at the top, where the unit stands, and 1 `size` at the bottom.
        size: height of the letters in pixels.
        isotherm: degC from..to.
        unit: unit of the labels, "degC" or "degF".

    Returns:
        (height, W, 3) uint8.
    """
    top, bottom, left = size * 3 // 2, height - size, size
    celsius = np.linspace(high, low, bottom - top, dtype=np.float32)[:, None, None]
    colours = render(DecodedImage(celsius, unit="degC"), palette, low, high, isotherm).pixels
    low_shown, high_shown = to_degrees(low, unit), to_degrees(high, unit)
    ticks = scale_ticks(low_shown, high_shown, min(8, (bottom - top) // (2 * size)))
    digits = max(0, int(np.ceil(-np.log10(ticks[1] - ticks[0]) - 1e-9)))
    canvas = Image.new("RGB", (left + 7 * size, height), "white")
    canvas.paste(Image.fromarray(colours).resize((size, bottom - top), Image.Resampling.NEAREST), (left, top))
    draw = ImageDraw.Draw(canvas)
    draw.rectangle([(left - 1, top - 1), (left + size, bottom)], outline="grey")
    font = ImageFont.load_default(size)
    draw.text((left, size // 4), DEGREES[unit], "black", font, anchor="lt")
    for tick in ticks:
        y = bottom - 1 - round((tick - low_shown) / (high_shown - low_shown) * (bottom - top - 1))
        draw.line([(left + size, y), (left + size * 3 // 2, y)], "black")
        label = f"{tick:.{digits}f}".replace("-", "−") if tick else "0"
        draw.text((left + size * 2, y), label, "black", font, anchor="lm")
    return np.asarray(canvas)
