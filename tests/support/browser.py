"""A page in Chromium, what it and its server tell each other, and what every test of a page does with it."""

import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Request, WebSocket

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = (1280, 900)
"""Width and height of a window, in CSS pixels, where a test asks for no other."""
BLANK = "about:blank"
"""Address of an empty page."""
PATIENCE_S = 180.0
"""Seconds before a wait is a failure: a loaded machine is slow, not broken."""
QUIET_S = 0.1
"""Seconds in which a click has sent what it has to send."""
LARGEST_SIGNAL = 65_536
"""Bytes. What begins and what ends a run is smaller; a larger message is a picture on its way, and is not read."""


class Talk:
    """What a page and its server tell each other: whether a run is asked for, goes on, or is over."""

    def __init__(self, page: "Page") -> None:
        self.hosts: set[str] = set()
        """Hosts that the page asked for anything."""
        self.heard = time.monotonic()
        """Time of the last word."""
        self._opening = True
        self._asked = self._running = False
        self._socket: WebSocket | None = None
        self._loading: set[Request] = set()
        page.on("websocket", self._open)
        page.on("request", self._request)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)

    def __repr__(self) -> str:
        urls = [request.url for request in self._loading]
        return f"opening {self._opening}, asked {self._asked}, running {self._running}, loading {urls}"

    @property
    def busy(self) -> bool:
        """True while an answer is due."""
        return bool(self._opening or self._asked or self._running or self._loading)

    def expect(self) -> None:
        """Take it that the page is opened anew, and will ask for its first run."""
        self._opening = True

    def _request(self, request: "Request") -> None:
        # A blob is made by the page itself and names its host.
        self.hosts.add(urlsplit(request.url.removeprefix("blob:")).netloc)
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self._loading.clear()  # what the page before asked for is of no interest any more
        elif request.resource_type not in ("document", "websocket", "eventsource", "media", "other"):
            self.heard = time.monotonic()
            self._loading.add(request)

    def _answered(self, request: "Request") -> None:
        self._loading.discard(request)

    def _open(self, socket: "WebSocket") -> None:
        if "/_stcore/stream" in socket.url:
            self._socket = socket
            self._asked, self._opening, self._running = self._opening, False, False
            socket.on("framesent", lambda frame: self._sent(socket, frame))
            socket.on("framereceived", lambda frame: self._received(socket, frame))
            socket.on("close", self._closed)

    def _closed(self, socket: "WebSocket") -> None:
        if socket is self._socket:
            self._asked = self._running = False

    def _sent(self, socket: "WebSocket", frame: bytes | str) -> None:
        kind = BackMsg.FromString(frame).WhichOneof("type") if isinstance(frame, bytes) else None
        # A file is uploaded between the request for its address and the request for the run that reads it.
        if socket is self._socket and kind in ("rerun_script", "file_urls_request"):
            self._asked, self.heard = True, time.monotonic()

    def _received(self, socket: "WebSocket", frame: bytes | str) -> None:
        if socket is not self._socket:
            return
        self.heard = time.monotonic()
        if len(frame) > LARGEST_SIGNAL or isinstance(frame, str):
            return
        message = ForwardMsg.FromString(frame)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._asked, self._running = False, True
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._running = False


def new_page(browser: "Browser", **options: object) -> "Page":
    """Return a page of a visitor of its own.

    `page.talk` is what it and its server tell each other, `page.look` its address and look as far as they are known.
    """
    width, height = DESK
    # Without the animations that a visitor can ask a browser to leave out, which cost more than the pages themselves.
    still = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"}
    context = browser.new_context(**(still | options))
    context.set_default_timeout(1000 * PATIENCE_S)
    page = context.new_page()
    page.talk, page.look = Talk(page), None
    return page


def open_address(page: "Page", url: str) -> None:
    """Open an address of the app, and wait until the page is at rest."""
    page.talk.expect()
    page.goto(url)
    rest(page)


def reload(page: "Page") -> None:
    """Reload the tab, as F5 does, and wait until the page is at rest."""
    page.talk.expect()
    page.reload()
    rest(page)


