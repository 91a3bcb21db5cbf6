"""Privacy of a session: what the server holds of a visitor and when it is removed, and logs that name no visitor.

A visitor's data are removed at once when asked, and soon after the tab is closed. Until then, the same tab can take
them over after a reload.

By default, Streamlit 1.67 writes an upload above 1 MB to a temporary file, keeps the files of a field that was
emptied by a new key, and frees a closed session only when another session closes. Its managers have no public
interface for this; the private names used here are those of the pinned version, and `tests/pages/test_session.py`
notices when they change.
"""

import asyncio
import logging
import secrets
import threading
import time
import traceback
import warnings
from functools import cache
from typing import Any, TextIO

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime import exists as server_runs
from streamlit.runtime import get_instance as server
from streamlit.runtime.caching import cache_data_api
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import get_script_run_ctx

import sr_core as sr

from .gate import give_back, share_heaps
from .state import Kept, Shell, clear, kept_in, settings_in, take_over
from .work import stop

KEPT_SECONDS = 60.0
"""Seconds for which a session outlives its connection: a short failure of the network or a reload loses nothing."""
_SWEEP_SECONDS = 5.0
LEFT_BYTES = 512 * 2**20
"""Bytes of files and pictures above which left sessions are closed before their time, except the one left last."""


def forget() -> None:
    """Free the uploads, pictures, results and downloads of this session. Widgets keep their settings."""
    context = get_script_run_ctx()
    assert context is not None
    stop()
    clear()
    context.uploaded_file_mgr.remove_session_files(context.session_id)
    cache_data_api.clear_session_cache(context.session_id)
    sr.release_nets()
    if server_runs():
        server().media_file_mgr.clear_session_refs(context.session_id)
        _remove_downloads()
    threading.Thread(target=give_back, daemon=True).start()
    st.toast("Your images were removed from this server.")


def show_forget() -> None:
    """Show the button that forgets; it is part of every page."""
    st.button(
        "Forget my images",
        key="frame_forget",
        type="tertiary",
        on_click=forget,
        help="Removes the uploads, results and downloads of this session from the server's memory now. "
        f"Closing the tab does the same within about {KEPT_SECONDS + _SWEEP_SECONDS:.0f} s.",
    )


def guard() -> None:
    """Keep uploads in memory and answers in the queue, and close left sessions; calls after the first do nothing."""
    keep_answers()
    # No larger upload reaches the parser, since Streamlit refuses it first.
    MultiPartParser.spool_max_size = (config.get_option("server.maxUploadSize") + 1) * 2**20
    if server_runs() and type(running := server()) is Runtime:  # AppTest has another one
        _watch(running)


@cache
def _watch(running: Runtime) -> None:
    loop = running._get_async_objs().eventloop
    closed_since: dict[str, float] = {}

    def sweep() -> None:
        loop.call_later(_SWEEP_SECONDS, sweep)
        if close_left_sessions(running, closed_since, time.monotonic()):
            threading.Thread(target=give_back, daemon=True).start()

    share_heaps()
    loop.call_soon_threadsafe(sweep)


def close_left_sessions(running: Runtime, closed_since: dict[str, float], now: float) -> int:
    """Close the sessions that have had no connection for `KEPT_SECONDS`; return how many. Call in the event loop only.

    Those that were left first are closed earlier where the others hold more than `LEFT_BYTES`.

    Args:
        running: the server.
        closed_since: session id -> time when it was first seen without a connection; kept between calls.
        now: present time, from time.monotonic().
    """
    manager = running._session_mgr
    left = {info.session.id: info.session for info in manager.list_sessions()}
    left = {id: session for id, session in left.items() if not manager.is_active_session(id)}
    for known in set(closed_since) - set(left):
        del closed_since[known]
    for session in left:
        closed_since.setdefault(session, now)
    over, held = [], 0
    for session in sorted(left, key=closed_since.__getitem__, reverse=True):
        if now - closed_since[session] >= KEPT_SECONDS or held > LEFT_BYTES:
            over.append(session)
        elif (home := kept_in(left[session])) is not None:
            held += home.size()
    for session in over:
        running.close_session(session)
    if over:
        _remove_downloads()
        sr.release_nets()
    return len(over)


