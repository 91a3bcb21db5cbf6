"""The other side of `run_worker`: what a module calls that is run as a process of its own."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import BinaryIO

from ..errors import SRError
from .message import Message, read_message, write_message

if sys.platform != "win32":
    import resource

NICENESS = 10
"""Steps by which the process gives way to the server and to the runs of other visitors."""
Tell = Callable[[Message], None]


def serve(job: Callable[[Message, Tell], Message]) -> None:
    """Answer the one request that comes by stdin, within the limits that the command line gives, and end.

    Whatever else is printed goes nowhere, since stdout carries the answer.

    Args:
        job: makes the answer to the request; its second argument sends a message on the way. It imports what is large
            itself, so that the limits hold for that, too.
    """
    megabytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    _limit(megabytes, seconds)
    answers = _take_stdout()
    found = read_message(sys.stdin.buffer)
    if found is None:
        return
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer = job(found[1], lambda message: write_message(answers, "progress", message))
        write_message(answers, "answer", answer)
    except SRError as error:
        write_message(answers, "error", Message({"text": str(error)}))
    except Exception as error:
        # Where memory is lacking, torch raises a RuntimeError and numpy a MemoryError.
        if isinstance(error, MemoryError) or "allocate memory" in str(error):
            text = f"this needs more than the {megabytes} MB of memory that the server allows for it; ask for less"
            write_message(answers, "error", Message({"text": text}))
        else:
            # Neither the error's text nor the lines of code: they could hold a visitor's values.
            where = [f"{step.filename}:{step.lineno}" for step in traceback.extract_tb(error.__traceback__)]
            write_message(answers, "defect", Message({"type": type(error).__name__, "where": where}))


def _limit(megabytes: int, seconds: int) -> None:
    """Bound memory and processor time, give way to others, and leave Ctrl+C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    os.nice(NICENESS)
    # Of the address space, PyTorch maps far more than it uses; these are the bytes that may be written.
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20,) * 2)
    # The parent ends the process in time; this is for one that has lost its parent and does not see it. It is wider,
    # since a library may use more threads than it is told to.
    resource.setrlimit(resource.RLIMIT_CPU, (2 * seconds + 5, 2 * seconds + 6))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file can be written


def _take_stdout() -> BinaryIO:
    """Return stdout for messages, and let what is printed go nowhere."""
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(kept, "wb")


def _end_with_parent() -> None:
    """End at once when the parent has: it says nothing more, so that its pipe can only close."""
    os.read(0, 1)
    os._exit(1)
