"""A file that a visitor's browser receives while a run makes it: it is never whole in the server's memory.

The browser fetches `/stream/TOKEN` once, as soon as the run has its turn, and joins the records that come. A slow
browser slows the run down, so that at most `QUEUED` records wait. A record is the place of its bytes in the file (u64,
little-endian), their number (u32) and the bytes. A record without bytes says that the file is complete, and its place
is the size of the file; or, with the place `WAIT`, that the run is still at work. So an answer that was cut off is
never taken for a whole file. A record whose place is `BESIDE` or more is no part of the file: it holds one tile of the
picture, which the page shows when the file is complete.
"""

import asyncio
import secrets
import struct
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Hashable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Send
from streamlit import config

import sr_core as sr

from .work import Stop, Told

RECORD_BYTES = 1 << 18
"""Bytes that are collected for one record, which may hold nearly twice as many."""
QUEUED = 16
"""Most records that wait for the browser: 4 to 8 MB."""
FETCH_SECONDS = 30.0
"""Seconds in which the browser has to fetch a file whose first bytes are made."""
STALL_SECONDS = 120.0
"""Seconds after which a browser that takes nothing is given up."""
WAIT_SECONDS = 10.0
"""Seconds without bytes after which the browser, and any proxy before it, is told that the run is still at work."""
WAIT = 2**64 - 1
BESIDE = 2**63
"""What is added to the key of a tile: picture (8 bits), level (7 bits), row (24 bits), column (24 bits)."""
_LOOK_SECONDS = 0.2
_HEADER = struct.Struct("<QI")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Encoding": "identity",  # else Streamlit's server would compress it
    "X-Accel-Buffering": "no",  # else nginx would collect it
}
_open: dict[str, "Stream"] = {}
"""Streams of all runs in progress that no browser has fetched yet, by their tokens."""
_stream = st.components.v2.component(
    "honest_pixels_stream",
    html='<p class="said" role="status" hidden></p><a hidden></a>',
    css=""".said, a { margin: 0; overflow-wrap: anywhere; font-family: var(--st-font); color: var(--st-text-color) }
    .said[hidden], a[hidden] { display: none }
    .said { font-size: 0.9rem }
    a { display: block; margin-top: 0.5rem; padding: 0.45rem 0.75rem; text-align: center; text-decoration: none;
      border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
      background: var(--st-background-color) }
    a:hover { border-color: var(--st-primary-color); color: var(--st-primary-color) }
    a:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px }""",
    js=(Path(__file__).parent / "stream.js").read_text(encoding="utf-8"),
)


