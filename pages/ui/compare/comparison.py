"""State of the Compare page: the results so far, the methods still to run, and what the user drew."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sr_core as sr

from ..photo.picture import Picture
from ..shell.display import png
from ..viewer.link import Link

BUDGET = 128_000_000
"""Bytes of pictures kept for settings that are not shown now; pictures that are shown are always kept."""

Key = tuple[str, sr.Task]
"""sha256 of the picture's bytes (or the sample's name), and the task: all that a result depends on."""
LEAST = 11
"""Fewest pixels on each side with which SSIM can be measured."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Figures of a result, which are kept also when its pixels are dropped."""

    seconds: float
    """Wall time of the enlargement."""
    mismatch: float
    """Mean difference between the result, shrunk again by bicubic, and the input, in 8-bit grey levels."""
    from_bicubic: float
    """Mean difference of the luma from bicubic, in 8-bit grey levels: how much the network changed."""
    scores: tuple[sr.Score, ...] = ()
    """PSNR, SSIM, MAE, MSE and GMSD against the reference; empty without one."""
    looks: tuple[sr.Score, ...] = ()
    """MS-SSIM and feature distance to the reference, if there is one, and NIQE; see `sr.perception`."""
    spectrum: sr.Spectrum | None = None
    """Power spectrum; None for a picture smaller than 16 pixels."""
    histogram: sr.ErrorHistogram | None = None
    """Histogram of the errors; None without a reference."""

    def value(self, name: str) -> float | None:
        """Return the value of a score by its name; None without a reference."""
        return next((score.value for score in self.scores if score.name == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One result of a comparison."""

    task: sr.Task
    """Task that made it."""
    image: sr.DecodedImage
    """Result at its own bit depth; the only copy of its values."""
    png: bytes
    """PNG that is sent to the browser, encoded once."""
    measured: Measured
    """Figures of the result."""

    @property
    def size(self) -> int:
        """Bytes that the entry holds."""
        return self.image.pixels.nbytes + len(self.png)


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Input of all methods of a comparison, and the reference where there is one."""

    digest: str
    """Digest of the picture."""
    task: sr.Task
    """Task that all results share, with "bicubic" as method."""
    part: sr.DecodedImage
    """Picture as uploaded, or the chosen part of it."""
    lr: sr.DecodedImage
    """Input that is enlarged."""
    hr: sr.DecodedImage | None
    """Reference of a test; None without a test."""
    sides: dict[str, bytes] = field(default_factory=dict)
    """PNG of "hr" and "input" for the browser, encoded when first shown."""

    @staticmethod
    def of(picture: Picture, task: sr.Task) -> "Subject":
        """Cut and degrade a picture into input and reference. Raises SRError where the picture does not allow it."""
        task = replace(task, method="bicubic")
        part = task.part.of(picture.image) if task.part else picture.image
        return Subject(picture.digest, task, part, *sr.make_input(part, replace(task, part=None)))

    def key(self, method: sr.Method) -> Key:
        """Return the key of the result of a method."""
        return self.digest, replace(self.task, method=method)

    def side(self, name: str) -> bytes:
        """Return "hr" or "input" as PNG at the size of the results; each pixel of the input becomes a square."""
        if name not in self.sides:
            image = self.hr if name == "hr" else sr.repeat_pixels(self.lr, self.task.scale)
            assert image is not None
            self.sides[name] = png(image)
        return self.sides[name]


@dataclass(slots=True, eq=False)
class Comparison:
    """State of one visitor's comparisons."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    """Results, the oldest first."""
    measured: dict[Key, Measured] = field(default_factory=dict)
    """Figures of every result made here, including results whose pictures were dropped."""
    problems: dict[Key, str] = field(default_factory=dict)
    """Key of a result that failed -> the reason."""
    subject: Subject | None = None
    """Input and reference of the settings that are shown."""
    queue: list[Key] = field(default_factory=list)
    """Results still to be made, the one in progress first."""
    asked: int = 0
    """Number of results that were asked for when the queue was filled."""
    link: Link | None = None
    """View that the last link asked for."""
    wanted: bool = False
    """True where a link asks for results that are still to be asked for."""
    box: sr.Region | None = None
    """Region that the user drew last."""
    line: sr.Region | None = None
    """Line that the user drew last."""
    spot: sr.Region | None = None
    """Spot that the user set last: the middle of the patch to explain."""
    spot_told: sr.Region | None = None
    """Spot of which the page has said what it is for."""
    explained: dict[tuple[Key, sr.Part], sr.Attribution] = field(default_factory=dict)
    """Result and patch -> the input pixels that made it."""
    asked_why: tuple[tuple[str, ...], sr.Part] | None = None
    """Methods and patch of the explanation that was asked for and is not done."""
    why_problem: str = ""
    """Reason why the last explanation could not be made."""
    parts: dict[tuple[Key, sr.Region], tuple[sr.Score, ...]] = field(default_factory=dict)
    """Scores of a result within a region."""

    def subject_of(self, picture: Picture, task: sr.Task) -> Subject:
        """Return input and reference for these settings; drawn regions stay while the picture stays the same."""
        task = replace(task, method="bicubic")
        known = self.subject
        if known is not None and (known.digest, known.task) == (picture.digest, task):
            return known
        subject = Subject.of(picture, task)
        if known is None or (known.digest, known.task.part) != (subject.digest, task.part):
            self.box = self.line = self.spot = None
        self.subject = subject
        self.queue = []
        self.problems.clear()
        self.parts.clear()
        self.explained.clear()
        self.asked_why, self.why_problem = None, ""
        return subject

    def ask(self, keys: Sequence[Key]) -> None:
        """Queue results; those that failed before are tried again."""
        self.queue = list(keys)
        self.asked = len(self.queue)
        for key in self.queue:
            self.problems.pop(key, None)

    def stop(self) -> None:
        """Empty the queue; finished results stay."""
        self.queue, self.wanted = [], False

    def draw(self, region: sr.Region) -> None:
        """Keep the last region of each kind."""
        if region.kind == "line":
            self.line = region
        elif region.kind == "spot":
            self.spot, self.why_problem = region, ""
        else:
            self.box = region

    def keep(self, key: Key, entry: Entry) -> None:
        """Keep a result; drop the oldest ones of other settings while these exceed the budget."""
        self.entries[key] = entry
        self.measured[key] = entry.measured
        here = self.subject
        others = [k for k in self.entries if here is None or k != here.key(k[1].method)]
        total = sum(self.entries[k].size for k in others)
        for old in others:
            if total <= BUDGET:
                break
            total -= self.entries.pop(old).size

    def results(self, subject: Subject, methods: Sequence[sr.Method]) -> list[Entry]:
        """List the existing results of these methods, in their order."""
        return [self.entries[key] for method in methods if (key := subject.key(method)) in self.entries]


def part_scores(comparison: Comparison, subject: Subject, entry: Entry, box: sr.Region) -> tuple[sr.Score, ...]:
    """Score a result within a box against the reference there, no border removed.

    Raises:
        MetricError: if the box is smaller than SSIM's window.
    """
    key = (subject.key(entry.task.method), box)
    if key not in comparison.parts:
        assert subject.hr is not None
        a, b = (box.part(image).of(image) for image in (entry.image, subject.hr))
        if min(a.height, a.width) < LEAST:
            raise sr.MetricError(
                f"a region needs at least {LEAST} x {LEAST} pixels to be measured, found {a.shape_text}; "
                "draw a larger one"
            )
        comparison.parts[key] = (
            *sr.score(a, b, crop_border=0),
            sr.gradient_similarity(a, b, crop_border=0),
            *sr.perception(a, b, crop_border=0),
        )
    return comparison.parts[key]
