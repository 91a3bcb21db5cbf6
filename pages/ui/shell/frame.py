"""The heading and the footer of every page, and what is checked before a page shows anything."""

import html
import time
from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitPageNotFoundError

import sr_core as sr

from .address import read_address, show_unknown
from .session import guard, quiet_log, show_forget
from .state import Shell, browser_was_here, kept
from .stream import Streams
from .tab import know_tab
from .text import plain
from .uploads import arrive
from .work import Running, leave

BRAND = "Honest Pixels"
PROMISE = (
    "Trained networks make your picture larger. Each result is shown beside plain bicubic, at its real pixels. "
    "You get a number only where one can be measured."
)
PAGES = {
    "Enlarge": "home.py",
    "Models": "pages/1_Models.py",
    "Compare": "pages/5_Compare.py",
    "Benchmark": "pages/2_Benchmark.py",
    "Thermal": "pages/3_Thermal.py",
    "X-ray": "pages/4_X-ray.py",
    "Lesson": "pages/6_Lesson.py",
}
"""Navigation: name -> script. Streamlit's own list of pages is switched off in .streamlit/config.toml."""

# Streamlit writes white on primary buttons and on chosen names in both themes; on the dark theme's light teal that is
# 2.3:1.
# The current page is text, not a link, in the links' size; 24 px is the least that a finger needs (WCAG 2.5.8).
# The progress of a run stays in sight for a visitor who has scrolled down to its button (`RunView`).
# Text of plots is the text's colour in both themes, where Streamlit's is pale; that in coloured cells stays dark.
# On a phone the names of points would lie on each other; there a tap on a point tells its name (`show_scatter`).
# A toast covers no button: it is in the empty strip above the page, and on a phone at the foot.
_STYLE = """<style>
button[kind="primary"]:enabled, button[kind="primary"]:enabled p { color: light-dark(#ffffff, #0a1216) !important }
[data-testid="stMultiSelectTagsContainer"] [data-tag] :is(span, button) {
  color: light-dark(#ffffff, #0a1216) !important }
button[kind="primary"]:enabled:hover { filter: brightness(1.1) }
[class*="st-key-frame_address"], .st-key-frame_tab { display: none }
.st-key-frame_navigation a { padding: 0.2rem 0.6rem; min-height: 24px }
.st-key-frame_navigation [aria-current] { display: inline-block; padding: 0.2rem 0.6rem; font-weight: 600;
  color: light-dark(#0f6674, #7cc9d5); border-bottom: 2px solid currentColor }
[data-testid="stLayoutWrapper"]:has(> .st-key-frame_run_beside) { position: sticky; top: 3.5rem; z-index: 9;
  padding-bottom: 0.5rem; background: light-dark(#fbfcfc, #10171a) }
[data-testid="stPlotlyChart"] svg text:not(.heatmap-label, .heatmap-label *) {
  fill: light-dark(#0a1216, #e4ecee) !important }
[data-testid="stToastContainer"] { inset: 0.3rem auto auto 50%; transform: translateX(-50%) }
@media (min-width: 641px) { .st-key-frame_run_below { display: none } }
@media (max-width: 640px) {
  [data-testid="stPlotlyChart"] .textpoint { display: none }
  .st-key-frame_run_beside { display: none }
  [data-testid="stLayoutWrapper"]:has(> .st-key-frame_run_below) { position: fixed; inset: auto 0 0 0; z-index: 99;
    padding: 0.6rem 1rem; background: light-dark(#fbfcfc, #10171a); border-top: 1px solid light-dark(#cfd8dc, #33434a) }
  .st-key-frame_run_below img { max-height: 30svh; width: auto }
  [data-testid="stToastContainer"] { inset: auto auto 0.75rem 50% }
  [data-testid="stHeader"] { height: 2.75rem; min-height: 2.75rem; width: auto; left: auto; background: none;
    pointer-events: none }
  [data-testid="stHeader"] button { pointer-events: auto }
  [data-testid="stToolbar"] { padding: 0 }
  [data-testid="stStatusWidget"] { display: none }
  [data-testid="stMainBlockContainer"] { padding-top: 0.4rem }
  .st-key-frame_header { row-gap: 0 }
  .st-key-frame_header h1 { font-size: 1.15rem; padding: 0; white-space: nowrap }
  .st-key-frame_header > :nth-child(2) { flex: 1 1 0; min-width: 0; margin-right: 1.8rem }
  .st-key-frame_header > :nth-child(3) { flex: 1 0 100% }
  .st-key-frame_navigation { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none }
  .st-key-frame_navigation > * { flex: none }
  .st-key-frame_navigation > :has([aria-current]) { order: -1 }
  .st-key-frame_promise { display: none }
}
</style>"""
_ASK_FIRST = """<style>@media (max-width: 640px) {
  [data-testid="stColumn"]:has(.st-key-frame_panel) { order: -1 }
}</style>"""
_connection = st.components.v2.component(
    "honest_pixels_connection",
    html='<p class="connection" role="status" hidden></p>',
    css=""".connection { position: fixed; inset: auto 0 0 0; z-index: 1000; margin: 0; padding: 0.6rem 1rem;
      background: var(--st-text-color); color: var(--st-background-color); font-family: var(--st-font);
      text-align: center }
    .connection[hidden] { display: none }""",
    js=(Path(__file__).parent / "connection.js").read_text(encoding="utf-8"),
)