def leave_address(page: "Page") -> None:
    """Leave the app with nothing of the visit kept in the browser, and show a blank page."""
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.context.clear_cookies()
    page.mouse.move(0, 0)
    page.goto(BLANK)
    page.talk.hosts.clear()


def rest(page: "Page") -> None:
    """Wait until no run is asked for or goes on, all that was asked for has come, and it is painted.

    On a loaded machine a page may still draw what has come when nothing is under way any more, and ask for the next run
    then: it is at rest once it was idle and has asked for nothing meanwhile.
    """
    begun, heard = time.monotonic(), -1.0
    while page.talk.busy or page.talk.heard != heard:
        quiet_since = time.monotonic()
        while time.monotonic() < quiet_since + QUIET_S:
            page.wait_for_timeout(100 if page.talk.busy else 20)  # to look costs work too
            if page.talk.busy:
                quiet_since = time.monotonic()
            quiet_since, heard = max(quiet_since, page.talk.heard), page.talk.heard
            assert time.monotonic() < begun + PATIENCE_S, f"the page does not come to rest: {page.talk}"
        page.locator("[data-test-script-state=notRunning]").wait_for()
        page.evaluate("() => new Promise((done) => requestIdleCallback(done, { timeout: 1000 }))")
        settle(page)


def settle(page: "Page") -> None:
    """Wait until the frame that paints the last change is over."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def bring(page: "Page", name: str, data: bytes) -> None:
    """Choose a file in the first upload field, and wait until the page has taken it."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("input[type=file]").first.set_input_files(file)
    rest(page)


def click(page: "Page", target: "Locator") -> None:
    """Click, and wait until what that brings has come; a click that falls into a run is lost, so wait before it too."""
    rest(page)
    target.click()
    rest(page)


def pick(page: "Page", label: str, option: object) -> None:
    """Choose the first option of a select box whose text is, or matches, `option`."""
    box = page.get_by_role("combobox", name=label)
    box.scroll_into_view_if_needed()
    rest(page)  # the list closes if the page scrolls under it, or a run ends
    box.click()
    page.get_by_role("option", name=option).first.click()
    rest(page)


def download(page: "Page", label: str, *, exact: bool = False) -> tuple[str, bytes]:
    """Press a download button; return name and content of the file."""
    rest(page)  # a run replaces the button, and a click on the old one is lost
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=exact).first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def faults(page: "Page", within: str | None = None) -> list[str]:
    """Return what axe finds wrong and what is too wide: in light colours on a desk, then in dark ones on a phone.

    One visit shows both, since Streamlit follows the window and the browser's colours; the page stays dark and narrow.
    """
    found: list[str] = []
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.set_viewport_size({"width": width, "height": DESK[1]})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "scheme => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === scheme",
            arg=scheme,
        )
        found += [f"{scheme}, {width} pixels: {fault}" for fault in audit(page, within)]
        taken = page.evaluate(
            "Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map((element) => element.scrollWidth))"
        )
        if taken > width:
            found.append(f"the page is {taken} pixels wide in a window of {width}")
    page.look = None
    return found


def audit(page: "Page", within: str | None = None) -> list[str]:
    """Return what axe finds wrong on the page at rest, its toasts put away, or in a part of it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    rest(page)
    if within:
        found = axe.run(page, context=within)
    else:
        page.mouse.move(0, 0)
        toasts = page.get_by_test_id("stToast")
        while toasts.count():
            # A click waits for its element, and a toast may go by itself meanwhile.
            toasts.get_by_role("button", name="Close").evaluate_all("(buttons) => buttons.forEach((b) => b.click())")
            settle(page)
        # The rule left out is broken by Streamlit's own upload field (a labelled section with role presentation).
        rules = {"presentation-role-conflict": {"enabled": False}}
        found = axe.run(page, options={"rules": rules, "resultTypes": ["violations"]})  # what passes is half a megabyte
    return [f"{v['id']}: {node['html'][:160]}" for v in found.response["violations"] for node in v["nodes"]]
