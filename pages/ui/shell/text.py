"""Text as a page writes it: foreign text made safe for Streamlit's Markdown, and numbers with their unit."""

import math
import re

_ADDRESS = re.compile(r"www(?=\.)|https?(?=:)|(?=@)", re.IGNORECASE)
"""Places where remark-gfm recognises an address: www. or http:// at its start, @ in its middle."""


def plain(text: str) -> str:
    """Escape every character that Markdown, LaTeX, colour or icon syntax could read: a file name stays a file name.

    Addresses are made links after the escapes are resolved: an invisible word joiner (U+2060) in them prevents that.
    """
    text = _ADDRESS.sub("\\g<0>\u2060", text.replace("\n", " ").replace("\r", " "))
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:$&^=@/])", r"\\\1", text)


def shortened(text: str, longest: int = 40) -> str:
    """Return the beginning of a foreign text, with a space for each character that a screen cannot show."""
    shown = "".join(c if c.isprintable() else " " for c in text[:longest]).strip()
    return f"{shown}…" if len(text) > longest else shown


def duration(seconds: float) -> str:
    """Write a time: "under a second", "about 8 s", "about 3 min", "about 2.5 h"."""
    if seconds < 1:
        return "under a second"
    if seconds < 90:
        return f"about {seconds:.0f} s"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.1f} h"


def count(value: float | None) -> str:
    """Shorten a large count: 57281 -> "57 k", 1517571 -> "1.5 M"; "–" for None."""
    if value is None:
        return "–"
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= size:
            short = value / size
            return f"{short:.1f} {unit}" if short < 9.95 else f"{short:.0f} {unit}"
    return f"{value:.0f}"


def decibel(value: float | None, *, signed: bool = False) -> str:
    """Write dB with two decimals and a real minus sign; "–" for None, "identical" for inf."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "identical"
    return f"{value:{'+' if signed else ''}.2f} dB".replace("-", "−")


def degrees(value: float | None) -> str:
    """Write an error in degC with three decimals; "–" for None."""
    return "–" if value is None else f"{value:.3f} °C"


def span(low: float | None, high: float | None, *, signed: bool = False) -> str:
    """Write an interval: "+2.90 to +3.71"; "–" if it is not known."""
    if low is None or high is None:
        return "–"
    sign = "+" if signed else ""
    return f"{low:{sign}.2f} to {high:{sign}.2f}".replace("-", "−")


def figure(value: float, digits: int = 3) -> str:
    """Write a number with about `digits` digits: 0.0123, 12.3, 1303, 65,535; "–" for NaN and infinity.

    All digits before the point are written, so that no number is shown as a power of ten.
    """
    if not math.isfinite(value):
        return "–"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{value:{',' if abs(value) >= 10_000 else ''}.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def decimals(step: float) -> str:
    """Return the format of a number field whose values are multiples of a step: 0.5 -> "%.1f", 10 -> "%.0f"."""
    return f"%.{min(12, max(0, 1 - math.floor(math.log10(step))))}f"
