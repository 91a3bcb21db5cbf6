"""Outcome of a run: a result with its evidence, kept in the session until the next run of its page succeeds."""

from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

import sr_core as sr

from ..shell.state import Kept
from ..shell.text import plain
from .methods import title

_sight = st.components.v2.component(
    "honest_pixels_sight", js=(Path(__file__).parent / "sight.js").read_text(encoding="utf-8")
)


def announce(name: str) -> None:
    """Say that a result is done, and on a narrow screen scroll up to it; call once, in the run that shows it first."""
    st.toast(f"{plain(name)} is done.")
    _sight(key="frame_sight")


@dataclass(frozen=True, eq=False)
class Outcome:
    """Outcome of a run. Each page adds what only it shows."""

    digest: str
    """Digest that differs between all pictures."""
    made: sr.Enlargement
    """The result with its evidence."""
    bars: dict[float, sr.trust.ErrorBars | sr.NoErrorBars] = field(default_factory=dict, kw_only=True)
    """Error bars by their level, made when first shown, or why there are none."""
    answers: Kept = field(default_factory=Kept, kw_only=True)
    """Answers to what was asked about the result; they are dropped with it."""

    def error_bars(self, level: float) -> sr.trust.ErrorBars:
        """Return the error bars of a level; raises NoErrorBars if there are none for this result."""
        if level not in self.bars:
            try:
                self.bars[level] = sr.trust.error_bars(self.made, level)
            except sr.NoErrorBars as reason:
                self.bars[level] = reason
        found = self.bars[level]
        if isinstance(found, sr.NoErrorBars):
            raise found
        return found

    @property
    def what(self) -> tuple[str, sr.Task]:
        """Digest and task, which are equal for two equal runs."""
        return self.digest, self.task

    @property
    def task(self) -> sr.Task:
        """Task of the run."""
        return self.made.task

    @property
    def lr(self) -> sr.DecodedImage:
        """Input that was enlarged."""
        return self.made.lr

    @property
    def reference(self) -> sr.DecodedImage | None:
        """True picture at the size of the result: the original of a test, or the known truth of a simulated picture."""
        return self.made.reference

    @property
    def result(self) -> sr.UpscaleResult:
        """Result of the chosen method."""
        return self.made.result

    @property
    def about(self) -> sr.About:
        """What its files say of how it was made; values are hashed for it, so ask when a file is made."""
        return sr.Provenance.of(self.made).about

    @property
    def title(self) -> str:
        """Name of the result: its method, and what else was done to it."""
        ensemble = ", self-ensemble" * self.result.self_ensemble
        size = f" at {self.task.size.text}" if self.task.size else ""
        return title(self.task.method) + ensemble + ", corrected" * self.made.is_corrected + size

    @property
    def reference_name(self) -> str:
        """Name of the reference for people."""
        return "Reference" if self.task.test else "Known truth"

    def name(self, side: str) -> str:
        """Name of a side for people."""
        names = {
            "sr": self.title,
            "uncorrected": title(self.task.method),
            "bicubic": "Bicubic",
            "lanczos": "Lanczos",
            "input": "Shrunk input" if self.task.test else "Input",
            "reference": self.reference_name,
        }
        return names[side]

    def names(self, sides: tuple[str, ...]) -> dict[str, str]:
        """Name the rows of a table; an interpolation that is itself the chosen method is listed once."""
        same = self.task.method if self.task.method in sr.INTERPOLATIONS else ""
        twice = ("uncorrected" if self.made.is_corrected else same) if same else ""
        return {side: self.name(side) for side in sides if side != twice}
