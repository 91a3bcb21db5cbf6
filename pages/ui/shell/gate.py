"""One enlargement at a time in this process, in order of arrival; the memory it needed is given back."""

import ctypes
import gc
import logging
import platform
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

import sr_core as sr

_log = logging.getLogger(__name__)


class Gate:
    """A queue with one place at the counter.

    Two cores run one net faster one after the other than side by side, and memory stays that of one run.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[object] = []

    @contextmanager
    def turn(self, on_wait: Callable[[int], None]) -> Iterator[None]:
        """Wait for one's turn; `on_wait(n)` is called twice a second while n others are ahead and may raise.

        What breaks inside the turn concerns this run alone: the next one gets the place, and the page stays.

        Raises:
            SRError: from the run itself, or in place of what a defect of ours or a lack of memory raised in it.
        """
        ticket = object()
        with self._lock:
            self._queue.append(ticket)
        try:
            while ahead := self._ahead(ticket):
                on_wait(ahead)
                time.sleep(0.5)
            with _as_sentences():
                yield
        finally:
            with self._lock:
                self._queue.remove(ticket)

    def _ahead(self, ticket: object) -> int:
        with self._lock:
            return self._queue.index(ticket)


@contextmanager
def _as_sentences() -> Iterator[None]:
    """Turn what is no user's mistake into a sentence for this user; Streamlit's stops are no Exception and pass."""
    try:
        yield
    except sr.SRError:
        raise
    except Exception as error:
        # torch says so in a RuntimeError, numpy in a MemoryError.
        if isinstance(error, MemoryError) or "allocate memory" in str(error):
            raise sr.EngineError(
                "the server has too little memory for this run just now; take a part of the picture or a smaller "
                "scale, or try again in a minute"
            ) from error
        _log.exception("A run failed")
        raise sr.EngineError(
            "this run failed by a defect of the program, which was logged without your picture; other settings may work"
        ) from error


@st.cache_resource(show_spinner=False)
def gate() -> Gate:
    """Return the gate that all sessions share."""
    return Gate()


_M_ARENA_MAX = -8
"""Number of this setting in malloc.h."""


def give_back() -> None:
    """Drop what is only held in cycles, such as answers already sent, and return what the allocator keeps free.

    glibc keeps up to 200 MB after a 3072 x 3072 radiograph at x2, and the pieces that many small pictures leave.
    """
    gc.collect()
    _glibc("malloc_trim", 0)


def share_heaps() -> None:
    """Let all threads use two heaps: each run of a page is a thread, and one of its own keeps what others could use."""
    _glibc("mallopt", _M_ARENA_MAX, 2)


def _glibc(function: str, *numbers: int) -> None:
    """Call a function of glibc's allocator; on systems with another one there is nothing to call."""
    if platform.libc_ver()[0] == "glibc":
        getattr(ctypes.CDLL(None), function)(*numbers)
