"""Colour spaces that a file declares by numbers instead of an ICC profile, and their conversion to sRGB.

The curve is undone, a matrix leads from the file's primaries to those of sRGB through a Bradford adaptation of the
white point, and the curve of sRGB is applied. What lies outside of sRGB is clipped.
Source: ITU-T H.273 (code points); IEC 61966-2-1 (sRGB); ITU-R BT.2100 (PQ, HLG); ITU-R BT.2408 (203 cd/m2 as white).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

Curve = Callable[[np.ndarray], np.ndarray]
"""Stored values as shares of the range, 0..1 -> light, 1 for white."""

Chromaticities = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""CIE x and y of red, green, blue and white."""

D65 = (0.3127, 0.3290)
BT709: Chromaticities = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060), D65)
P3: Chromaticities = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), D65)
BT2020: Chromaticities = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), D65)
ADOBE: Chromaticities = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060), D65)
ADOBE_GAMMA = 563 / 256

WHITE_NITS = 203.0
"""cd/m2 of HDR pictures that become white."""
_HLG_PEAK_NITS = 1000.0
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_ROWS = 64  # pixels at a time, whose light takes 24 bytes each


@dataclass(frozen=True, slots=True)
class ColourSpace:
    """A colour space: the way from stored values to light.

    ColourSpace("Display P3", srgb_curve, P3)
    ColourSpace("gamma 1.8", lambda v: v**1.8)     # primaries of sRGB
    """

    name: str
    """Name for notes: "Display P3"."""
    curve: Curve
    """Curve that undoes the transfer function."""
    primaries: Chromaticities = BT709
    """Chromaticities of the light."""
    system_gamma: float = 1.0
    """Exponent of HLG's scene luminance (BT.2100, table 5); 1 for light of a display."""
    high_range: bool = False
    """True for HDR, whose light may exceed white."""


def srgb_curve(values: np.ndarray) -> np.ndarray:
    """Undo the curve of sRGB, which Display P3 shares (IEC 61966-2-1, 5.2)."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def bt709_curve(values: np.ndarray) -> np.ndarray:
    """Undo the curve of BT.709, BT.601 and BT.2020 (H.273, table 3, values 1, 6, 14 and 15)."""
    alpha, beta = 1.09929682680944, 0.018053968510807
    return np.where(values < 4.5 * beta, values / 4.5, ((values + alpha - 1.0) / alpha) ** (1.0 / 0.45))


def pq_curve(values: np.ndarray) -> np.ndarray:
    """Undo PQ (BT.2100, table 4): 10,000 cd/m2 at 1."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = values ** (1.0 / m2)
    return (10_000.0 / WHITE_NITS) * (np.maximum(power - c1, 0.0) / (c2 - c3 * power)) ** (1.0 / m1)


