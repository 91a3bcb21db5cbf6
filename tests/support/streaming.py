"""The server's side of a stream without the pages: Streamlit's middleware and the route, and a reader of records."""

import asyncio
import http.client
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from streamlit.web.server.starlette.starlette_app import create_streamlit_middleware

from pages.ui.shell.stream import BESIDE, Stream, stream_route

from .server import free_port

WAIT = 2**64 - 1


@contextmanager
def stream_server() -> Iterator[int]:
    """Serve the route on a port of the loopback."""
    app = Starlette(routes=[stream_route()], middleware=create_streamlit_middleware())
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield port
    server.should_exit = True
    thread.join()


def fetch(port: int, stream: Stream) -> http.client.HTTPResponse:
    """Ask for a stream, as soon as it may be asked for."""
    while not stream.was_opened:
        time.sleep(0.01)
    return ask(port, stream.token)


def ask(port: int, token: str) -> http.client.HTTPResponse:
    """Ask for a token as a browser does, which offers to take a compressed answer. Close or read what is returned."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", f"/stream/{token}", headers={"Accept-Encoding": "gzip, br", "Connection": "close"})
    return connection.getresponse()


def status(port: int, token: str) -> int:
    """Ask for a token; return the status."""
    with ask(port, token) as answer:
        return answer.status


def joined(body: bytes) -> tuple[bytes, bool]:
    """Join the records of a body; return the file and whether the body says that it is complete."""
    file, at = bytearray(), 0
    while at < len(body):
        place, length = struct.unpack_from("<QI", body, at)
        at += 12
        if not length and place != WAIT:
            return bytes(file), place == len(file) and at == len(body)
        if length and place < BESIDE:
            file[place : place + length] = body[at : at + length]
        at += length
    return bytes(file), False


class Browser(dict[str, Stream]):
    """Stands in for the table of streams that wait for a browser (`stream._open`), and takes each one at once."""

    def __init__(self) -> None:
        super().__init__()
        self._bodies: dict[str, bytes] = {}
        self._threads: list[threading.Thread] = []

    def __setitem__(self, token: str, stream: Stream) -> None:
        self._threads.append(threading.Thread(target=asyncio.run, args=(self._take(stream),)))
        self._threads[-1].start()

    async def _take(self, stream: Stream) -> None:
        self._bodies[stream.name] = b"".join([record async for record in stream.records()])

    def file(self, name: str) -> bytes:
        """Return a file that has come."""
        for thread in self._threads:
            thread.join(60)
        file, complete = joined(self._bodies[name])
        assert complete
        return file
