"""Cells of a table: plain decimal numbers, cells that were not measured, and numbers with their unit behind them."""

import re

NOT_MEASURED = frozenset(
    ("", "nan", "+nan", "-nan", "nan(ind)", "-nan(ind)", "1.#qnan", "1.#qnan0", "-1.#ind", "-1.#ind00", "na", "n/a",
     "n.a.", "#n/a", "#nv", "null", "none", "-", "--", "---", "----", "-----")
)  # fmt: skip
"""Cells, lower case, that stand for "not measured"."""

MAX_CELL = 40
"""Longest number in characters; Python writes a float in at most 25."""

PLAIN = re.compile(r"[-+\d.,;|\s\"eE]*", re.ASCII)
"""Lines of nothing but plain numbers, separators and quotes."""

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_UNIT = re.compile(
    r"(?<=[\d.,])[ ]?(?:(?:[°\u00f8][ ]?|deg[ ]?)?(celsius|fahrenheit|kelvin|[cfk])(?!\w)|°(?!\w))",
    re.IGNORECASE | re.ASCII,
)
_MINUS = "\N{MINUS SIGN}"
_SIGNS = {
    **dict.fromkeys("\N{EN DASH}\N{FIGURE DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}\x96", "-"),
    **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}", " "),
    **dict.fromkeys("\N{MASCULINE ORDINAL INDICATOR}\N{RING ABOVE}", "°"),
    "\N{LATIN CAPITAL LETTER A WITH CIRCUMFLEX}°": "°",
    "\N{DEGREE CELSIUS}": "°C",
    "\N{DEGREE FAHRENHEIT}": "°F",
    "\N{KELVIN SIGN}": "K",
    "\ufeff": "",
}
"""Other minus signs, spaces and degree signs, also one in UTF-8 that was read as Latin-1."""


def is_number(cell: str) -> bool:
    """Tell a plain decimal number; Python's own rules would also take "1_0" and "inf"."""
    return len(cell) <= MAX_CELL and _NUMBER.fullmatch(cell) is not None


def is_cell(cell: str) -> bool:
    """Tell a number or a cell that was not measured."""
    return is_number(cell) or cell.lower() in NOT_MEASURED


def without_units(line: str) -> tuple[str, list[str]]:
    """Write a line of cells such as "30.1 °C" and "−3,2" with plain numbers.

    Returns:
        The line, and the units behind its numbers: "c", "f" or "k" of each.
    """
    line = line.replace(_MINUS, "-")
    if PLAIN.fullmatch(line):
        return line, []
    first = _UNIT.search(line)
    if first and first[1]:
        # Units are usually all alike, and replacing is ten times faster than the pattern.
        short = line.replace(first[0], "")
        if PLAIN.fullmatch(short):
            return short, [first[1][0].lower()] * line.count(first[0])
    if not line.isascii():
        for sign, plain in _SIGNS.items():
            line = line.replace(sign, plain)
    parts = _UNIT.split(line)
    return "".join(parts[::2]), [unit[0].lower() for unit in parts[1::2] if unit]
