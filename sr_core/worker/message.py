"""What a process and its worker tell each other through a pipe: words and arrays, in a form that cannot run code.

Words are written as JSON and arrays as their plain bytes. One message is, in this order: the length of the header (4
bytes, little endian); the header in JSON, with the kind of the message, its words, and name, type and shape of each
array; the bytes of the arrays. What is read is checked and bounded before memory is taken for it.
"""

import json
from dataclasses import dataclass, field
from math import prod
from typing import Any, BinaryIO

import numpy as np

from ..errors import WorkerError

_TYPES = ("bool", "uint8", "uint16", "int32", "int64", "float32", "float64")
_MOST_HEADER = 2**20
_MOST_BYTES = 2**30
_MOST_SIDES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """What a process tells another one."""

    words: dict[str, Any] = field(default_factory=dict)
    """Anything that JSON can hold."""
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    """Arrays by name, of bool, uint8, uint16, int32, int64, float32 or float64."""


def write_message(pipe: BinaryIO, kind: str, message: Message) -> None:
    """Write a message of this kind.

    Raises:
        ValueError: for an array of another type.
        OSError: if nobody reads the pipe any more.
    """
    arrays = {name: np.ascontiguousarray(array) for name, array in message.arrays.items()}
    if other := {str(array.dtype) for array in arrays.values()} - set(_TYPES):
        raise ValueError(f"an array must be of {', '.join(_TYPES)}, got {', '.join(sorted(other))}")
    shapes = [[name, str(array.dtype), array.shape] for name, array in arrays.items()]
    header = json.dumps({"kind": kind, "words": message.words, "arrays": shapes}).encode()
    pipe.write(len(header).to_bytes(4, "little") + header)
    for array in arrays.values():
        pipe.write(array.tobytes())
    pipe.flush()


def read_message(pipe: BinaryIO) -> tuple[str, Message] | None:
    """Read the next message and its kind; None where the pipe has ended, within a message, too.

    Raises:
        WorkerError: if what comes is no message, or one of more than 1 MB of words or 1 GB of arrays.
    """
    length = int.from_bytes(_read(pipe, 4), "little")
    if length > _MOST_HEADER:
        raise no_message()
    header = _read(pipe, length)
    if not header:
        return None
    try:
        found = json.loads(header)
        kind, words = found["kind"], found["words"]
        shapes = [(str(name), str(dtype), tuple(shape)) for name, dtype, shape in found["arrays"]]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise no_message() from error
    if not (isinstance(kind, str) and isinstance(words, dict) and all(_sound(*each[1:]) for each in shapes)):
        raise no_message()
    sizes = [prod(shape) * np.dtype(dtype).itemsize for _, dtype, shape in shapes]
    if sum(sizes) > _MOST_BYTES:
        raise no_message()
    arrays = {}
    for (name, dtype, shape), size in zip(shapes, sizes, strict=True):
        data = _read(pipe, size)
        if len(data) < size:
            return None
        arrays[name] = np.frombuffer(data, dtype).reshape(shape).copy()
    return kind, Message(words, arrays)


def _sound(dtype: str, shape: tuple[Any, ...]) -> bool:
    sides = all(type(side) is int and 0 <= side <= _MOST_BYTES for side in shape)
    return dtype in _TYPES and len(shape) <= _MOST_SIDES and sides


def _read(pipe: BinaryIO, size: int) -> bytes:
    """Read so many bytes; none where the pipe ends before."""
    data = pipe.read(size)
    return data if len(data) == size else b""


def no_message() -> WorkerError:
    """Return the error for an answer that is none."""
    return WorkerError(
        "the process that calculates this answered with something else than a result; try again, and report it if it "
        "happens twice"
    )
