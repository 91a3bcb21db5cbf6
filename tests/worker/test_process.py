"""A calculation in a process of its own: its answer, its limits, its end."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sr_core.errors import SRError, WorkerError
from sr_core.worker import process
from sr_core.worker.memory import megabytes_of, workers_allowed
from sr_core.worker.message import Message
from sr_core.worker.process import run_worker

from ..support.processes import children

MODULE = "tests.support.odd_jobs"
ROOT = Path(__file__).resolve().parents[2]


def run(job: str, **options) -> Message:
    return run_worker(MODULE, Message({"job": job}), seconds=options.pop("seconds", 30), **options)


def is_running(pid: int) -> bool:
    """True if the process exists and is not just waiting to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until_gone(pid: int) -> None:
    end = time.monotonic() + 10
    while is_running(pid):
        assert time.monotonic() < end, "the process is still there"
        time.sleep(0.02)


def test_arrays_go_in_and_come_out_and_the_worker_gives_way() -> None:
    a, b = np.arange(10**6), np.ones(10**6, np.int64)
    told: list[Message] = []
    request = Message({"job": "add"}, {"a": a, "b": b})
    answer = run_worker(MODULE, request, seconds=30, on_message=told.append)
    np.testing.assert_array_equal(answer.arrays["sum"], a + 1)
    assert answer.words["nice"] == min(19, os.nice(0) + 10)
    assert [message.words for message in told] == [{"half": True}]
    np.testing.assert_array_equal(told[0].arrays["so far"], a)


def test_our_own_error_comes_as_its_sentence() -> None:
    with pytest.raises(WorkerError, match=r"^expected this, found that; do so$"):
        run("refuse")


def test_defect_is_logged_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(WorkerError, match="defect in the program"):
        run("break")
    assert "LookupError" in caplog.text
    assert "odd_jobs.py" in caplog.text
    assert "patient" not in caplog.text


def test_worker_can_write_no_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    request = Message({"job": "write", "path": str(path)})
    assert run_worker(MODULE, request, seconds=30).words == {"refused": "OSError"}
    assert path.read_bytes() == b""


def test_process_that_ends_by_itself_is_told() -> None:
    with pytest.raises(WorkerError, match=r"exit code 3"):
        run("end")


def test_module_that_is_not_there_is_told() -> None:
    with pytest.raises(WorkerError, match=r"exit code 1"):
        run_worker("tests.support.no_such_job", Message(), seconds=30)


def test_too_much_memory_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_WORKER_MB", "400")
    with pytest.raises(WorkerError, match="more than the 400 MB"):
        run("take memory")


def test_time_is_over_and_nothing_is_left() -> None:
    before = children()
    with pytest.raises(WorkerError, match="within the 0 s"):
        run("sleep", seconds=0.2)
    assert children() == before


def test_time_that_the_receiver_of_a_message_takes_is_not_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    late = [0.0]
    clock = SimpleNamespace(monotonic=lambda: late[0])
    monkeypatch.setattr(process, "time", clock)

    def wait_long(_: Message) -> None:
        late[0] += 1000

    request = Message({"job": "add"}, {"a": np.arange(2), "b": np.ones(2, np.int64)})
    assert run_worker(MODULE, request, seconds=30, on_message=wait_long).arrays["sum"].tolist() == [1, 2]


def test_worker_ends_when_its_server_is_killed() -> None:
    code = (
        "from sr_core.worker.process import run_worker\n"
        "from sr_core.worker.message import Message\n"
        f"run_worker({MODULE!r}, Message({{'job': 'sleep'}}), seconds=60,\n"
        "           on_message=lambda message: print(message.words['pid'], flush=True))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        assert is_running(pid)
        server.kill()
    wait_until_gone(pid)


def test_one_at_a_time_and_both_who_runs_and_who_waits_can_stop() -> None:
    before = children()
    started, stop, stopped = threading.Event(), threading.Event(), threading.Event()

    def check_first() -> None:
        if stop.is_set():
            raise InterruptedError

    def first() -> None:
        try:
            run("sleep", on_message=lambda _: started.set(), check=check_first)
        except InterruptedError:
            stopped.set()

    def give_up() -> None:
        raise TimeoutError

    thread = threading.Thread(target=first)
    thread.start()
    assert started.wait(30)
    running = children() - before
    with pytest.raises(TimeoutError):
        run("sleep", check=give_up)
    assert children() - before == running
    stop.set()
    thread.join()
    assert stopped.is_set()
    assert children() == before


def test_host_can_switch_workers_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_WORKER_MB", "0")
    assert not workers_allowed()
    with pytest.raises(WorkerError, match="switched off"):
        run("refuse")


@pytest.mark.parametrize("text", ["", "-1", "1.5", "much", "299", "1000000"])
def test_setting_that_is_no_memory_is_refused(text: str) -> None:
    with pytest.raises(SRError, match="SR_WORKER_MB: expected 0 or a whole number"):
        megabytes_of({"SR_WORKER_MB": text})


def test_settings_of_memory() -> None:
    assert [megabytes_of(e) for e in ({}, {"SR_WORKER_MB": "0"}, {"SR_WORKER_MB": "300"})] == [1500, 0, 300]