def hlg_curve(values: np.ndarray) -> np.ndarray:
    """Undo HLG (BT.2100, table 5): light of the scene, 0..1; see `ColourSpace.system_gamma`."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(values <= 0.5, values**2 / 3.0, (np.exp((values - c) / a) + b) / 12.0)


def gamma_curve(exponent: float) -> Curve:
    """Return the curve of a plain gamma."""
    return lambda values: values**exponent


def table_curve(table: np.ndarray) -> Curve:
    """Return the curve of a table of light, 0..1, at evenly spaced values."""
    places = np.linspace(0.0, 1.0, len(table))
    return lambda values: np.interp(values, places, table)


def narrow(curve: Curve, bits: int) -> Curve:
    """Return the curve of values of narrow range: 16 to 235 of 8 bits (H.273, formulas 20 to 22)."""
    full, low, span = (1 << bits) - 1, 16 << (bits - 8), 219 << (bits - 8)
    return lambda values: curve(np.clip((values * full - low) / span, 0.0, 1.0))


def to_srgb_from(samples: np.ndarray, space: ColourSpace) -> tuple[np.ndarray, tuple[str, ...]]:
    """Convert samples of a declared space to sRGB, or to grey with the tone curve of sRGB.

    Args:
        samples: (H, W, 1 or 3) uint8 or uint16 over the full range.
        space: colour space of the samples; for grey ones its curve alone counts.

    Returns:
        The same shape and dtype, rounded, and a note; untouched without a note if the space is sRGB within one level.
    """
    if _is_srgb(space, samples.shape[2]):
        return samples, ()
    found, above = from_space(samples, space)
    note = f"The colours were converted from {space.name} to sRGB"
    if not space.high_range:
        return found, (f"{note}.",)
    lost = f"the {above:.1%} of its pixels that are brighter became white" if above else "no pixel is brighter"
    return found, (f"{note}. This is an HDR picture: white is {WHITE_NITS:g} cd/m2, and {lost}.",)


def _is_srgb(space: ColourSpace, channels: int) -> bool:
    """Tell a space whose 8-bit colours are those of sRGB within one level."""
    if space.high_range:
        return False
    ramp = np.linspace(0.0, 1.0, 256)
    off = np.abs(_encode(space.curve(ramp)) - ramp).max()
    if channels == 3:
        steps = np.linspace(0.0, 1.0, 9)
        probe = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1)
        off = max(off, np.abs(_convert(probe, space) - probe).max())
    return bool(off <= 1.0 / 255.0)


def from_space(samples: np.ndarray, space: ColourSpace) -> tuple[np.ndarray, float]:
    """Convert to sRGB; return the samples and the share of pixels brighter than white, which became white."""
    peak = int(np.iinfo(samples.dtype).max)
    # One look-up for a pixel of millions; in float32 from here on, which is 500 times finer than 16 bits.
    light = space.curve(np.arange(peak + 1) / peak).astype(np.float32)
    out, above = np.empty_like(samples), 0
    for top in range(0, len(samples), _ROWS):
        rows = slice(top, top + _ROWS)
        found, bright = _to_srgb_light(light[samples[rows]], space)
        out[rows] = np.rint(_encode(found) * peak) if peak > 255 else _encode_8_bit(found)
        above += bright
    return out, above / (samples.shape[0] * samples.shape[1])


def _convert(values: np.ndarray, space: ColourSpace) -> np.ndarray:
    return _encode(_to_srgb_light(space.curve(values), space)[0])


def _to_srgb_light(light: np.ndarray, space: ColourSpace) -> tuple[np.ndarray, int]:
    """Turn light (..., 1 or 3) into that of sRGB, 1 for white; count the pixels brighter than white."""
    colour = light.shape[-1] == 3
    if space.system_gamma != 1.0:
        weights = (_to_xyz(space.primaries)[1] if colour else np.ones(1)).astype(light.dtype)
        luminance = (light @ weights)[..., None]
        light = light * np.maximum(luminance, 1e-12) ** (space.system_gamma - 1.0) * (_HLG_PEAK_NITS / WHITE_NITS)
    if colour:
        light = light @ matrix_to_srgb(space.primaries).T.astype(light.dtype)
    bright = int(np.count_nonzero((light > 1.0 + 1e-6).any(axis=-1))) if space.high_range else 0
    return light, bright


def _encode(light: np.ndarray) -> np.ndarray:
    clipped = np.clip(light, 0.0, 1.0)
    found: np.ndarray = np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1.0 / 2.4) - 0.055)
    return found


def _encode_8_bit(light: np.ndarray) -> np.ndarray:
    """Apply the curve by a table of 65,536 entries, which is within 0.03 levels and much quicker."""
    found: np.ndarray = _table()[np.rint(np.clip(light, 0.0, 1.0) * 65535.0).astype(np.uint16)]
    return found


@cache
def _table() -> np.ndarray:
    return np.rint(_encode(np.arange(65536) / 65535.0) * 255.0).astype(np.uint8)


def matrix_to_srgb(primaries: Chromaticities) -> np.ndarray:
    """Return the (3, 3) matrix from linear light of these primaries to that of sRGB.

    Raises:
        ValueError: for primaries that span no colours.
    """
    source, target = _to_xyz(primaries), _to_xyz(BT709)
    found: np.ndarray = np.linalg.inv(target) @ _adapt(primaries[3], D65) @ source
    if not np.isfinite(found).all():
        raise ValueError(f"primaries {primaries!r} span no colours")
    return found


def _white(place: tuple[float, float]) -> np.ndarray:
    x, y = place
    return np.array([x / y, 1.0, (1.0 - x - y) / y])


def _to_xyz(primaries: Chromaticities) -> np.ndarray:
    """Return the (3, 3) matrix from linear RGB to CIE XYZ, white of luminance 1 (SMPTE RP 177)."""
    red, green, blue, white = primaries
    columns = np.stack([[x, y, 1.0 - x - y] for x, y in (red, green, blue)], axis=1)
    try:
        scales = np.linalg.solve(columns, _white(white))
    except (np.linalg.LinAlgError, ZeroDivisionError) as error:
        raise ValueError(f"primaries {primaries!r} span no colours") from error
    return columns * scales


def _adapt(source: tuple[float, float], target: tuple[float, float]) -> np.ndarray:
    """Return the Bradford adaptation of XYZ from one white point to another (ICC.1, annex E)."""
    before, after = _BRADFORD @ _white(source), _BRADFORD @ _white(target)
    return np.linalg.inv(_BRADFORD) @ np.diag(after / before) @ _BRADFORD
