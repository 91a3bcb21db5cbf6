"""The measured coverage of all checkpoints as a table in Markdown."""

from ..checkpoints.store import checkpoints
from .calibration import read_calibration
from .coverage import Coverage

_UNITS = {"degC": "°C", "": "levels"}


def coverage_table() -> str:
    """Write one row for each checkpoint and test set: coverage at 90 % and 95 %, half-widths, cost; Markdown."""
    rows = [
        "| checkpoint | set | pictures | 90 %: mean, worst | half-width | 95 %: mean, worst | half-width | cost |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for card in sorted(checkpoints(), key=lambda card: (card.purpose, card.scale, card.id)):
        found = read_calibration(card)
        if found is None:
            continue
        tests = zip(*(level.tests for level in found.levels), strict=True)
        for name, of in zip((card.id, *[""] * 9), tests, strict=False):
            cells = [name, of[0].set, str(of[0].pictures)]
            for coverage in of:
                cells += [f"{coverage.mean:.1%}, {coverage.worst:.1%}", _width(coverage, card.unit)]
            rows.append(f"| {' | '.join([*cells, f'{found.cost:.2f}' if name else ''])} |")
    return "\n".join(rows)


def _width(coverage: Coverage, unit: str) -> str:
    return f"± {coverage.half_width:.{3 if unit else 1}f} {_UNITS[unit]}"
