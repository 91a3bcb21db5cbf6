"""A run in a thread of its own: it outlives a rerun of its page, and a connection that is lost for a moment.

Streamlit ends a page's script as soon as the browser's socket drops, and when it is back runs the script anew, with no
button pressed. So the work is not the script's: the script only follows it, and follows it again after a rerun that
left picture and settings as they were. The work ends early when it is stopped, when something else is asked for, or
when the session has been without a connection for `GRACE_SECONDS`, as after a closed tab.
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
"""How long a run goes on without a connection: a short drop loses nothing, and a closed tab does not hold the queue."""
_LOOK_SECONDS = 0.2
"""Between two looks at what a run has told; each is a chance for Streamlit to rerun the page."""
T = TypeVar("T")


class _Stop(BaseException):
    """Ends a run from within; nothing that handles errors on the way takes it for one."""


class Shows(Protocol):
    """Where the script shows what a run tells."""

    def progress(self, share: float, text: str) -> None:
        """Show how far it is."""

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show a part of the result."""


class Told:
    """What a run tells while it goes on. Every call may end the run."""

    def __init__(self, text: str, alive: Callable[[], bool]) -> None:
        """Begin.

        Args:
            text: until the run tells something.
            alive: says whether the session has a connection.
        """
        self.share, self.text = 0.0, text
        self.look: tuple[sr.DecodedImage, str] | None = None
        self.stopped = False
        self._alive = alive
        self._lost: float | None = None

    def progress(self, share: float, text: str) -> None:
        """Tell how far the run is.

        Raises:
            _Stop: if nobody waits for it any more.
        """
        self._check()
        self.share, self.text = min(share, 1.0), text

    def wait(self, ahead: int) -> None:
        """Tell the place in the queue."""
        self.progress(0.0, f"Waiting: {ahead} {'run' if ahead == 1 else 'runs'} ahead of yours")

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Give a part of the result that can be shown already."""
        self._check()
        self.look = image, caption

    def _check(self) -> None:
        if self.stopped:
            raise _Stop("this run was stopped")
        now = time.monotonic()
        if self._alive():
            self._lost = None
        elif self._lost is None:
            self._lost = now
        elif now - self._lost >= GRACE_SECONDS:
            raise _Stop(
                f"The connection was lost for more than {GRACE_SECONDS:.0f} seconds, so the run was stopped. "
                "Start it again to go on"
            )


class Work(Generic[T]):
    """One run, in its turn at the gate."""

    def __init__(self, what: Hashable, page: str, told: Told, job: Callable[[Told], T], *, resumes: bool) -> None:
        """Start it.

        Args:
            what: equal for a run on the same picture with the same settings.
            page: that asked for it.
            told: by the run.
            job: the run.
            resumes: True where the page goes on by itself after a visit to another page.
        """
        self.what, self.page, self.told, self.resumes = what, page, told, resumes
        self.done = threading.Event()
        self.result: T | None = None
        self.error: sr.SRError | None = None
        threading.Thread(target=self._run, args=(job, gate()), daemon=True).start()

    def _run(self, job: Callable[[Told], T], line: Gate) -> None:
        try:
            with line.turn(self.told.wait):
                self.result = job(self.told)
        except sr.SRError as error:
            self.error = error
        except _Stop as end:
            self.error = sr.EngineError(str(end))
        finally:
            give_back()
            self.done.set()


@dataclass(slots=True)
class Running:
    """What a session keeps of its runs."""

    work: Work[Any] | None = None
    """The run in progress."""
    stopped: str = ""
    """Page whose run was stopped because the page was left."""


def follow(what: Hashable, text: str, job: Callable[[Told], T], view: Shows, *, resumes: bool = False) -> T:
    """Start a run, or find the one in progress, and show what it tells until it is done.

    Args:
        what: equal for a run on the same picture with the same settings; another one is stopped.
        text: until the run tells something.
        job: makes the result; called in a thread, where nothing of Streamlit may be used.
        view: shows what is told. Streamlit ends the script here when it is rerun; the run goes on.
        resumes: True where the page goes on by itself after a visit to another page.

    Raises:
        SRError: from the run, or because it was stopped.
    """
    if not is_running(what):
        # Asked for first: where Streamlit ends the script in between, no run is begun that nobody keeps.
        here, page = kept(Running), kept(Shell).page
        here.work = Work(what, page, Told(text, _connection()), job, resumes=resumes)
    work = kept(Running).work
    assert work is not None
    shown: tuple[sr.DecodedImage, str] | None = None
    while not work.done.wait(_LOOK_SECONDS):
        if (look := work.told.look) is not None and look is not shown:
            shown = look
            view.show(*look)
        view.progress(work.told.share, work.told.text)
    kept(Running).work = None
    if work.error is not None:
        raise work.error
    return cast(T, work.result)


def is_running(what: Hashable) -> bool:
    """True if this run is in progress, or done and not fetched; any other one of the session is stopped."""
    work = kept(Running).work
    if work is None:
        return False
    if work.what != what:
        stop()
        return False
    return True


def stop() -> None:
    """Stop the run of this session, if there is one; it ends at its next tick."""
    here = kept(Running)
    if here.work is not None:
        here.work.told.stopped = True
        here.work = None


def leave(page: str) -> None:
    """Stop the run of the page that was left for this one, and note that where the page does not go on by itself."""
    here = kept(Running)
    if here.work is not None and here.work.page != page:
        here.stopped = "" if here.work.resumes else here.work.page
        stop()


def _connection() -> Callable[[], bool]:
    """Return what says whether this session has a connection."""
    context = get_script_run_ctx()
    if context is None or not server_runs() or type(running := server()) is not Runtime:  # AppTest has another one
        return lambda: True
    return partial(running.is_active_session, context.session_id)
