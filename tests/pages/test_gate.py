"""What breaks inside one run is told to its visitor alone."""

import logging

import numpy as np
import pytest
import torch

import sr_core as sr
from pages.ui.shell.gate import Gate


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
