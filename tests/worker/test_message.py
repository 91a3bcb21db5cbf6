"""Messages between a process and its worker."""

import io

import numpy as np
import pytest

from sr_core.errors import WorkerError
from sr_core.worker.message import Message, read_message, write_message


def written(message: Message) -> bytes:
    pipe = io.BytesIO()
    write_message(pipe, "request", message)
    return pipe.getvalue()


@pytest.mark.parametrize("dtype", ["bool", "uint8", "uint16", "int32", "int64", "float32", "float64"])
def test_message_comes_as_it_was_sent(dtype: str) -> None:
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)
    pipe = io.BytesIO(written(Message({"a": [1, "ü"]}, {"x": array[:, ::2], "empty": array[:0]})))
    found = read_message(pipe)
    assert found is not None
    kind, message = found
    assert (kind, message.words) == ("request", {"a": [1, "ü"]})
    np.testing.assert_array_equal(message.arrays["x"], array[:, ::2], strict=True)
    assert message.arrays["empty"].shape == (0, 3, 4)
    assert read_message(pipe) is None


def test_message_that_is_cut_is_none() -> None:
    whole = written(Message({"a": 1}, {"x": np.zeros(5)}))
    for size in range(len(whole)):
        assert read_message(io.BytesIO(whole[:size])) is None


def test_objects_are_not_sent() -> None:
    with pytest.raises(ValueError, match="got object"):
        written(Message({}, {"x": np.array([None])}))


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"{}",
        b"\xff",
        b'{"kind": 1, "words": {}, "arrays": []}',
        b'{"kind": "a", "words": {}, "arrays": [["x", "object", [1]]]}',
        b'{"kind": "a", "words": {}, "arrays": [["x", "uint8", [-1]]]}',
        b'{"kind": "a", "words": {}, "arrays": [["x", "float64", [1000000, 1000000]]]}',
        b"[" * 2000,
    ],
)
def test_anything_else_is_refused_before_memory_is_taken(header: bytes) -> None:
    with pytest.raises(WorkerError, match="something else than a result"):
        read_message(io.BytesIO(len(header).to_bytes(4, "little") + header))


def test_header_of_gigabytes_is_refused() -> None:
    with pytest.raises(WorkerError):
        read_message(io.BytesIO(b"\xff\xff\xff\x7f"))
