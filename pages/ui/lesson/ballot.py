"""Votes of a class, in the server's memory only: counts on the app's samples, nothing about a visitor."""

import random
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import streamlit as st

import sr_core as sr

from ..photo.samples import SAMPLES

MOST_VOTES = 5000
"""Votes that a class may cast; later ones are not counted."""
MOST_CLASSES = 64
"""Classes that are kept; the one that was silent for longest is dropped."""
_NAME = re.compile(r"[^\w -]")
LONGEST_NAME = 24


class Ballots:
    """Votes of all classes of this server, by the name of the class."""

    def __init__(self) -> None:
        """Begin without votes."""
        self._lock = threading.Lock()
        self._votes: dict[str, list[sr.Vote]] = {}

    def cast(self, name: str, vote: sr.Vote) -> None:
        """Count a vote of a class."""
        with self._lock:
            votes = self._votes.pop(name, [])
            self._votes[name] = votes
            if len(votes) < MOST_VOTES:
                votes.append(vote)
            while len(self._votes) > MOST_CLASSES:
                del self._votes[next(iter(self._votes))]

    def of(self, name: str) -> tuple[sr.Vote, ...]:
        """Return the votes of a class, the oldest first."""
        with self._lock:
            return tuple(self._votes.get(name, ()))


@st.cache_resource
def ballots() -> Ballots:
    """Return the votes of this server."""
    return Ballots()


def class_name(text: str) -> str:
    """Return the name of a class as it is kept: letters, digits, spaces and hyphens, in lower case, at most 24."""
    return _NAME.sub("", text).strip().lower()[:LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two results on one sample, in the order in which they are shown."""

    sample: str
    """Name of the sample."""
    methods: tuple[str, str]
    """Methods of A and of B."""


@dataclass(slots=True)
class Voter:
    """One visitor's way through the pairs: each pair once, in an order of its own."""

    pairs: list[Pair] = field(default_factory=list)
    """Pairs that are still to be shown, the next one last."""
    offered: tuple[str, ...] = ()
    """Methods of which the pairs were made."""
    last: sr.Vote | None = None
    """Vote on the pair whose names are shown now; None while a pair waits for the vote."""

    def prepare(self, methods: Sequence[str]) -> None:
        """Make all pairs of these methods on all samples, shuffled; with other methods one begins anew."""
        if self.offered == tuple(methods):
            return
        rng = random.SystemRandom()
        self.offered, self.last = tuple(methods), None
        self.pairs = [
            Pair(sample, (one, two) if rng.random() < 0.5 else (two, one))
            for sample in SAMPLES
            for one, two in combinations(methods, 2)
        ]
        rng.shuffle(self.pairs)
