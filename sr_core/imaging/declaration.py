"""Declarations: the scale and unit of stored numbers, as a file says them in its text fields.

Understood: "unit=degC;scale=0.005;offset=-100" (also as JSON), "T[degC]=DN*0.01-273.15", ImageJ's "vunit, c0, c1",
GDAL's SCALE, OFFSET and UNITTYPE items, and a unit alone where the numbers need no scale. All else declares nothing.
"""

import re
from collections.abc import Iterable, Iterator

from ..errors import DecodeError
from ..radiometry import Scaling
from .label import short_label

UNITS: dict[str, tuple[float, float]] = {
    "degc": (1.0, 0.0),
    "c": (1.0, 0.0),
    "celsius": (1.0, 0.0),
    "k": (1.0, -273.15),
    "kelvin": (1.0, -273.15),
    "ck": (0.01, -273.15),
    "centikelvin": (0.01, -273.15),
    "mk": (0.001, -273.15),
    "millikelvin": (0.001, -273.15),
    "degf": (5 / 9, -160 / 9),
    "f": (5 / 9, -160 / 9),
    "fahrenheit": (5 / 9, -160 / 9),
}
"""Name of a unit, as `unit_key` spells it -> (factor, offset) to degC."""

_WITH_SCALE = ("ck", "centikelvin", "mk", "millikelvin")
_MAX_TEXT = 8192
_KEYS = {
    **dict.fromkeys(("unit", "units", "unittype", "vunit"), "unit"),
    **dict.fromkeys(("scale", "scale_factor", "scalefactor", "factor", "gain", "slope", "c1"), "scale"),
    **dict.fromkeys(("offset", "add_offset", "intercept", "c0"), "offset"),
}
_PAIR = re.compile(
    rf"""(?:^|[;,{{\n])\s*["']?({"|".join(_KEYS)})["']?\s*[=:]\s*["']?"""
    r"""((?:[^;,}\n"']|,(?=\d))*)""",  # a decimal comma stays in the value, where it is no number
    re.IGNORECASE,
)
_ITEM = re.compile(r"<Item\b([^>]*)>([^<]*)</Item>", re.IGNORECASE)
_ROLE = re.compile(r"""\b(?:role|name)\s*=\s*["'](\w+)["']""", re.IGNORECASE)
_OTHER_BAND = re.compile(r"""\bsample\s*=\s*["'](?!0["'])""", re.IGNORECASE)
_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_FORMULA = re.compile(
    r"(?:^|[;\n])\s*(?:(?:t|temp|temperature)\b)?\s*[\[(]?\s*([a-z° ]+?)\s*[\])]?\s*=\s*"
    rf"(?:(?P<before>[-+]?{_NUMBER})\s*\*\s*)?(?:dn|raw|value|pixel|count|counts|x)"
    rf"(?:\s*(?P<sign>[*/])\s*(?P<after>[-+]?{_NUMBER}))?"
    rf"(?:\s*(?P<offset>[-+]\s*{_NUMBER}))?\s*(?=$|[;\n])",
    re.IGNORECASE,
)
_UNIT_ALONE = re.compile(
    r"(?:(?:t|temp|temperatures?|values?)\b)?\s*(?:in\b|[\[(])?\s*([a-z° ]+?)\s*[\])]?", re.IGNORECASE
)


def unit_key(text: str) -> str:
    """Spell a unit as `UNITS` does: "Degrees Celsius", "°C" and "degC" become "celsius", "degc" and "degc"."""
    key = re.sub(r"[\s_.]+", "", text.strip().lower().replace("°", "deg").replace("º", "deg"))
    key = re.sub(r"^degrees?", "deg", key)
    return key.removeprefix("deg") if key.removeprefix("deg") in UNITS and key not in UNITS else key


def declared_scaling(texts: Iterable[str], *, integers: bool) -> Scaling | None:
    """Return the scale that a file's texts declare, in degC; None if they declare none.

    Args:
        texts: what the file says beside its pixels.
        integers: True for stored integers, which need a scale; floats need no more than a unit.

    Raises:
        DecodeError: for a declared temperature scale that cannot be (factor 0 or below), or two that differ.
    """
    found: list[Scaling] = []
    for text in texts:
        # One space for many: the patterns below are slow on long runs of white space.
        line = re.sub(r"[^\S\n]+", " ", text[:_MAX_TEXT].replace("\0", " ")).strip()
        found += [scaling for scaling in _read(line, integers) if scaling not in found]
    if len(found) > 1:
        raise DecodeError(
            f"expected one scale, found {found[0]!r} and {found[1]!r}; export it again or choose the scale"
        )
    return found[0] if found else None


def _read(text: str, integers: bool) -> Iterator[Scaling]:
    for match in _FORMULA.finditer(text):
        if (unit := unit_key(match[1])) in UNITS:
            yield _scaling(unit, *_of_formula(match))
    pairs = _pairs(text)
    unit = unit_key(pairs.get("unit", ""))
    if unit in UNITS and ("scale" in pairs or not integers or unit in _WITH_SCALE):
        yield _scaling(unit, _number(pairs.get("scale", "1")), _number(pairs.get("offset", "0")))
    alone = _UNIT_ALONE.fullmatch(text)
    if alone and (unit := unit_key(alone[1])) in UNITS and (not integers or unit in _WITH_SCALE):
        yield _scaling(unit, 1.0, 0.0)


def _of_formula(match: re.Match[str]) -> tuple[float, float]:
    """Return (factor, offset) of "before * DN */ after + offset"."""
    before, after = float(match["before"] or 1), float(match["after"] or 1)
    if match["sign"] == "/" and after == 0:
        raise DecodeError(f"expected a scale, found {short_label(match[0])!r}; export it again or choose the scale")
    factor = before / after if match["sign"] == "/" else before * after
    return factor, float((match["offset"] or "0").replace(" ", ""))


def _pairs(text: str) -> dict[str, str]:
    """Return unit, scale and offset as written."""
    if text.lstrip().lower().startswith("<gdalmetadata"):
        items = [(attributes, value) for attributes, value in _ITEM.findall(text) if not _OTHER_BAND.search(attributes)]
        entries = [(role.lower(), value) for attributes, value in items for role in _ROLE.findall(attributes)]
    else:
        entries = [(key.lower(), value) for key, value in _PAIR.findall(text)]
        if any(key == "vunit" for key, _ in entries):  # ImageJ's "unit" is that of lengths
            entries = [(key, value) for key, value in entries if key != "unit"]
    pairs: dict[str, str] = {}
    for key, value in entries:
        name = _KEYS.get(key)
        if name and pairs.setdefault(name, value.strip()) != value.strip():
            raise DecodeError(f"expected one {name}, found {pairs[name]!r} and {value.strip()!r}; export it again")
    return pairs


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DecodeError(f"expected a number as scale, found {short_label(text)!r}; export it again") from error


def _scaling(unit: str, scale: float, offset: float) -> Scaling:
    factor, zero = UNITS[unit]
    # Rounded: the steps of a decimal scale must not depend on the unit it was declared in.
    return Scaling(round(scale * factor, 15), round(offset * factor + zero, 9))
