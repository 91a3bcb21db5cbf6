"""Votes between two results whose names are hidden, and what they add up to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .proportion import wilson_interval


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote between two results on one picture."""

    picture: str
    """Name of the picture."""
    methods: tuple[str, str]
    """The two methods."""
    better: str
    """The method that was preferred; "" where the visitor saw no difference."""


@dataclass(frozen=True, slots=True)
class Share:
    """How often something came true in votes."""

    count: int
    """Votes in which it came true."""
    of: int
    """Votes in which it could."""

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share, 0 to 1 (Wilson, 1927); 0 to 1 without a vote."""
        return wilson_interval(self.count, self.of) if self.of else (0.0, 1.0)


def preferred(votes: Sequence[Vote], method: str) -> Share:
    """Count how often a method was preferred to the other one, of the votes that preferred one of the two."""
    decided = [vote for vote in votes if vote.better and method in vote.methods]
    return Share(sum(vote.better == method for vote in decided), len(decided))


def agreement_with(votes: Sequence[Vote], figure: Callable[[str, str], float], *, higher_is_better: bool) -> Share:
    """Count how often the preferred result is also the better one by a figure.

    Args:
        votes: the votes; those without a preference, and those where both figures are equal, are left out.
        figure: returns the figure of (picture, method).
        higher_is_better: True where a higher figure is a better one.
    """
    count = of = 0
    for vote in votes:
        if not vote.better:
            continue
        one, two = (figure(vote.picture, method) for method in vote.methods)
        if one == two:
            continue
        of += 1
        count += vote.methods[0 if (one > two) == higher_is_better else 1] == vote.better
    return Share(count, of)
