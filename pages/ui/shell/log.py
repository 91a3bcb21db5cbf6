"""Logs without the visitors: what a library or an exception says may quote a file name, a patient's field, a value."""

import logging
import traceback
import warnings
from typing import TextIO

OURS = ("streamlit", "uvicorn", "asyncio", "websockets", "pages", "warnings")
"""Loggers whose messages hold nothing of a file; of all others only the name and the level are kept."""


def quiet_log() -> None:
    """Take names and values out of every log record and warning of this process, until both are put back."""
    make = logging.getLogRecordFactory()
    if getattr(make, "__module__", "") == __name__:
        return

    def factory(*args: object, **fields: object) -> logging.LogRecord:
        return _redacted(make(*args, **fields))

    logging.setLogRecordFactory(factory)
    warnings.showwarning = _show_warning


def _redacted(record: logging.LogRecord) -> logging.LogRecord:
    if record.name.partition(".")[0] not in OURS:
        record.msg, record.args = "%s: not logged, it may quote a file", (record.name,)
    elif isinstance(record.msg, BaseException):
        record.msg, record.args = type(record.msg).__qualname__, ()
    elif isinstance(record.args, tuple):
        record.args = tuple(type(a).__qualname__ if isinstance(a, BaseException) else a for a in record.args)
    if record.exc_info and record.exc_info[1] is not None:
        # A formatter takes exc_text as it is; exc_info would add the exception's message.
        record.exc_text, record.exc_info = frames(record.exc_info[1]), None
    return record


def frames(error: BaseException) -> str:
    """Return where an exception and its causes came from and their types, without their messages."""
    parts = []
    while error is not None:
        parts += [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}\n"]
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return "".join(parts)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    logging.getLogger("warnings").warning("%s at %s:%d", category.__name__, filename, lineno)
