"""Answers to the browser that the start of a run must not drop.

A click starts a run of the page, and Streamlit 1.67 then empties the queue of what it has not sent yet, so that
nothing of the run before reaches the browser. The queue also holds answers the browser waits for: where to send the
file that was just chosen, where to fetch the download that was just clicked. Without its answer the browser waits for
ever, and the visitor's file is lost without a word.
"""

from typing import Any

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

ANSWERS = frozenset({"file_urls_response", "backend_operation_response"})
"""Kinds of message that answer a request of the browser's and belong to no run."""

_clear = ForwardMsgQueue.clear


def keep_answers() -> None:
    """Let the queues of all sessions keep their answers; doing it again changes nothing."""
    ForwardMsgQueue.clear = _clear_all_but_answers  # type: ignore[assignment, method-assign]


def _clear_all_but_answers(queue: Any, retain_lifecycle_msgs: bool = False, *args: Any, **kwargs: Any) -> None:
    waiting = [message for message in queue._queue if message.WhichOneof("type") in ANSWERS]
    _clear(queue, retain_lifecycle_msgs, *args, **kwargs)
    if retain_lifecycle_msgs:  # else the queue was emptied because all of it was sent
        queue._queue.extend(message for message in waiting if message not in queue._queue)
