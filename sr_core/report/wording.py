"""Numbers and lengths as a report prints them."""

import math

from .report import Cell

MINUS = "−"
_ROUND = (1, 2, 5)


def number(value: float, form: str) -> str:
    """Write a number: "−0.12"; "–" for what is not finite. A general format never becomes an exponent below 10 ** 9."""
    if not math.isfinite(value):
        return "–"
    text = format(value, form)
    if form.endswith("g") and "e+" in text and abs(value) < 1e9:
        text = format(value, form.split(".")[0] + ".0f")
    if not text.strip("+-0."):
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def cell_text(cell: Cell, form: str) -> str:
    """Write a value of a table; "–" where nothing was measured, "∞" for no error at all."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return "∞" if cell == math.inf else number(cell, form or ".4g")
    return f"{cell:,}"


def bar_length(width_mm: float, share: float = 0.3) -> float:
    """Choose the length of a scale bar in millimetres: the largest of 1, 2 or 5 times a power of ten within `share`.

    Args:
        width_mm: width of the picture, above 0.
        share: largest share of it that the bar takes.
    """
    most = width_mm * share
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in _ROUND if step * power <= most * (1 + 1e-9))


def bar_text(millimetres: float) -> str:
    """Write the length of a scale bar: "50 mm", "0.5 mm"."""
    return f"{millimetres:g} mm"
