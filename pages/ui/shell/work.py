"""A run in a thread of its own: it outlives a rerun of its page, and a connection that is lost for a moment.

Streamlit ends a page's script as soon as the browser's socket drops. When the socket is back, it runs the script again,
with no button pressed. So the script does not do the work: it only follows the run, and follows it again after a rerun
with the same picture and settings. A run ends early when it is stopped, when another run is asked for, or when the
session has been without a connection for `GRACE_SECONDS`, as after a closed tab.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, cast

from streamlit.runtime import Runtime
from streamlit.runtime import exists as server_runs
from streamlit.runtime import get_instance as server
from streamlit.runtime.scriptrunner import get_script_run_ctx

import sr_core as sr

from .gate import Gate, gate, give_back
from .state import Shell, kept

GRACE_SECONDS = 10.0
"""Seconds for which a run goes on without a connection: a short loss is harmless, a closed tab frees the queue."""
_LOOK_SECONDS = 0.2
"""Seconds between two looks at the progress of a run; at each one, Streamlit may rerun the page."""
T = TypeVar("T")


class Stop(BaseException):
    """Ends a run from within, with a sentence; no Exception, so that no handler of errors on the way catches it."""


class Shows(Protocol):
    """View in which the script shows the progress of a run."""

    def progress(self, share: float, text: str) -> None:
        """Show how far the run is."""

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show a part of the result."""


class Told:
    """Progress that a run reports. Every call may end the run."""

    def __init__(self, text: str, alive: Callable[[], bool]) -> None:
        """Begin with no progress.

        Args:
            text: text that is shown until the run reports something.
            alive: returns True while the session has a connection.
        """
        self.share, self.text = 0.0, text
        self.look: tuple[sr.DecodedImage, str] | None = None
        self.stopped = False
        self.give_way: Callable[[], None] = lambda: None
        """Function of the gate that lets the runs that wait go first; see `Gate.turn`."""
        self.alive = alive
        self._lost: float | None = None

    def progress(self, share: float, text: str) -> None:
        """Report how far the run is.

        Raises:
            Stop: if the run was stopped, or its session is gone.
        """
        self.check()
        self.share, self.text = min(share, 1.0), text

    def wait(self, ahead: int) -> None:
        """Report the place in the queue."""
        self.progress(self.share, f"Waiting: {ahead} {'run' if ahead == 1 else 'runs'} ahead of yours")

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Report a part of the result that can be shown already."""
        self.check()
        self.look = image, caption

    def let_others(self) -> None:
        """Let the runs that wait go first, after some seconds of work; a run calls it wherever it can pause."""
        text = self.text
        self.give_way()
        self.text = text

    def check(self) -> None:
        """End the run here if it has to end."""
        if self.stopped:
            raise Stop("this run was stopped")
        now = time.monotonic()
        if self.alive():
            self._lost = None
        elif self._lost is None:
            self._lost = now
        elif now - self._lost >= GRACE_SECONDS:
            raise Stop(
                f"The connection was lost for more than {GRACE_SECONDS:.0f} seconds, so the run was stopped. "
                "Start it again"
            )


class Work(Generic[T]):
    """One run, which waits for its turn at the gate."""

    def __init__(
        self, what: Hashable, kind: str, page: str, told: Told, job: Callable[[Told], T], *, resumes: bool
    ) -> None:
        """Start the run.

        Args:
            what: value that is equal for runs on the same picture with the same settings.
            kind: value that is equal for runs with the same kind of result.
            page: page that asked for the run.
            told: progress that the run reports.
            job: function that makes the result.
            resumes: True where the page starts the run again by itself after a visit to another page.
        """
        self.what, self.kind, self.page, self.told, self.resumes = what, kind, page, told, resumes
        self.done = threading.Event()
        self.result: T | None = None
        self.error: sr.SRError | None = None
        threading.Thread(target=self._run, args=(job, gate()), daemon=True).start()

    def _run(self, job: Callable[[Told], T], line: Gate) -> None:
        try:
            with line.turn(self.told.wait) as self.told.give_way:
                self.result = job(self.told)
        except sr.SRError as error:
            self.error = error
        except Stop as end:
            self.error = sr.EngineError(str(end))
        finally:
            give_back()
            self.done.set()


@dataclass(slots=True)
class Running:
    """State of a session's runs."""

    work: Work[Any] | None = None
    """Run in progress."""
    stopped: str = ""
    """Name of the page whose run was stopped because the visitor left it."""


def follow(
    what: Hashable, text: str, job: Callable[[Told], T], view: Shows, *, resumes: bool = False, kind: str = ""
) -> T:
    """Start a run, or find the one in progress, and show its progress until it is done.

    Args:
        what: value that is equal for runs on the same picture with the same settings; any other run is stopped.
        text: text that is shown until the run reports something.
        job: makes the result; it is called in a thread, where Streamlit must not be used.
        view: view that shows the progress. When Streamlit reruns the page, the script ends here and the run goes on.
        resumes: True where the page starts the run again by itself after a visit to another page.
        kind: value that differs between runs of a page with different kinds of results, such as a file.

    Raises:
        SRError: if the run raised one, or was stopped.
    """
    work = begin(what, text, job, resumes=resumes, kind=kind)
    shown: tuple[sr.DecodedImage, str] | None = None
    while not work.done.wait(_LOOK_SECONDS):
        if (look := work.told.look) is not None and look is not shown:
            shown = look
            view.show(*look)
        view.progress(work.told.share, work.told.text)
    return fetch(work)


def begin(what: Hashable, text: str, job: Callable[[Told], T], *, resumes: bool = False, kind: str = "") -> Work[T]:
    """Start a run, or find the one in progress, and return at once; see `follow`."""
    if not is_running(what, kind):
        stop()
        # State is read first: if Streamlit ends the script there, no run has started that nobody keeps.
        here, page = kept(Running), kept(Shell).page
        here.work = Work(what, kind, page, Told(text, _connection()), job, resumes=resumes)
    work = kept(Running).work
    assert work is not None
    work.told.alive = _connection()  # after a reload of the tab, that of another session
    return work


def fetch(work: Work[T]) -> T:
    """Return the result of a run that is done.

    Raises:
        SRError: if the run raised one, or was stopped.
    """
    kept(Running).work = None
    if work.error is not None:
        raise work.error
    return cast(T, work.result)


def is_running(what: Hashable, kind: str = "") -> bool:
    """True if this run is in progress, or done and not fetched; any other run of the same kind is stopped."""
    work = kept(Running).work
    if work is None or work.kind != kind:
        return False
    if work.what != what:
        stop()
        return False
    return True


def stop() -> None:
    """Stop the run of this session, if there is one; it ends at its next report."""
    here = kept(Running)
    if here.work is not None:
        here.work.told.stopped = True
        here.work = None


def leave(page: str) -> None:
    """Stop the run of the page that was left for `page`; note it where that page does not resume by itself."""
    here = kept(Running)
    if here.work is not None and here.work.page != page:
        here.stopped = "" if here.work.resumes else here.work.page
        stop()


def _connection() -> Callable[[], bool]:
    """Return a function that says whether this session has a connection."""
    context = get_script_run_ctx()
    if context is None or not server_runs() or type(running := server()) is not Runtime:  # AppTest has another one
        return lambda: True
    return partial(running.is_active_session, context.session_id)
