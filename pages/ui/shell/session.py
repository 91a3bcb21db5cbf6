"""What the server holds of a visitor, and how it goes: at once when asked, soon after when the tab is closed.

Left to itself, Streamlit 1.67 spools an upload above 1 MB to a temporary file, keeps the files of a field that was
emptied by a new key, and frees a closed session only when some other session closes. Its managers have no public
interface for this; the private names used here are those of the pinned version, and `tests/pages/test_session.py`
notices when they change.
"""

import threading
import time
from functools import cache

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime import exists as server_runs
from streamlit.runtime import get_instance as server
from streamlit.runtime.caching import cache_data_api
from streamlit.runtime.scriptrunner import get_script_run_ctx

import sr_core as sr

from .kept_answers import keep_answers
from .memory import give_back, share_heaps
from .state import clear
from .work import stop

KEPT_SECONDS = 60.0
"""How long a session outlives its connection, so that a visitor whose network fails for a moment loses nothing."""
_SWEEP_SECONDS = 5.0


def forget() -> None:
    """Free all this session brought and made: uploads, pictures, results, downloads. Widgets keep their settings."""
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
    st.toast("Your images are gone from this server.")


def show_forget() -> None:
    """Offer to forget; part of every page."""
    st.button(
        "Forget my images",
        key="frame_forget",
        type="tertiary",
        on_click=forget,
        help="Uploads, results and downloads of this session leave the server's memory now. "
        f"Closing the tab does the same within about {KEPT_SECONDS + _SWEEP_SECONDS:.0f} s.",
    )


def guard() -> None:
    """Keep uploads in memory, answers in the queue and closed sessions short; called by every page, works once."""
    keep_answers()
    # Nothing larger reaches the parser: Streamlit refuses it first.
    MultiPartParser.spool_max_size = (config.get_option("server.maxUploadSize") + 1) * 2**20
    if server_runs() and type(running := server()) is Runtime:  # AppTest has another one
        _watch(running)


@cache
def _watch(running: Runtime) -> None:
    loop = running._get_async_objs().eventloop
    closed_since: dict[str, float] = {}

    def sweep() -> None:
        if close_left_sessions(running, closed_since, time.monotonic()):
            threading.Thread(target=give_back, daemon=True).start()
        loop.call_later(_SWEEP_SECONDS, sweep)

    share_heaps()
    loop.call_soon_threadsafe(sweep)


def close_left_sessions(running: Runtime, closed_since: dict[str, float], now: float) -> int:
    """Close the sessions whose connection has been gone for `KEPT_SECONDS`; return how many. Event loop thread only.

    Args:
        running: the server.
        closed_since: session id -> when it was first seen without a connection; kept between calls.
        now: time.monotonic().
    """
    manager = running._session_mgr
    left = {info.session.id for info in manager.list_sessions() if not manager.is_active_session(info.session.id)}
    for known in set(closed_since) - left:
        del closed_since[known]
    for session in left:
        closed_since.setdefault(session, now)
    over = [session for session in left if now - closed_since[session] >= KEPT_SECONDS]
    for session in over:
        running.close_session(session)
    if over:
        _remove_downloads()
        sr.release_nets()
    return len(over)


def _remove_downloads() -> None:
    for _ in range(2):  # a download nobody refers to is marked the first time and removed the second
        server().media_file_mgr.remove_orphaned_files()
