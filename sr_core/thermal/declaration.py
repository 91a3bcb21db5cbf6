"""Declarations: the scale and unit of stored numbers, as a file says them in its text fields.

These are understood: "unit=degC;scale=0.005;offset=-100" (also as JSON), "T[degC]=DN*0.01-273.15", ImageJ's "vunit, c0,
c1", GDAL's SCALE, OFFSET and UNITTYPE items, and a unit alone where the numbers need no scale. Any other text declares
nothing. Texts are cut at separators first, so that every pattern sees one short statement and time grows with the text
alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import DecodeError
from ..files.text import short_label
from ..types.radiometry import Scaling
from .units import Unit, named_units, parse_unit

MAX_DECLARATION = 8192
"""Largest number of characters of one text that are read."""
MAX_TEXTS = 32
"""Largest number of different texts that are read."""

_MAX_STATEMENT = 200
_KEYS = {
    **dict.fromkeys(("unit", "units", "unittype", "vunit"), "unit"),
    **dict.fromkeys(("scale", "scale_factor", "scalefactor", "factor", "gain", "slope", "c1"), "scale"),
    **dict.fromkeys(("offset", "add_offset", "intercept", "c0"), "offset"),
}
_ENTRY_END = re.compile(r"[;{}\n]|,(?!\d)")  # a decimal comma stays in the value, which then is no number
_ROLE = re.compile(r"""\b(?:role|name)\s*+=\s*+["'](\w++)["']""", re.IGNORECASE)
_OTHER_BAND = re.compile(r"""\bsample\s*+=\s*+["'](?!0["'])""", re.IGNORECASE)
_NUMBER = r"(?:\d++(?:\.\d*+)?|\.\d++)(?:e[-+]?\d++)?"
_FORMULA = re.compile(
    rf"(?:(?P<before>[-+]?{_NUMBER})\*)?(?:dn|raw|value|pixel|counts?|x)"
    rf"(?:(?P<sign>[*/])(?P<after>[-+]?{_NUMBER}))?(?P<offset>[-+]{_NUMBER})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Declared:
    text: str  # name of the scale for messages
    scaling: Scaling
    alone: bool  # True for a unit without a scale


def declared_scaling(texts: Iterable[str], *, integers: bool) -> Scaling | None:
    """Return the scale that a file's texts declare, in degC; None if they declare none.

    Args:
        texts: texts of the file beside its pixels; the first `MAX_TEXTS` different ones are read.
        integers: True for stored integers, which need a scale; floats need no more than a unit.

    Raises:
        DecodeError: for a declared temperature scale that cannot be (factor 0 or below), or two that differ.
    """
    found: list[_Declared] = []
    for text in _short(texts):
        known = [one.scaling for one in found]
        found += [one for one in _read(text, integers) if one.scaling not in known]
    if len({one.scaling for one in found}) > 1:
        what = "unit" if all(one.alone for one in found) else "scale"
        raise DecodeError(
            f"expected one {what}, found {found[0].text!r} and {found[-1].text!r}; export it again or choose the {what}"
        )
    return found[0].scaling if found else None


def scaled_unit(texts: Iterable[str], unit: Unit) -> Scaling:
    """Return the scale of numbers in a chosen unit, with the factor and offset that the file declares without a unit.

    Raises:
        DecodeError: for a declared scale that cannot be.
    """
    for text in _short(texts):
        pairs = _pairs(text)
        if "scale" in pairs and "unit" not in pairs:
            return _scaling(unit, _number(pairs["scale"]), _number(pairs.get("offset", "0")))
    return unit.scaling


def declares_scale(line: str) -> bool:
    """Tell a line that declares unit and scale together, so that the unit alone would be wrong."""
    if len(line) > MAX_DECLARATION or "=" not in line:
        return False
    try:
        return any(not one.alone for one in _read(line, integers=True))
    except DecodeError:
        return True


def _short(texts: Iterable[str]) -> Iterator[str]:
    different = dict.fromkeys(text[:MAX_DECLARATION].replace("\0", " ").replace("\r", "\n").strip() for text in texts)
    yield from list(different)[:MAX_TEXTS]


def _read(text: str, integers: bool) -> Iterator[_Declared]:
    declared = False
    for statement in re.split(r"[;\n]", text):
        formula = _formula(statement) if len(statement) <= _MAX_STATEMENT else None
        if formula is not None:
            declared = True
            yield formula
    pairs = _pairs(text)
    unit = parse_unit(pairs.get("unit", "")[:_MAX_STATEMENT])
    if unit is not None and ("scale" in pairs or _is_enough(unit, integers)):
        declared = True
        scaling = _scaling(unit, _number(pairs.get("scale", "1")), _number(pairs.get("offset", "0")))
        yield _Declared(
            unit.name if "scale" not in pairs else f"{unit.name} * {pairs['scale'][:20]}", scaling, "scale" not in pairs
        )
    if not declared and "scale" not in pairs and not text.startswith("<"):
        for line in text.split("\n"):
            yield from (
                _Declared(one.name, one.scaling, True) for one in named_units(line) if _is_enough(one, integers)
            )


def _is_enough(unit: Unit, integers: bool) -> bool:
    """Tell whether numbers in this unit need no scale: floats never do, integers only in parts of a degree."""
    return not integers or unit.name not in ("degC", "degF", "K")


def _formula(statement: str) -> _Declared | None:
    """Read "T[degC] = before * DN */ after + offset"."""
    left, equals, right = statement.partition("=")
    match = _FORMULA.fullmatch("".join(right.split())) if equals else None
    unit = parse_unit(left) or next(iter(named_units(left)), None) if match else None
    if match is None or unit is None:
        return None
    before, after = float(match["before"] or 1), float(match["after"] or 1)
    if match["sign"] == "/" and after == 0:
        raise DecodeError(f"expected a scale, found {short_label(statement)!r}; export it again or choose the scale")
    factor = before / after if match["sign"] == "/" else before * after
    return _Declared(short_label(statement), _scaling(unit, factor, float(match["offset"] or "0")), False)


def _pairs(text: str) -> dict[str, str]:
    """Return unit, scale and offset as written."""
    if text.lower().startswith("<gdalmetadata"):
        entries = list(_items(text))
    else:
        entries = []
        for entry in _ENTRY_END.split(text):
            key, sign, value = entry.replace(":", "=", 1).partition("=") if "=" not in entry else entry.partition("=")
            if sign:
                entries.append((key.strip(" \t\"'").lower(), value.strip(" \t\"'")))
        if any(key == "vunit" for key, _ in entries):  # "unit" of ImageJ is that of lengths
            entries = [(key, value) for key, value in entries if key != "unit"]
    pairs: dict[str, str] = {}
    for key, value in entries:
        name = _KEYS.get(key)
        if name and pairs.setdefault(name, value) != value:
            raise DecodeError(
                f"expected one {name}, found {short_label(pairs[name], '')!r} and {short_label(value, '')!r}; "
                "export it again"
            )
    return pairs


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Yield role and value of the items of the first band in GDAL's metadata."""
    for part in re.split(r"<item\b", text, flags=re.IGNORECASE)[1:]:
        attributes, closed, rest = part.partition(">")
        if closed and not _OTHER_BAND.search(attributes):
            yield from ((role.lower(), rest.partition("<")[0].strip()) for role in _ROLE.findall(attributes))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DecodeError(f"expected a number as scale, found {short_label(text)!r}; export it again") from error


def _scaling(unit: Unit, scale: float, offset: float) -> Scaling:
    # The scale is rounded: the steps of a decimal scale must not depend on the unit it was declared in.
    factor, zero = unit.factor, unit.offset
    return Scaling(round(scale * factor, 15), round(offset * factor + zero, 9))
