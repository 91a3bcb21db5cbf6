"""Every pattern is linear: no unbounded repeat stands inside another or beside one that takes the same characters."""

import re
from collections.abc import Iterator
from re import _parser as parser  # type: ignore[attr-defined] - the standard library's own, for tests only

import pytest

from sr_core.files import text
from sr_core.thermal import declaration, units
from sr_core.thermal.table import blocks, cell, choice, columns, dialect, reader

MODULES = (declaration, reader, units, blocks, cell, choice, columns, dialect, text)
PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": found
    for module in MODULES
    for name, value in vars(module).items()
    for found in (value.values() if isinstance(value, dict) else [value])
    if isinstance(found, re.Pattern) and isinstance(found.pattern, str)
}
SIGNS = [chr(code) for code in range(32, 127)] + ["\t", "\n", "°"]


def repeats(parts: list, inside: bool = False) -> Iterator[str]:
    """Yield what is wrong with a parsed pattern."""
    before = None
    for code, found in parts:
        name = str(code)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, high, content = found
            endless = high == parser.MAXREPEAT
            if endless and inside:
                yield f"nested {content}"
            if endless and before is not None and taken(before) & taken(list(content)):
                yield f"adjacent {before} {content}"
            yield from repeats(list(content), inside or endless)
            if endless or low:
                before = list(content) if endless else None
            continue
        if name == "SUBPATTERN":
            yield from repeats(list(found[-1]), inside)
        elif name == "BRANCH":
            for branch in found[1]:
                yield from repeats(list(branch), inside)
        before = None if name != "AT" else before


def taken(parts: list) -> set[str]:
    """Return the characters that a repeated part begins with."""
    kinds = {"LITERAL", "NOT_LITERAL", "IN", "ANY"}
    assert len(parts) == 1
    assert str(parts[0][0]) in kinds | {"SUBPATTERN", "BRANCH"}
    code, found = parts[0]
    if str(code) == "LITERAL":
        return {chr(found)}
    if str(code) == "IN":
        return {sign for sign in SIGNS if any(holds(one, sign) for one in found)}
    return set(SIGNS)


def holds(one: tuple, sign: str) -> bool:
    kind, value = str(one[0]), one[1]
    if kind == "LITERAL":
        return chr(value) == sign
    if kind == "RANGE":
        return value[0] <= ord(sign) <= value[1]
    return True  # a category, or a negation: taken to hold everything


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_repeats_what_it_repeats(name: str) -> None:
    assert list(repeats(list(parser.parse(PATTERNS[name].pattern, PATTERNS[name].flags)))) == []


@pytest.mark.parametrize("pattern", ["(a+)+", "a*a*b", r"\d+\.?\d*x", r"(?:x\d+)*"])
def test_the_check_finds_patterns_that_are_not_linear(pattern: str) -> None:
    assert list(repeats(list(parser.parse(pattern))))
