"""An upload or a download asked for in the moment in which a run of the page starts is answered all the same."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from pages.ui.shell.session import ANSWERS, keep_answers

from ..support.visitor import open_page


def answer(kind: str, request: str) -> ForwardMsg:
    message = ForwardMsg()
    if kind == "file_urls_response":
        message.file_urls_response.response_id = request
    else:
        message.backend_operation_response.request_id = request
    return message


def delta() -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.text.body = "of the run before"
    return message


@pytest.fixture
def queue() -> ForwardMsgQueue:
    keep_answers()
    keep_answers()  # every page calls it
    return ForwardMsgQueue()


@pytest.mark.parametrize("kind", sorted(ANSWERS))
@pytest.mark.parametrize("fragments", [None, ["a"]])
def test_start_of_a_run_keeps_answers_once_and_in_order(
    queue: ForwardMsgQueue, kind: str, fragments: list[str] | None
) -> None:
    sent = [answer(kind, "1"), delta(), answer(kind, "2")]
    for message in sent:
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
    assert [m for m in queue._queue if m.WhichOneof("type") == kind] == [sent[0], sent[2]]
    if fragments is None:
        assert len(queue) == 2


def test_answers_are_sent_once(queue: ForwardMsgQueue) -> None:
    queue.enqueue(answer("file_urls_response", "1"))
    assert len(queue.flush()) == 1
    assert queue.flush() == []


def test_a_page_keeps_answers(monkeypatch: pytest.MonkeyPatch, tiny_checkpoint: str) -> None:
    calls = []
    monkeypatch.setattr("pages.ui.shell.session.keep_answers", lambda: calls.append("kept"))
    open_page("home.py")
    assert calls
