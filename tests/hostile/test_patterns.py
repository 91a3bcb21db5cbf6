"""Every regular expression of the core takes time in proportion to its text, however often that repeats itself."""

import ast
import importlib
import itertools
import re
from pathlib import Path

import pytest

import sr_core

from .backtracking import MOST_STEPS, Matcher, alphabet

PACKAGE = Path(sr_core.__file__).parent
ONCE, TWICE, PARTS = 24, 48, 7
MOST = 2.4
"""Twice the text may take so many times the steps: 2, and what the ends add."""


def patterns() -> dict[str, tuple[re.Pattern, bool]]:
    """Name -> pattern, and whether it is only matched from the start of a text, of all modules of the core."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if "import re" not in (source := path.read_text("utf-8")):
            continue
        for key, value in vars(importlib.import_module(name)).items():
            each = value.items() if isinstance(value, dict) and not key.startswith("__") else [("", value)]
            for part, one in each:
                if isinstance(one, re.Pattern):
                    anchored = re.findall(rf"{key}\.(fullmatch|match)\(", source)
                    found[f"{name}.{key}{part}"] = one, len(anchored) == len(re.findall(rf"\b{key}\b", source)) - 1
        for call in ast.walk(ast.parse(source)):
            if not isinstance(call, ast.Call) or not ast.unparse(call.func).startswith("re."):
                continue
            verb = ast.unparse(call.func).removeprefix("re.")
            if verb != "compile" and call.args and isinstance(call.args[0], ast.Constant):
                found[f"{name}:{call.lineno}"] = re.compile(call.args[0].value), verb in ("fullmatch", "match")
    return found


PATTERNS = patterns()


def texts(pattern: re.Pattern, length: int) -> dict[str, str]:
    """Texts of repeated parts: one over and over, two in turn, one behind another, before one that does not fit."""
    parts = alphabet(pattern)[:PARTS]
    made = {}
    for first, second, end in itertools.product(parts, parts, ("!", "\0")):
        made[f"{first!r} and {second!r} in turn, {end!r}"] = (first + second) * (length // len(first + second)) + end
        made[f"{first!r}, then {second!r}, {end!r}"] = first + second * (length // len(second)) + end
    return made


def grows(pattern: re.Pattern, *, anchored: bool) -> str:
    """Say on which text a pattern takes more than twice the steps for twice the length; empty if on none."""
    matcher = Matcher(pattern)
    short, long = texts(pattern, ONCE), texts(pattern, TWICE)
    for how in short:
        for run in (matcher.full,) if anchored else (matcher.search_all, matcher.full):
            before, after = run(short[how]), run(long[how])
            if after > min(MOST * before + 40, MOST_STEPS):
                return f"{how}: {before} steps became {after}"
    return ""


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_steps_in_proportion_to_its_text(name: str) -> None:
    pattern, anchored = PATTERNS[name]
    assert not grows(pattern, anchored=anchored)


@pytest.mark.parametrize(
    "slow",
    [r"\d+\.?\d*x", r"\s*(?:a)?\s*b", rb"\xff+[\x01-\xcf]", r"\d+,\d+", r"(?:deg\s*)\s*c", r'u["\s]*[:\t]["\s]*c'],
)
def test_a_pattern_that_grows_faster_is_seen(slow: str | bytes) -> None:
    assert grows(re.compile(slow), anchored=False)


@pytest.mark.parametrize("name", ["(a+)+b", "(?:a|a)*b"])
def test_a_pattern_whose_steps_double_with_each_character_is_seen(name: str) -> None:
    assert grows(re.compile(name), anchored=False)
