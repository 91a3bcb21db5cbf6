"""A file that is made while the visitor's browser receives it: its run with a progress bar and a Stop button."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.state import kept
from ..shell.stream import Stream, Streams, show_stream
from ..shell.work import Told, follow, is_running
from .enlarging import LOADING, RunView

T = TypeVar("T")


class _StreamView(RunView):
    """View of a run that lets the browser fetch the file once the run has its turn."""

    def __init__(self, beside: DeltaGenerator, key: str, stream: Stream) -> None:
        self._place, self._key, self._stream = st.container(), key, stream
        self._mounted = False
        self.mount()
        super().__init__(beside, LOADING)

    def mount(self) -> None:
        if self._stream.was_opened and not self._mounted:
            self._mounted = True
            with self._place:
                show_stream(self._key, self._stream)

    def progress(self, share: float, text: str) -> None:
        self.mount()
        super().progress(share, text)


def offer_stream(
    key: str,
    what: Hashable,
    beside: DeltaGenerator,
    produce: Callable[[Stream, Told], T],
    *,
    name: str,
    mime: str,
    wanted: bool,
) -> T | None:
    """Make a file while the browser receives it, or follow the run in progress; call in every run of the page.

    The browser saves the file when it is complete. Its link "Save NAME again" stands here until the picture or the
    settings change, or the page is left.

    Args:
        key: name of the place, beginning with that of the page.
        what: equal for the file of the same picture with the same settings.
        beside: an empty place at the top of the result's column; see `RunView`.
        produce: writes the file to a sink (`write`, `rewrite`) in the thread of the run, where Streamlit must not be
            used. It reports to its second argument, and calls `let_others` there wherever it can pause.
        name: name of the file.
        mime: kind of the file for the browser.
        wanted: True where the visitor asks for the file now.

    Returns:
        What `produce` returned, once, when the browser has the file; None in all other runs of the page.

    Raises:
        SRError: if `produce` raised one, the run was stopped, or the browser did not take the file.
    """
    shown = kept(Streams).shown
    running = is_running(what, key)
    if wanted and not running:
        shown[key] = Stream(what, name, mime)
    stream = shown.get(key)
    if stream is None or stream.what != what:
        return None
    if not (wanted or running):
        if stream.was_opened:
            with st.container():
                show_stream(key, stream)
        return None

    def job(told: Told) -> T:
        with stream.sent(told):
            return produce(stream, told)

    view = _StreamView(beside, key, stream)
    try:
        made = follow(what, LOADING, job, view, kind=key)
    except sr.SRError:
        del shown[key]
        raise
    finally:
        view.clear()
    view.mount()
    return made