class Stream:
    """A file on its way from the thread of a run to one browser; the run writes it as a sink of `sr_core`."""

    def __init__(self, what: Hashable, name: str, mime: str) -> None:
        """Begin an empty file.

        Args:
            what: value that is equal for files of the same picture with the same settings.
            name: name under which the browser saves the file.
            mime: kind of the file for the browser.
        """
        self.what, self.name, self.mime = what, name, mime
        self.token = secrets.token_urlsafe(32)
        """256 random bits, which only the browser of this session is told."""
        self.was_opened = False
        """True from the moment when the browser may fetch the file."""
        self._size, self._unsent = 0, bytearray()
        self._told: Told | None = None
        self._fetched = threading.Event()
        self._is_over = False
        self.left = False
        """True when the answer to the browser has ended."""
        self._loop: asyncio.AbstractEventLoop
        self._queue: asyncio.Queue[bytes | None]

    @contextmanager
    def sent(self, told: Told) -> Iterator[None]:
        """Let the browser fetch the file while it is written in this block, which ends when the browser has it.

        Where the block is left by an error, the answer is cut off and the browser saves nothing.

        Raises:
            Stop: if the browser does not come, or leaves; if the run was stopped, or its session is gone.
        """
        self._told = told
        _open[self.token] = self
        self.was_opened = True
        try:
            yield
            self._flush()
            self._put(_HEADER.pack(self._size, 0))
            self._wait(self._queue.join())
        finally:
            _open.pop(self.token, None)
            self._is_over = True
            if self._fetched.is_set():
                self._loop.call_soon_threadsafe(self._cut)

    def write(self, data: bytes) -> None:
        """Append bytes to the file; wait while the browser is behind.

        Raises:
            Stop: as `sent`.
        """
        for start in range(0, len(data), RECORD_BYTES):
            self._unsent += data[start : start + RECORD_BYTES]
            if len(self._unsent) >= RECORD_BYTES:
                self._flush()

    def put_beside(self, picture: int, tile: sr.PyramidTile) -> None:
        """Send a tile, which the browser keeps beside the file.

        Args:
            picture: 0 for the picture in the file, 1 for the one that it is compared with.
            tile: the tile.

        Raises:
            Stop: as `sent`.
        """
        self._flush()
        key = picture << 55 | tile.level << 48 | tile.row << 24 | tile.column
        self._put(_HEADER.pack(BESIDE + key, len(tile.png)) + tile.png)

    def rewrite(self, offset: int, data: bytes) -> None:
        """Replace bytes that were written before.

        Args:
            offset: place of the first one in the file.
            data: the new bytes.

        Raises:
            ValueError: if a byte was not written before.
            Stop: as `sent`.
        """
        self._flush()
        if not 0 <= offset <= self._size - len(data):
            raise ValueError(f"expected bytes within the {self._size} written, found {len(data)} at {offset}")
        for start in range(0, len(data), RECORD_BYTES):
            part = data[start : start + RECORD_BYTES]
            self._put(_HEADER.pack(offset + start, len(part)) + part)

    def _flush(self) -> None:
        if self._unsent:
            self._put(_HEADER.pack(self._size, len(self._unsent)) + self._unsent)
            self._size += len(self._unsent)
            self._unsent.clear()

    def _put(self, record: bytes) -> None:
        deadline = time.monotonic() + FETCH_SECONDS
        while not self._fetched.wait(_LOOK_SECONDS):
            self._check()
            if time.monotonic() > deadline:
                raise Stop("The browser did not fetch the file. Start it again")
        self._wait(self._queue.put(record))

    def _wait(self, action: Coroutine[Any, Any, None]) -> None:
        """Do something in the server's event loop; let other runs work while the browser is behind."""
        assert self._told is not None
        waiting = asyncio.run_coroutine_threadsafe(action, self._loop)
        try:
            while not futures.wait([waiting], _LOOK_SECONDS).done:
                self._check()
                self._told.let_others()
            self._check()
        finally:
            waiting.cancel()

    def _check(self) -> None:
        assert self._told is not None
        self._told.check()
        if self.left:
            raise Stop("The connection to your browser ended before the file was complete. Start it again")

    def _cut(self) -> None:
        """Let the answer end after the record that it sends now; called in the event loop."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def records(self) -> AsyncIterator[bytes]:
        """Yield the answer to the browser."""
        self._loop, self._queue = asyncio.get_running_loop(), asyncio.Queue(QUEUED)
        self._fetched.set()
        yield _HEADER.pack(WAIT, 0)
        while not self._is_over:
            try:
                async with asyncio.timeout(WAIT_SECONDS):
                    record = await self._queue.get()
            except TimeoutError:
                yield _HEADER.pack(WAIT, 0)
                continue
            if record is None:
                return
            yield record
            self._queue.task_done()


class _Answer(StreamingResponse):
    """Answer with a stream; a browser that takes nothing is given up."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream.records(), headers=_HEADERS, media_type="application/octet-stream")
        self._stream = stream

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(STALL_SECONDS):
                await send(message)

        try:
            await super().stream_response(send_in_time)
        except TimeoutError:
            pass  # the connection is closed, since the answer has no end
        finally:
            self._stream.left = True


async def _answer(request: Request) -> Response:
    stream = _open.pop(request.path_params["token"], None)
    return Response(status_code=404) if stream is None else _Answer(stream)


def stream_route() -> Route:
    """Return the route under which the browser fetches streams, beside those of Streamlit."""
    base = config.get_option("server.baseUrlPath").strip("/")
    return Route(f"/{base}/stream/{{token}}" if base else "/stream/{token}", _answer)


@dataclass(slots=True)
class Streams:
    """Streams that a page shows; they are dropped when the page is left."""

    shown: dict[str, Stream] = field(default_factory=dict)
    """Key of the place where a stream is shown -> the stream."""


def show_stream(key: str, stream: Stream) -> None:
    """Let the browser fetch a stream that was opened, save the file when it is complete, and offer to save it again."""
    _stream(key=key, data={"token": stream.token, "name": stream.name, "mime": stream.mime})
