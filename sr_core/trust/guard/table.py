"""The table of what was measured of the guard, as Markdown."""

from collections.abc import Mapping
from typing import Any

_HEAD = "| judged as | pictures | called outside | AUROC |\n|---|---|---|---|"


def table_text(measured: Mapping[str, Any]) -> str:
    """Return the results of `study.measure` as a Markdown table; own pictures come first."""
    lines = [_HEAD]
    for name in ("radiograph", "thermogram", "photograph"):
        part = measured[name]
        lines += [_line(name, row, own=True) for row in part["own"]]
        if name == "radiograph":
            lines.append(_line(name, measured["other hospital"], own=True))
        lines += [_line(name, row, own=False) for row in part["outsiders"]]
    return "\n".join(lines)


def _line(name: str, row: Mapping[str, Any], *, own: bool) -> str:
    share = 100 * row["outside"] / row["pictures"]
    kind = f"**{row['kind']}**" if own else row["kind"]
    auroc = "" if own else f"{row['auroc']:.3f}"
    return f"| {name} | {kind} | {row['outside']} of {row['pictures']} ({share:.1f} %) | {auroc} |"
