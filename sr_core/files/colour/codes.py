"""Colours declared by code points, chromaticities, gamma or EXIF: read into a `ColourSpace`, else a note says why not.

Source: ITU-T H.273, tables 2 to 4; PNG specification, third edition, 11.3.2; Exif 2.32 ColorSpace; DCF 2.0 (R03).
"""

import numpy as np

from ..exif import COLOUR_SPACE, GAMMA, INTEROPERABILITY, PRIMARIES, WHITE_POINT, Exif
from .space import (
    ADOBE,
    ADOBE_GAMMA,
    BT709,
    BT2020,
    D65,
    P3,
    Chromaticities,
    ColourSpace,
    Curve,
    bt709_curve,
    gamma_curve,
    hlg_curve,
    matrix_to_srgb,
    narrow,
    pq_curve,
    srgb_curve,
    table_curve,
)

_C, _DCI_WHITE = (0.310, 0.316), (0.314, 0.351)
_BT470BG: Chromaticities = ((0.640, 0.330), (0.290, 0.600), (0.150, 0.060), D65)
_SMPTE170: Chromaticities = ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), D65)
_PRIMARIES: dict[int, tuple[str, Chromaticities]] = {
    1: ("BT.709", BT709),
    4: ("BT.470 M", ((0.670, 0.330), (0.210, 0.710), (0.140, 0.080), _C)),
    5: ("BT.601 of 625 lines", _BT470BG),
    6: ("BT.601 of 525 lines", _SMPTE170),
    7: ("SMPTE 240M", _SMPTE170),
    8: ("film", ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), _C)),
    9: ("BT.2020", BT2020),
    11: ("DCI P3", (*P3[:3], _DCI_WHITE)),
    12: ("Display P3", P3),
    22: ("EBU 3213", ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077), D65)),
}
"""ColourPrimaries -> name and chromaticities. 10 is XYZ itself, which no picture for viewers uses."""


def _smpte_240m(values: np.ndarray) -> np.ndarray:
    return np.where(values < 4.0 * 0.0228, values / 4.0, ((values + 0.1115) / 1.1115) ** (1.0 / 0.45))


_CURVES: dict[int, tuple[str, Curve]] = {
    1: ("", bt709_curve),
    4: ("gamma 2.2", gamma_curve(2.2)),
    5: ("gamma 2.8", gamma_curve(2.8)),
    6: ("", bt709_curve),
    7: ("SMPTE 240M", _smpte_240m),
    8: ("linear light", lambda values: values),
    13: ("", srgb_curve),
    14: ("", bt709_curve),
    15: ("", bt709_curve),
    16: ("PQ", pq_curve),
    17: ("SMPTE 428", lambda values: np.minimum(values**2.6 * 52.37 / 48.0, 1.0)),
    18: ("HLG", hlg_curve),
}
"""TransferCharacteristics -> name where it needs one, and curve. Logarithmic and extended ones are left out."""
_PQ, _HLG = 16, 18
_HLG_GAMMA = 1.2

_ADOBE_1998 = ColourSpace("Adobe RGB (1998)", gamma_curve(ADOBE_GAMMA), ADOBE)
_SRGB_LIKE = (0.45, 0.46)
"""Exponents of gAMA that stand for sRGB's curve beside its primaries: encoders write 0.45455 (PNG, 11.3.2.2)."""

Declared = tuple[ColourSpace | None, tuple[str, ...]]
"""A colour space, None for sRGB or where nothing usable is declared, and notes."""


def from_code_points(codes: bytes, bits: int) -> Declared:
    """Read a cICP chunk.

    Args:
        codes: primaries, transfer characteristics, matrix coefficients and the full-range flag, a byte each.
        bits: per stored sample; narrow range needs 8 or 16.

    Returns:
        None with a note for code points that are reserved, unspecified or not those of RGB.
    """
    if len(codes) == 4:
        primaries, transfer, matrix, full = codes
        known = primaries in _PRIMARIES and transfer in _CURVES
        if known and matrix == 0 and (full == 1 or (full == 0 and bits >= 8)):
            (place, chromaticities), (form, curve) = _PRIMARIES[primaries], _CURVES[transfer]
            name = f"{place} {form}".strip() + ("" if full else ", narrow range")
            gamma, high = (_HLG_GAMMA if transfer == _HLG else 1.0), transfer in (_PQ, _HLG)
            return ColourSpace(name, curve if full else narrow(curve, bits), chromaticities, gamma, high), ()
    listed = ", ".join(map(str, codes[:8]))
    return None, (f"The declared colours (cICP {listed}) are not known to this app and were not converted.",)


