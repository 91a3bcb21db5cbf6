"""One enlargement at a time in this process, in order of arrival; the memory it needed is given back.

A long run lets those that wait go first at places of its choice, so that nobody waits for minutes behind it.
"""

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
TURN_SECONDS = 10.0
"""Seconds for which a run works before it lets others go first."""


class Gate:
    """A queue that lets one run work at a time.

    On two cores, two runs are faster one after the other than side by side, and they need the memory of one run only.
    """

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._queue: list[object] = []

    @contextmanager
    def turn(self, on_wait: Callable[[int], None]) -> Iterator[Callable[[], None]]:
        """Wait for this run's turn; `on_wait(n)` is called twice a second while n others are ahead, and may raise.

        An error inside the turn ends this run only: the next run gets its turn, and the page stays.

        Yields:
            A function that lets the runs that wait go first, and then waits for this run's next turn. It does nothing
            where no run waits, or this one has worked for less than `TURN_SECONDS`.

        Raises:
            SRError: from the run itself, or in place of an error from a defect of ours or a lack of memory.
        """
        ticket, began = object(), 0.0

        def wait() -> None:
            nonlocal began
            while ahead := self._ahead(ticket):
                on_wait(ahead)
                with self._moved:
                    self._moved.wait(0.5)
            began = time.monotonic()

        def let_others() -> None:
            if time.monotonic() - began >= TURN_SECONDS and self._requeue():
                wait()

        with self._moved:
            self._queue.append(ticket)
        try:
            wait()
            with _as_sentences():
                yield let_others
        finally:
            with self._moved:
                self._queue.remove(ticket)
                self._moved.notify_all()

    def _ahead(self, ticket: object) -> int:
        with self._moved:
            return self._queue.index(ticket)

    def _requeue(self) -> bool:
        """Move a run from the head of the queue to its end; return False where no other run waits."""
        with self._moved:
            if len(self._queue) == 1:
                return False
            self._queue.append(self._queue.pop(0))
            self._moved.notify_all()
            return True


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
