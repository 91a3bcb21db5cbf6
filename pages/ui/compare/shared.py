"""Results on the app's samples that all sessions share: a sample is nobody's picture, and a link is opened by many."""

import threading

import streamlit as st

import sr_core as sr

from ..photo.samples import SAMPLES
from .comparison import Comparison, Entry, Key

MOST_BYTES = 96_000_000
"""Bytes of results that are shared; those that nobody asked for lately are dropped first."""


class SharedEntries:
    """Results by picture and task, those that were asked for lately last."""

    def __init__(self) -> None:
        """Begin without results."""
        self._lock = threading.Lock()
        self._entries: dict[tuple[Key, tuple[str, ...]], Entry] = {}

    def find(self, key: Key) -> Entry | None:
        """Return a result; None where nobody has made it, or it was dropped."""
        name = key, _weights(key)
        with self._lock:
            entry = self._entries.pop(name, None)
            if entry is not None:
                self._entries[name] = entry
            return entry

    def keep(self, key: Key, entry: Entry) -> None:
        """Share a result of our methods on a sample or a part of one.

        Any other picture, and any other network, is its visitor's own and is not kept.
        """
        if key[0] not in SAMPLES or not isinstance(key[1].method, str):
            return
        name = key, _weights(key)
        with self._lock:
            self._entries.pop(name, None)
            self._entries[name] = entry
            size = sum(each.size for each in self._entries.values())
            while size > MOST_BYTES:
                size -= self._entries.pop(next(iter(self._entries))).size


def _weights(key: Key) -> tuple[str, ...]:
    """Return the checksums of a method's weights: a checkpoint may be exported again under its id."""
    return tuple(card.sha256 for card in sr.path_cards(key[1].method))


@st.cache_resource(show_spinner=False)
def shared() -> SharedEntries:
    """Return the results that all sessions share."""
    return SharedEntries()


def take_shared(comparison: Comparison, keys: list[Key]) -> list[Key]:
    """Take over what others have made of a sample; return the results that are still to be made."""
    left = []
    for key in keys:
        entry = shared().find(key)
        if entry is None:
            left.append(key)
        else:
            comparison.keep(key, entry)
    return left