def from_gamma(gamma: float | None, places: tuple[float, ...]) -> Declared:
    """Read gAMA and cHRM of a PNG.

    Args:
        gamma: exponent of the stored values, 0.45455 for most; None without the chunk.
        places: x and y of white, red, green and blue; empty without the chunk.
    """
    curve: Curve = srgb_curve
    name = ""
    primaries, notes = _primaries(places)
    if gamma is not None and (primaries is not None or not _SRGB_LIKE[0] <= gamma <= _SRGB_LIKE[1]):
        if not 0.1 <= gamma <= 10.0:
            return None, (f"The declared gamma ({gamma:g}) is impossible, so it was not applied.",)
        curve, name = gamma_curve(1.0 / gamma), "linear light" if gamma == 1.0 else f"gamma {1.0 / gamma:.3g}"
    words = [name, "the file's primaries" if primaries is not None else ""]
    if primaries is None and not name:
        return None, notes
    return ColourSpace(" and ".join(filter(None, words)), curve, primaries or BT709), notes


def from_exif(exif: Exif) -> Declared:
    """Read what EXIF says of colours: sRGB, Adobe RGB, gamma and primaries of its own, or uncalibrated."""
    space = exif.numbers.get(COLOUR_SPACE, (0,))[0]
    if space == 2 or exif.texts.get(INTEROPERABILITY) == "R03":
        return _ADOBE_1998, ()
    if space == 1:
        return None, ()
    places = exif.numbers.get(WHITE_POINT, ()) + exif.numbers.get(PRIMARIES, ())
    gamma = exif.numbers.get(GAMMA, (0.0,))[0]
    if len(places) == 8 or gamma > 0:
        return from_gamma(1.0 / gamma if gamma > 0 else None, places if len(places) == 8 else ())
    if space == 0xFFFF:
        return None, ("EXIF says that the colours are not sRGB, but not what they are, so they were not converted.",)
    return None, ()


def from_tables(tables: tuple[np.ndarray, ...], places: tuple[float, ...]) -> Declared:
    """Read TransferFunction, WhitePoint and PrimaryChromaticities of a TIFF (TIFF 6.0, section 20).

    Args:
        tables: one curve for all channels, or one per channel, which must be equal: light of 0 to 65,535.
        places: chromaticities as in `from_gamma`.
    """
    primaries, notes = _primaries(places)
    if not tables:
        return (ColourSpace("the file's primaries", srgb_curve, primaries), notes) if primaries else (None, notes)
    rising = all(np.all(np.diff(table.astype(np.int64)) >= 0) and table[-1] > table[0] for table in tables)
    if not rising or any(not np.array_equal(tables[0], table) for table in tables[1:]):
        return None, (*notes, "The declared transfer function was not applied, since its curves differ or fall.")
    light = (tables[0].astype(np.float64) - tables[0][0]) / (float(tables[0][-1]) - float(tables[0][0]))
    return ColourSpace("the file's transfer function", table_curve(light), primaries or BT709), notes


def _primaries(places: tuple[float, ...]) -> tuple[Chromaticities | None, tuple[str, ...]]:
    """Return the chromaticities of eight numbers, white first; None for those of sRGB and for impossible ones."""
    if not places:
        return None, ()
    pairs = [(places[at], places[at + 1]) for at in range(0, 8, 2)] if len(places) == 8 else []
    found: Chromaticities | None = (pairs[1], pairs[2], pairs[3], pairs[0]) if pairs else None
    try:
        if found is None or not np.isfinite(places).all() or np.abs(matrix_to_srgb(found)).max() > 20.0:
            raise ValueError
    except (ValueError, ArithmeticError):
        return None, ("The declared primaries are impossible, so they were not applied.",)
    near = np.abs(np.array(found) - np.array(BT709)).max() < 0.002
    return (None if near else found), ()


def from_endpoints(ends: tuple[int, ...], gammas: tuple[int, ...]) -> Declared:
    """Read the calibrated colours of a BMP of version 4.

    Args:
        ends: X, Y and Z of red, green and blue as fixed point numbers of 2.30 bits; all 0 for nothing declared.
        gammas: exponents of red, green and blue as fixed point numbers of 16.16 bits.
    """
    if not any(ends):
        return None, ()
    triples = [ends[at : at + 3] for at in (0, 3, 6)]
    white = tuple(map(sum, zip(*triples, strict=True)))
    places = tuple(share / max(sum(xyz), 1) for xyz in (white, *triples) for share in xyz[:2])
    if len(set(gammas)) > 1:
        return None, ("The declared gammas of this BMP differ between colours and were not applied.",)
    return from_gamma(65536.0 / gammas[0] if gammas[0] else None, places)
