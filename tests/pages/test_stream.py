"""A file reaches one browser while it is made, whole or not at all, and waits for a slow one."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from pages.ui.shell import stream as module
from pages.ui.shell.stream import QUEUED, RECORD_BYTES, Stream
from pages.ui.shell.work import Stop, Told

from ..support.streaming import fetch, joined, status, stream_server

MOST_AHEAD = 2 * QUEUED * RECORD_BYTES + 20 * 2**20
"""Bytes that a run may be ahead of a browser: the queue, and what the operating system takes for both sockets."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with stream_server() as port:
        yield port


class Run:
    """A run that writes a stream in a thread of its own."""

    def __init__(self, write: Callable[[Stream], None]) -> None:
        self.stream = Stream("what", "result.tif", "image/tiff")
        self.told = Told("", lambda: True)
        self.ended: BaseException | None = None
        self.others = 0
        self.told.give_way = self._count
        self._thread = threading.Thread(target=self._run, args=(write,))
        self._thread.start()

    def _count(self) -> None:
        self.others += 1

    def _run(self, write: Callable[[Stream], None]) -> None:
        try:
            with self.stream.sent(self.told):
                write(self.stream)
        except BaseException as error:
            self.ended = error

    def join(self) -> BaseException | None:
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self.ended


def endless(stream: Stream) -> None:
    for _ in range(200_000):
        stream.write(bytes(1000))
    raise AssertionError("200 MB were taken and nothing ended the run")


def test_file_arrives_as_it_was_written(port: int) -> None:
    data = Random(0).randbytes(3_000_000)

    def write(stream: Stream) -> None:
        stream.write(b"header to come")
        for start in range(0, len(data), 70_001):
            stream.write(data[start : start + 70_001])
        stream.rewrite(3, b"1234")
        stream.write(b"the end")
        stream.rewrite(1_000_000, bytes(600_000))

    run = Run(write)
    body = fetch(port, run.stream).read()
    expected = bytearray(b"hea1234to come" + data + b"the end")
    expected[1_000_000:1_600_000] = bytes(600_000)
    assert run.join() is None
    assert joined(body) == (bytes(expected), True)


def test_answer_is_neither_compressed_nor_kept(port: int) -> None:
    run = Run(lambda stream: stream.write(bytes(100_000)))
    answer = fetch(port, run.stream)
    headers = {name.lower(): value for name, value in answer.getheaders()}
    assert len(answer.read()) > 100_000
    assert (headers["content-encoding"], headers["cache-control"]) == ("identity", "no-store")
    assert headers["x-accel-buffering"] == "no"


def test_token_works_once(port: int) -> None:
    run = Run(lambda stream: stream.write(b"abc"))
    assert joined(fetch(port, run.stream).read()) == (b"abc", True)
    assert status(port, run.stream.token) == 404


def test_second_browser_gets_nothing_while_the_first_is_served(port: int) -> None:
    run = Run(endless)
    answer = fetch(port, run.stream)
    assert status(port, run.stream.token) == 404
    answer.close()
    run.join()


def test_unknown_token_finds_nothing(port: int) -> None:
    assert status(port, Stream("what", "a", "b").token) == 404


def test_token_of_a_run_that_has_ended_finds_nothing(port: int) -> None:
    def fail(stream: Stream) -> None:
        raise KeyError

    run = Run(fail)
    assert isinstance(run.join(), KeyError)
    assert status(port, run.stream.token) == 404


def test_tokens_are_long_and_differ() -> None:
    tokens = {Stream("what", "a", "b").token for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 43  # 256 bits in base64


def test_run_waits_for_a_slow_browser_and_lets_others_work(port: int) -> None:
    written = 0

    def write(stream: Stream) -> None:
        nonlocal written
        for _ in range(100):
            stream.write(bytes(1_000_000))
            written += 1_000_000

    run = Run(write)
    answer = fetch(port, run.stream)
    while not run.others:
        time.sleep(0.01)
    assert written < MOST_AHEAD
    assert joined(answer.read()) == (bytes(100_000_000), True)
    assert run.join() is None


def test_run_ends_when_the_browser_leaves(port: int) -> None:
    run = Run(endless)
    answer = fetch(port, run.stream)
    answer.read(100_000)
    answer.close()
    assert str(run.join()).startswith("The connection to your browser ended")


def test_answer_is_cut_off_when_the_run_is_stopped(port: int) -> None:
    run = Run(endless)
    answer = fetch(port, run.stream)
    answer.read(100_000)
    run.told.stopped = True
    body = answer.read()
    assert joined(body)[1] is False
    assert str(run.join()) == "this run was stopped"


def test_answer_is_cut_off_when_the_run_fails(port: int) -> None:
    def fail(stream: Stream) -> None:
        stream.write(b"abc")
        raise KeyError

    run = Run(fail)
    assert joined(fetch(port, run.stream).read())[1] is False
    assert isinstance(run.join(), KeyError)


def test_run_ends_when_its_session_is_gone(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ui.shell.work.GRACE_SECONDS", 0.0)
    gone = threading.Event()

    def write(stream: Stream) -> None:
        stream._told.alive = lambda: not gone.is_set()
        endless(stream)

    run = Run(write)
    answer = fetch(port, run.stream)
    answer.read(100_000)
    gone.set()
    assert joined(answer.read())[1] is False
    assert isinstance(run.join(), Stop)


def test_run_ends_when_no_browser_comes(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FETCH_SECONDS", 0.0)
    run = Run(lambda stream: stream.write(b"abc"))
    assert str(run.join()) == "The browser did not fetch the file. Start it again"
    assert status(port, run.stream.token) == 404


def test_answer_says_that_the_run_is_at_work(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    go = threading.Event()

    def write(stream: Stream) -> None:
        go.wait(60)
        stream.write(b"abc")

    run = Run(write)
    answer = fetch(port, run.stream)
    begin = answer.read(60)
    assert begin == 5 * (b"\xff" * 8 + bytes(4))
    go.set()
    assert joined(begin + answer.read()) == (b"abc", True)
    assert run.join() is None


def test_only_what_was_written_can_be_replaced(port: int) -> None:
    def write(stream: Stream) -> None:
        stream.write(b"abc")
        stream.rewrite(2, b"xy")

    run = Run(write)
    assert joined(fetch(port, run.stream).read())[1] is False
    assert isinstance(run.join(), ValueError)


def test_browser_that_takes_nothing_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALL_SECONDS", 0.3)
    run = Run(endless)
    answer = fetch(port, run.stream)
    assert str(run.join()).startswith("The connection to your browser ended")
    answer.close()


def test_answer_that_begins_when_the_run_is_over_ends_at_once() -> None:
    async def body() -> bytes:
        return b"".join([record async for record in stream.records()])

    stream = Stream("what", "a", "b")
    with pytest.raises(KeyError), stream.sent(Told("", lambda: True)):
        raise KeyError
    with ThreadPoolExecutor(1) as thread:  # in this one, a browser of other tests may have a loop
        assert joined(thread.submit(asyncio.run, body()).result(20)) == (b"", False)
