"""Run that a report is on: the enlargement, and what the page knows of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..enlarge import Enlargement
from ..trust.error_bars import ErrorBars


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReportedRun:
    """Run that a report is on.

    ReportedRun(made=made, names={"input": "Input", "sr": "Thermal x2", "bicubic": "Bicubic"})
    """

    made: Enlargement
    """The result with its evidence."""
    names: Mapping[str, str]
    """Side of the enlargement -> its name; must hold "input" and "sr". Sides that are not in it are left out."""
    bars: ErrorBars | None = None
    """Error bars of the result."""
    no_bars: str = ""
    """Sentence that says why there are no error bars."""
    warnings: tuple[str, ...] = ()
    """Warnings that the page shows."""
    limits: tuple[str, ...] = ()
    """Sentences on the network's training and on its limits."""
    made_on: str = ""
    """Date to print; empty for none."""

    @property
    def scale(self) -> int:
        """Pixels of the result to one of the input, per side; 1 for a size of one's own, which has no such number."""
        lr, sr = self.made.lr, self.made.result.image
        return self.made.task.scale if sr.height == lr.height * self.made.task.scale else 1

    def listed(self, sides: Mapping[str, object]) -> dict[str, str]:
        """Return side -> name of those sides of a table that have a name here."""
        return {side: self.names[side] for side in sides if side in self.names}
