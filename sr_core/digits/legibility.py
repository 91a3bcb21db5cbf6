"""Legibility: how many digits a classifier still reads after they were shrunk and enlarged by a method."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.path import path_cards
from ..metrics.proportion import mcnemar_p, wilson_interval
from ..modalities import PHOTOGRAPH, methods_for
from ..types import DecodedImage
from .classifier import Classifier
from .digits import Digits
from .sheet import GAP, enlarge_digits

BASELINE = "bicubic"
"""Method that every other is compared with."""
ORIGINAL = "original"
"""Name of the digits as they are, neither shrunk nor enlarged."""
DIGIT_SCALES = (2, 4)
"""Factors that divide the 28 pixels of a digit."""
PROTOCOL = (
    f"digits of 28 x 28 pixels, {GAP} low-resolution pixels apart on black, shrunk by bicubic (MATLAB imresize), "
    "rounded to 8 bit, enlarged by the same factor, rounded to 8 bit, read by the classifier"
)
"""Protocol of the figures."""


@dataclass(frozen=True, slots=True, eq=False)
class DigitReading:
    """What a classifier reads of the digits that a method enlarged."""

    method: str
    """Method, or `ORIGINAL`."""
    pixels: np.ndarray
    """(N, 28, 28) uint8, the digits as they were read."""
    read: np.ndarray
    """(N,) uint8, what each was read as."""


@dataclass(frozen=True, slots=True)
class DigitResult:
    """Counts of what a classifier reads of one method's digits."""

    method: str
    """Method, or `ORIGINAL`."""
    scale: int
    """Factor by which the digits were shrunk and enlarged; 1 for `ORIGINAL`."""
    weights: tuple[str, ...]
    """sha256 of the weights of each network of the method, in order; empty for interpolation."""
    confusion: tuple[tuple[int, ...], ...]
    """Ten rows, one for each digit that was written: how often it was read as 0 to 9."""
    only_method: int
    """Digits that are read correctly of this method and not of bicubic."""
    only_bicubic: int
    """Digits that are read correctly of bicubic and not of this method."""

    @property
    def count(self) -> int:
        """Number of digits."""
        return sum(map(sum, self.confusion))

    @property
    def correct(self) -> int:
        """Number of digits that are read correctly."""
        return sum(row[digit] for digit, row in enumerate(self.confusion))

    @property
    def accuracy(self) -> float:
        """Share of the digits that are read correctly, 0 to 1."""
        return self.correct / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the accuracy (Wilson)."""
        return wilson_interval(self.correct, self.count)

    @property
    def gain(self) -> float:
        """Accuracy minus that of bicubic on the same digits, -1 to 1."""
        return (self.only_method - self.only_bicubic) / self.count

    @property
    def p_value(self) -> float:
        """Probability of so uneven a split if the method and bicubic were equally legible (McNemar, exact)."""
        return mcnemar_p(self.only_method, self.only_bicubic)

    @property
    def by_digit(self) -> tuple[float | None, ...]:
        """Accuracy for each digit 0 to 9; None for one that the set does not hold."""
        return tuple(row[digit] / sum(row) if any(row) else None for digit, row in enumerate(self.confusion))

    @property
    def mistakes(self) -> tuple[tuple[int, int, int], ...]:
        """(written, read, how often) of every mistake, most frequent first."""
        found = [
            (written, read, n)
            for written, row in enumerate(self.confusion)
            for read, n in enumerate(row)
            if n and read != written
        ]
        return tuple(sorted(found, key=lambda m: (-m[2], m[:2])))


@dataclass(frozen=True, slots=True, eq=False)
class Disagreement:
    """A digit that is not read alike of all methods."""

    number: int
    """Place in the set, from 0."""
    written: int
    """Digit that was written."""
    read: tuple[tuple[str, int, DecodedImage], ...]
    """Method (`ORIGINAL` first), what its digit is read as, and the picture that was read."""


def digit_methods(scale: int) -> tuple[str, ...]:
    """List the methods that are tested at a scale: bicubic, Lanczos and every network for photographs."""
    networks = [
        method
        for method in methods_for(PHOTOGRAPH, scale)
        if len(cards := path_cards(method)) == 1 and cards[0].purpose == PHOTOGRAPH.purpose
    ]
    return (BASELINE, "lanczos", *networks)


def read_original(digits: Digits, classifier: Classifier) -> DigitReading:
    """Read the digits as they are."""
    return DigitReading(ORIGINAL, digits.pixels, classifier.read(digits.pixels))


def read_enlarged(
    digits: Digits,
    classifier: Classifier,
    method: str,
    scale: int,
    *,
    on_sheet: Callable[[float], None] = lambda share: None,
) -> DigitReading:
    """Shrink and enlarge the digits and read them; see `enlarge_digits` for arguments and errors."""
    pixels = enlarge_digits(digits.pixels, method, scale, on_sheet=on_sheet)
    return DigitReading(method, pixels, classifier.read(pixels))


def count_readings(digits: Digits, reading: DigitReading, bicubic: DigitReading, scale: int) -> DigitResult:
    """Count what was read.

    Args:
        digits: the digits with their labels.
        reading: what was read of a method's digits.
        bicubic: what was read of those that bicubic enlarged; `reading` itself for bicubic.
        scale: factor by which they were shrunk and enlarged.
    """
    right, other = reading.read == digits.labels, bicubic.read == digits.labels
    table = np.zeros((10, 10), np.int64)
    np.add.at(table, (digits.labels, reading.read), 1)
    original = reading.method == ORIGINAL
    return DigitResult(
        reading.method,
        1 if original else scale,
        () if original else tuple(card.sha256 for card in path_cards(reading.method)),
        tuple(tuple(row) for row in table.tolist()),
        int((right & ~other).sum()),
        int((other & ~right).sum()),
    )


def compare_methods(
    digits: Digits,
    classifier: Classifier,
    methods: Sequence[str],
    scale: int,
    *,
    on_progress: Callable[[float, str], None] = lambda share, method: None,
) -> tuple[tuple[DigitResult, ...], tuple[Disagreement, ...]]:
    """Read the digits as they are and as bicubic and the other methods enlarge them.

    Args:
        digits: a few hundred digits with their labels.
        classifier: the classifier that reads them.
        methods: methods besides bicubic.
        scale: factor by which they are shrunk and enlarged.
        on_progress: called with the share that is done, 0 to 1, and the method at work; what it raises stops the run.

    Returns:
        The results, those of the originals and of bicubic first, and the digits that are not read alike of all.
    """
    chosen = list(dict.fromkeys((BASELINE, *methods)))
    readings = [read_original(digits, classifier)]
    for n, method in enumerate(chosen):

        def tick(share: float, n: int = n, method: str = method) -> None:
            on_progress((n + share) / len(chosen), method)

        tick(0.0)
        readings.append(read_enlarged(digits, classifier, method, scale, on_sheet=tick))
    results = tuple(count_readings(digits, reading, readings[1], scale) for reading in readings)
    return results, disagreements(digits, readings)


def disagreements(digits: Digits, readings: Sequence[DigitReading]) -> tuple[Disagreement, ...]:
    """Find the digits that are not read alike of all methods, in the order of the set."""
    read = np.stack([reading.read for reading in readings])
    places = np.flatnonzero((read != read[0]).any(axis=0)).tolist()
    return tuple(
        Disagreement(
            place,
            int(digits.labels[place]),
            tuple((r.method, int(r.read[place]), DecodedImage(r.pixels[place][..., None], "digit")) for r in readings),
        )
        for place in places
    )
