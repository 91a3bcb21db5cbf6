"""One enlargement at a time in this process, in order of arrival."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st


class Gate:
    """A queue with one place at the counter.

    Two cores run one net faster one after the other than side by side, and memory stays that of one run.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[object] = []

    @contextmanager
    def turn(self, on_wait: Callable[[int], None]) -> Iterator[None]:
        """Wait for one's turn; `on_wait(n)` is called five times a second while n others are ahead and may raise."""
        ticket = object()
        with self._lock:
            self._queue.append(ticket)
        try:
            while ahead := self._ahead(ticket):
                on_wait(ahead)
                time.sleep(0.2)
            yield
        finally:
            with self._lock:
                self._queue.remove(ticket)

    def _ahead(self, ticket: object) -> int:
        with self._lock:
            return self._queue.index(ticket)


@st.cache_resource(show_spinner=False)
def gate() -> Gate:
    """Return the gate that all sessions share."""
    return Gate()
