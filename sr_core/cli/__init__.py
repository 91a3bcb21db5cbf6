"""The command line: models, upscale, verify, attribute, benchmark, calibrate, phantoms, guard, fingerprint, digits,
train, tune, campaign, students, graph, edges and export.

Errors are one line on stderr and exit code 2; --json prints one JSON document on stdout and nothing else. A
verification that finds a difference ends with exit code 1.
"""

import argparse
import io
import os
import signal
import sys
from typing import NoReturn

from ..checkpoints.store import check_environment
from ..errors import SRError
from . import (
    attribute,
    benchmark,
    calibrate,
    checkpoint,
    digits,
    guard,
    models,
    phantoms,
    training,
    upscale,
    verify,
)
from .verb import say


class _Terminated(KeyboardInterrupt):
    """SIGTERM: another program, or the system, asks to end."""


def _terminate(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # asked twice, it ends at once
    raise _Terminated


def main(argv: list[str] | None = None) -> int:
    """Run one verb; return the exit code."""
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        return _run(argv)
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(argv: list[str] | None) -> int:
    arguments = parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # the name of a file need not be valid text
    try:
        check_environment()
        code: int = arguments.run(arguments) or 0
        if sys.stdout is not None:  # it is None where the shell closed it
            sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone, as `| head` does
        _give_up_stdout()
        return 141
    except SRError as error:
        say(" ".join(str(error).split()))
        return 2
    except OSError as error:  # for files written on the way: the disc is full, or the folder read-only
        _give_up_stdout()
        say(f"{error.filename or 'what is printed'}: cannot be read or written ({error.strerror})")
        return 2
    except _Terminated:
        say("stopped: told to end (SIGTERM)")
        return 143
    except KeyboardInterrupt:
        say("stopped")
        return 130
    return code


def _give_up_stdout() -> None:
    """Discard the rest of stdout if it cannot be written, so that it does not fail again when Python ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Parser of arguments whose errors are one line, too."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see --help\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    found = _Parser(prog="python -m sr_core", description="Super-resolution on the command line.")
    verbs = found.add_subparsers(required=True, metavar="VERB")
    groups = (
        models,
        upscale,
        verify,
        attribute,
        benchmark,
        calibrate,
        phantoms,
        guard,
        digits,
        training,
        checkpoint,
    )
    for group in groups:
        group.add(verbs)
    return found