def page_frame(title: str, promise: str = PROMISE) -> DeltaGenerator:
    """Set the page up, write heading and footer, and return the container between them to write into.

    The footer is written first, so that it stands while a run is in progress and when a page stops early.

    Args:
        title: title of the browser's tab; a key of `PAGES` is marked in the navigation, any other title marks Enlarge.
        promise: text under the heading that says what the page is for.
    """
    quiet_log()
    guard()
    lost = browser_was_here()  # must be asked before this run has widgets of its own
    st.set_page_config(page_title=f"{title} · {BRAND}", page_icon="🔎", layout="wide")
    st.html(_STYLE)
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        gap="xsmall",
        key="frame_header",
    ):
        st.title(BRAND, anchor=False, width="content")
        _navigation(title if title in PAGES else "Enlarge")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            show_forget()
            st.caption("Not for diagnostic use", width="content")
    with st.container(key="frame_promise"):
        st.markdown(promise)
    _arrive(title, lost=lost)
    body = st.container()
    st.divider()
    st.caption(
        "**Not for diagnostic use.** A network draws detail that is likely, not detail that was seen. "
        "Pictures stay in the memory of this session: nothing is written to disk, logged or shared."
    )
    watch_connection()
    with body:
        _check_environment()
        require_sign_in()
    know_tab()
    return body


def stage() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the place of the result and, beside it, that of the panel with upload field and settings."""
    result, panel = st.columns([2, 1], gap="large")
    return result, panel.container(key="frame_panel")


def ask_first() -> None:
    """Put the panel above the result's place on a narrow screen, as long as there is no result."""
    st.html(_ASK_FIRST)


def _check_environment() -> None:
    """Say what is wrong with the server's settings, and show nothing else."""
    try:
        sr.check_environment()
    except sr.SRError as error:
        st.error(f"This server is not set up correctly. {plain(str(error))}")
        st.stop()


def _arrive(page: str, *, lost: bool) -> None:
    """Note which page is open. On a change, end the run of the page that was left, and later say so there."""
    here, runs = kept(Shell), kept(Running)
    if lost:
        here.lost, here.first_round = True, time.time_ns()
    if here.lost:
        st.warning(
            "The connection was lost for too long. The server no longer holds your file and its results. "
            "Please choose your file again."
        )
    if here.page != page:
        arrive(page)
        leave(page)
        kept(Streams).shown.clear()
        read_address(page)
        here.page = page
    show_unknown()
    if runs.stopped == page:
        runs.stopped = ""
        st.info("A run was stopped when you left this page. Start it again if you still want its result.")


def _navigation(current: str) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xxsmall", width="content", key="frame_navigation"
    ):
        for name in PAGES:
            if name == current:
                st.html(f'<span aria-current="page">{html.escape(name)}</span>', width="content")
                continue
            lead(name, name)


def lead(page: str, label: str, *, icon: str | None = None, words: Mapping[str, str] | None = None) -> None:
    """Show a link to another page; as mere text on a page that is run by itself, and has no others to go to.

    Args:
        page: key of `PAGES`.
        label: text of the link.
        icon: icon before it.
        words: words of the address that the page reads; see `address.py`.
    """
    try:
        st.page_link(PAGES[page], label=label, icon=icon, query_params=words)
    except StreamlitPageNotFoundError:
        st.caption(label, width="content")


def watch_connection() -> None:
    """Watch the connection in the browser: a line says when it is down, and a file chosen meanwhile is kept there.

    Nothing is shown while the connection is up, and the page is run again when it is back.
    """
    _connection(key="frame_connection", on_back_change=lambda: None)


def require_sign_in() -> None:
    """Stop the page here for a visitor who has not signed in, and offer to sign in; offer others to sign out.

    A sign-in by OpenID Connect is asked for only where `[auth]` stands in `.streamlit/secrets.toml`.
    """
    # Reading st.secrets where there is no file is an error.
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return
    if st.user.is_logged_in:
        st.button("Sign out", key="frame_sign_out", type="tertiary", on_click=st.logout)
        return
    st.info("This server asks for a sign-in before pictures can be opened.")
    st.button("Sign in", key="frame_sign_in", type="primary", on_click=st.login)
    st.stop()


def show_damaged() -> None:
    """Say of each damaged checkpoint why it is left out; show nothing where all are sound."""
    for found in sr.damaged_checkpoints():
        st.error(
            f"The network {plain(found.id)} is not offered, since its files are damaged. {plain(str(found.error))}."
        )
