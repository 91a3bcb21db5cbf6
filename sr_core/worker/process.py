"""Run a calculation in a Python process of its own, one at a time, and end that process whatever happens.

The child is a module that calls `serve` (child.py) and is started afresh: the server has threads, which a fork would
copy in the middle of their work. Nothing is written to disk. The child ends when it is done, when its time is over,
when `check` raises, and when this process ends in any way, since its pipe then closes.
"""

import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..errors import WorkerError
from .memory import granted_megabytes
from .message import Message, read_message, write_message

_log = logging.getLogger(__name__)
_ONE = threading.Lock()
"""Held by the calculation in progress."""
_LOOK_SECONDS = 0.1
"""Seconds between two calls of `check`."""
_ROOT = Path(__file__).resolve().parents[2]
_Said = tuple[str, Message] | WorkerError | None


def run_worker(
    module: str,
    request: Message,
    *,
    seconds: float,
    threads: int = 1,
    on_message: Callable[[Message], None] = lambda _: None,
    check: Callable[[], None] = lambda: None,
    environment: Mapping[str, str] | None = None,
) -> Message:
    """Let a module answer a request in a process of its own.

    Args:
        module: full name of a module of ours that calls `serve` when it is run; never a visitor's words.
        request: what the module is asked.
        seconds: wall time after which the process is ended, its start included, the wait for another one and the time
            that `on_message` takes not.
        threads: threads that the module works with, for the bound of its processor time.
        on_message: gets every message that the module tells on the way.
        check: called ten times a second, also while another calculation is waited for; what it, or `on_message`,
            raises ends the process and reaches the caller.
        environment: variables set for the process beside those of this one.

    Returns:
        The answer of the module.

    Raises:
        WorkerError: in one sentence, if the calculation failed, took too long or too much memory, or if the host has
            switched workers off.
    """
    megabytes = granted_megabytes()
    with _turn(check), _process(module, megabytes, seconds * threads, environment or {}) as process:
        said: queue.SimpleQueue[_Said] = queue.SimpleQueue()
        threading.Thread(target=_talk, args=(process, request, said), daemon=True).start()
        end = time.monotonic() + seconds
        while True:
            check()
            if time.monotonic() > end:
                raise WorkerError(
                    f"this was not done within the {seconds:.0f} s that it may take, so it was stopped; ask for less "
                    "at once, or try again when the server is less busy"
                )
            try:
                found = said.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                continue
            if isinstance(found, WorkerError):
                raise found
            if found is None:
                raise _ended(process)
            kind, message = found
            if kind == "answer":
                return message
            if kind != "progress":
                raise _failed(kind, message.words)
            before = time.monotonic()
            on_message(message)
            end += time.monotonic() - before


@contextmanager
def _turn(check: Callable[[], None]) -> Iterator[None]:
    """Wait until no other calculation is in progress."""
    while not _ONE.acquire(timeout=_LOOK_SECONDS):
        check()
    try:
        yield
    finally:
        _ONE.release()


@contextmanager
def _process(
    module: str, megabytes: int, processor_seconds: float, environment: Mapping[str, str]
) -> "Iterator[subprocess.Popen[bytes]]":
    """Start a module, and end it on the way out."""
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    # One thread: where cores are shared with other work, threads that wait for each other take up to 30 times as long.
    known = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", **environment}
    command = [sys.executable, "-P", "-B", "-m", module, str(megabytes), str(int(processor_seconds) + 1)]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=known
        )
    except OSError as error:
        raise WorkerError(
            f"a second process could not be started ({error.strerror}); try again when the server is less busy"
        ) from error
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _talk(process: "subprocess.Popen[bytes]", request: Message, said: "queue.SimpleQueue[_Said]") -> None:
    """Send the request, and pass on what comes back; close the pipes when the process has ended."""
    requests, answers = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
    try:
        with answers, suppress(OSError):  # the process may end before it has read the request
            write_message(requests, "request", request)
            while (found := read_message(answers)) is not None:
                said.put(found)
    except WorkerError as error:
        said.put(error)
    finally:
        said.put(None)
        with suppress(OSError):
            requests.close()


def _failed(kind: str, words: Mapping[str, Any]) -> WorkerError:
    if kind == "error":
        return WorkerError(str(words.get("text")))
    _log.error("A worker failed: %s at %s", words.get("type"), words.get("where"))
    return WorkerError(
        "this calculation failed because of a defect in the program; the defect was logged without your picture; try "
        "other settings"
    )


def _ended(process: "subprocess.Popen[bytes]") -> WorkerError:
    try:
        code = process.wait(_LOOK_SECONDS)
    except subprocess.TimeoutExpired:  # it has closed its pipe and goes on
        process.kill()
        code = process.wait()
    why = f"signal {-code}" if code < 0 else f"exit code {code}"
    return WorkerError(
        f"the process that calculates this ended before it was done ({why}), for which a lack of memory is the usual "
        "reason; ask for less at once, or try again when the server is less busy"
    )
