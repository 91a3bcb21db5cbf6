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
    """A queue that lets one run work at a time.

    On two cores, two runs are faster one after the other than side by side, and they need the memory of one run only.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[object] = []

    @contextmanager
    def turn(self, on_wait: Callable[[int], None]) -> Iterator[None]:
        """Wait for this run's turn; `on_wait(n)` is called twice a second while n others are ahead, and may raise.

        An error inside the turn ends this run only: the next run gets its turn, and the page stays.

        Raises:
            SRError: from the run itself, or in place of an error from a defect of ours or a lack of memory.
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
    """Turn errors that are not the user's into a sentence; Streamlit stops a run with a BaseException, which passes."""
    try:
        yield
    except sr.SRError:
        raise
    except Exception as error:
        # Where memory is lacking, torch raises a RuntimeError and numpy a MemoryError.
        if isinstance(error, MemoryError) or "allocate memory" in str(error):
            raise sr.EngineError(
                "the server has too little memory for this run at the moment; choose a part of the picture or a "
                "smaller "
                "scale, or try again in a minute"
            ) from error
        _log.exception("A run failed")
        raise sr.EngineError(
            "this run failed because of a defect in the program; the defect was logged without your picture; try other "
            "settings"
        ) from error


@st.cache_resource(show_spinner=False)
def gate() -> Gate:
    """Return the gate that all sessions share."""
    return Gate()


_M_ARENA_MAX = -8
"""Number of this setting in malloc.h."""


def give_back() -> None:
    """Free objects that are only held in cycles, such as answers already sent, and the allocator's free memory.

    After a 3072 x 3072 radiograph at x2, glibc would keep up to 200 MB, and after many small pictures their pieces.
    """
    gc.collect()
    _glibc("malloc_trim", 0)


def share_heaps() -> None:
    """Let all threads share two heaps: each run of a page is a thread, and a heap of its own would keep its memory."""
    _glibc("mallopt", _M_ARENA_MAX, 2)


def _glibc(function: str, *numbers: int) -> None:
    """Call a function of glibc's allocator; on systems with another one there is nothing to call."""
    if platform.libc_ver()[0] == "glibc":
        getattr(ctypes.CDLL(None), function)(*numbers)
