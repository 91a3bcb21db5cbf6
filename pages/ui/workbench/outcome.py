"""What a run gave: a result with its evidence, kept in the session until the next run of its page succeeds."""

from dataclasses import dataclass

import sr_core as sr

from .methods import title


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run gave. A page adds what only it shows."""

    digest: str
    """Tells the picture that was brought from every other one."""
    made: sr.Enlargement
    """The result with its evidence."""

    @property
    def what(self) -> tuple[str, sr.Task]:
        """What makes two runs the same."""
        return self.digest, self.task

    @property
    def task(self) -> sr.Task:
        """What was asked for."""
        return self.made.task

    @property
    def lr(self) -> sr.DecodedImage:
        """What was enlarged."""
        return self.made.lr

    @property
    def reference(self) -> sr.DecodedImage | None:
        """True picture at the size of the result: the original of a test, or the known truth of a simulated picture."""
        return self.made.reference

    @property
    def result(self) -> sr.UpscaleResult:
        """What the chosen method gave."""
        return self.made.result

    @property
    def title(self) -> str:
        """Name of the result: of its method, and what was done besides."""
        ensemble = ", self-ensemble" * self.result.self_ensemble
        return title(self.task.method) + ensemble + ", corrected" * self.made.is_corrected

    @property
    def reference_name(self) -> str:
        """What the reference is."""
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
        """Name the rows of a table; an interpolation that was chosen itself stands there once."""
        same = self.task.method if self.task.method in sr.INTERPOLATIONS else ""
        twice = ("uncorrected" if self.made.is_corrected else same) if same else ""
        return {side: self.name(side) for side in sides if side != twice}
