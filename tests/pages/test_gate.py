"""What breaks inside one run is told to its visitor alone; a long run lets others go first."""

import logging
import threading
from collections.abc import Callable

import numpy as np
import pytest
import torch

import sr_core as sr
from pages.ui.shell import gate as module
from pages.ui.shell.gate import Gate
from pages.ui.shell.work import Stop


def take(gate: Gate, broken: BaseException | None = None) -> str:
    with gate.turn(lambda ahead: pytest.fail("nobody is ahead")):
        if broken is not None:
            raise broken
    return "done"


def test_defect_becomes_a_sentence_and_the_next_run_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    with pytest.raises(sr.EngineError, match="defect in the program"):
        take(gate, KeyError("Doe^Jane"))
    assert take(gate) == "done"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_lack_of_memory_becomes_a_sentence() -> None:
    def ask_numpy() -> object:
        return np.empty((2**58,), np.uint8)

    def ask_torch() -> object:
        return torch.empty(2**58, dtype=torch.uint8)

    for ask in (ask_numpy, ask_torch):
        with pytest.raises(sr.EngineError, match="too little memory"), Gate().turn(print):
            ask()


def test_a_users_mistake_keeps_its_own_sentence() -> None:
    with pytest.raises(sr.MetricError, match="two sizes"):
        take(Gate(), sr.MetricError("two sizes"))


def test_a_stop_passes_and_frees_the_place() -> None:
    from streamlit.runtime.scriptrunner import StopException

    gate = Gate()
    with pytest.raises(StopException):
        take(gate, StopException())
    assert take(gate) == "done"


class Line:
    """Runs at one gate, and what they do in order."""

    def __init__(self) -> None:
        self.gate, self.done, self.threads = Gate(), list[str](), list[threading.Thread]()

    def add(self, name: str, work: Callable[[Callable[[], None]], None] = lambda let_others: None) -> None:
        """Let a run join the line, and return when it stands there."""
        standing = threading.Event()

        def run() -> None:
            with self.gate.turn(lambda ahead: standing.set() or self.done.append(f"{name} waits for {ahead}")) as let:
                self.done.append(f"{name} begins")
                standing.set()
                work(let)
                self.done.append(f"{name} ends")

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()
        assert standing.wait(20)

    def order(self) -> list[str]:
        """Return what was done until all have ended, waits told twice once."""
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive()
        return list(dict.fromkeys(self.done))


@pytest.mark.parametrize("seconds", [0.0, 1000.0])
def test_a_long_run_lets_others_go_first(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", seconds)
    line, go = Line(), threading.Event()

    def work(let_others: Callable[[], None]) -> None:
        assert go.wait(20)
        let_others()

    line.add("long", work)
    line.add("second")
    line.add("third")
    go.set()
    begun = ["long begins", "second waits for 1", "third waits for 2"]
    order = [each for each in line.order() if "third waits for 1" not in each]
    if seconds:  # the long run has only begun
        assert order == [*begun, "long ends", "second begins", "second ends", "third begins", "third ends"]
    else:
        assert [each for each in order if not each.startswith("long waits")] == [
            *begun, "second begins", "second ends", "third begins", "third ends", "long ends"
        ]  # fmt: skip
        assert "long waits for 2" in order


def test_a_run_with_nobody_behind_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.0)
    with Gate().turn(lambda ahead: pytest.fail("nobody is ahead")) as let_others:
        let_others()


def test_a_run_that_is_stopped_while_it_lets_others_go_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.0)
    gate, standing, went_first = Gate(), threading.Event(), threading.Event()

    def stop(ahead: int) -> None:
        raise Stop("stopped")

    def other() -> None:
        with gate.turn(lambda ahead: standing.set()):
            went_first.set()

    def run() -> None:
        with gate.turn(stop) as let_others:
            threading.Thread(target=other).start()
            assert standing.wait(20)
            let_others()

    with pytest.raises(Stop):
        run()
    assert went_first.wait(20)
    assert take(gate) == "done"