def resume(token: str) -> None:
    """Take over what this browser tab's session from before a reload still holds; nothing where there is none.

    A reload gives the tab another session of Streamlit, while the former one waits for `KEPT_SECONDS` in vain.
    """
    context = get_script_run_ctx()
    if context is None or not server_runs() or type(running := server()) is not Runtime:  # AppTest has another one
        return

    async def take() -> tuple[Kept, dict[str, Any]] | None:
        return take_left_session(running, token, context.user_info)

    # Sessions are looked for and closed in the event loop only, so no two sessions can take over the same one.
    found = asyncio.run_coroutine_threadsafe(take(), running._get_async_objs().eventloop).result()
    if found is not None:
        take_over(*found)


def take_left_session(running: Runtime, token: str, user: Any) -> tuple[Kept, dict[str, Any]] | None:
    """Close the session of a token and return what it kept and its settings; None where it must not be taken over.

    It must have no connection, since the tab that has one is another one, such as the original of a copied tab, and it
    must belong to the same user. Call in the event loop only.

    Args:
        running: the server.
        token: `Shell.token` of the session.
        user: who asks, as Streamlit knows them from signing in.
    """
    manager = running._session_mgr
    for session in [info.session for info in manager.list_sessions()]:
        home = kept_in(session)
        if home is None or not secrets.compare_digest(home.of(Shell).token.encode(), token.encode()):
            continue
        if manager.is_active_session(session.id) or not session.matches_user_info(user):
            return None
        settings = settings_in(session)
        running.close_session(session.id)
        return home, settings
    return None


def _remove_downloads() -> None:
    for _ in range(2):  # a download nobody refers to is marked the first time and removed the second
        server().media_file_mgr.remove_orphaned_files()


SAFE_LOGGERS = ("streamlit", "uvicorn", "asyncio", "websockets", "pages", "warnings", "sr_core.worker")
"""Loggers whose messages hold nothing of a file, as those below them; of all others only logger and level are kept."""


def quiet_log() -> None:
    """Remove names and values from every log record and warning of this process from now on."""
    make = logging.getLogRecordFactory()
    if getattr(make, "__module__", "") == __name__:
        return

    def factory(*args: object, **fields: object) -> logging.LogRecord:
        return _redacted(make(*args, **fields))

    logging.setLogRecordFactory(factory)
    warnings.showwarning = _show_warning


def _redacted(record: logging.LogRecord) -> logging.LogRecord:
    if not any(record.name == name or record.name.startswith(f"{name}.") for name in SAFE_LOGGERS):
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
    """Return the tracebacks and the types of an exception and its causes, without their messages."""
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


ANSWERS = frozenset({"file_urls_response", "backend_operation_response"})
"""Kinds of messages that answer a request of the browser and belong to no run."""

_clear_queue = ForwardMsgQueue.clear


def keep_answers() -> None:
    """Let the queues of all sessions keep their answers; calling it again changes nothing.

    A click starts a run of the page, and Streamlit 1.67 then empties the queue of what it has not sent yet, so that
    nothing of the earlier run reaches the browser. The queue also holds answers the browser waits for: where to send
    the file that was just chosen, where to fetch the download that was just clicked. Without its answer the browser
    waits for ever, and the visitor's file is lost without a message.
    """
    ForwardMsgQueue.clear = _clear_all_but_answers  # type: ignore[assignment, method-assign]


def _clear_all_but_answers(queue: Any, retain_lifecycle_msgs: bool = False, *args: Any, **kwargs: Any) -> None:
    waiting = [message for message in queue._queue if message.WhichOneof("type") in ANSWERS]
    _clear_queue(queue, retain_lifecycle_msgs, *args, **kwargs)
    if retain_lifecycle_msgs:  # else the queue was emptied because all of it was sent
        queue._queue.extend(message for message in waiting if message not in queue._queue)
