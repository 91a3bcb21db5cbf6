"""A strict reader of protobuf messages: what is not on the list of a message is refused, and nothing is copied.

protobuf's own reader keeps fields that it does not know and merges messages that come twice, so that a check and what
is run later could see two different networks. Here both are refused.

Source: protobuf.dev, "Encoding"; proto2 and proto3 write these fields alike.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import CheckpointError

MOST_FIELDS = 200_000
"""Most fields of a file in all, numbers of a list included; large arrays are one field each."""
MOST_TEXT = 4096
"""Most bytes of a name."""
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_WIRES = {"int": _VARINT, "float": _FIXED_32, "text": _BYTES, "bytes": _BYTES}
_LISTS = {"ints": _VARINT, "floats": _FIXED_32, "doubles": _FIXED_64}
_SIZES = {_FIXED_64: 8, _FIXED_32: 4}

Fields = Mapping[int, "Field"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message."""

    name: str
    """Name under which its value is found."""
    kind: str = "message"
    """"int", "float", "text" or "bytes"; "ints", "floats" or "doubles" for a list of numbers, of which the last two are
    returned as bytes; "message"; "skip" for what does not matter; "refuse" for what must not be there."""
    many: bool = False
    """True where it may come more than once, as a list."""
    message: Fields | None = None
    """Fields of a message."""


class _Budget:
    """Fields that may still be read."""

    def __init__(self) -> None:
        self.left = MOST_FIELDS

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise damaged(f"more than {MOST_FIELDS:,} fields")


def damaged(found: str) -> CheckpointError:
    """Return the error for a file that breaks the format."""
    return CheckpointError(f"your network: expected a sound ONNX file, found {found}; export it again")


def read_message(data: memoryview, fields: Fields) -> dict[str, Any]:
    """Read a message.

    Args:
        data: the whole message.
        fields: the fields that it may have, by their number.

    Returns:
        Name -> value of the fields that were there; lists for `many` and for lists of numbers. Bytes are views of
        `data`.

    Raises:
        CheckpointError: for a field that is not listed, comes twice, has another type, or does not fit the message.
    """
    return _read(data, fields, _Budget())


def _read(data: memoryview, fields: Fields, budget: _Budget) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at, end = 0, len(data)
    while at < end:
        budget.take()
        key, at = _varint(data, at)
        known = fields.get(key >> 3)
        if known is None:
            raise damaged(f"a field that no network needs (number {key >> 3})")
        if known.kind == "refuse":
            raise CheckpointError(
                f"your network: expected a plain chain of operations, found {known.name}; export it without"
            )
        value, at = _value(data, at, key & 7, known, budget)
        if known.kind == "skip":
            continue
        if known.kind in _LISTS:
            _extend(found, known, value)
        elif known.many:
            found.setdefault(known.name, []).append(value)
        elif known.name in found:
            raise damaged(f"{known.name!r} twice")
        else:
            found[known.name] = value
    return found


def _extend(found: dict[str, Any], known: Field, value: Any) -> None:
    """Put numbers behind those that came before; lists of bytes must come in one piece."""
    if known.kind == "ints":
        found.setdefault(known.name, []).extend(value)
    elif known.name in found:
        raise damaged(f"{known.name!r} in pieces")
    else:
        found[known.name] = value


def _value(data: memoryview, at: int, wire: int, known: Field, budget: _Budget) -> tuple[Any, int]:
    """Return the value of a field and the place behind it."""
    kind = known.kind
    if kind in _LISTS and wire == _BYTES:  # packed
        part, at = _bytes(data, at)
        return (_packed(part, budget) if kind == "ints" else _whole(part, _SIZES[_LISTS[kind]], known)), at
    expected = _WIRES.get(kind, _LISTS.get(kind, _BYTES))
    if wire != expected and kind != "skip":
        raise damaged(f"another type than expected as {known.name!r}")
    if wire == _VARINT:
        number, at = _varint(data, at)
        signed = number - 2**64 if number >= 2**63 else number
        return ([signed] if kind == "ints" else signed), at
    if wire in _SIZES:
        stop = at + _SIZES[wire]
        if stop > len(data):
            raise damaged("a file that is cut short")
        return (struct.unpack("<f", data[at:stop])[0] if kind == "float" else data[at:stop]), stop
    if wire != _BYTES:
        raise damaged("groups, which ONNX has not")
    part, at = _bytes(data, at)
    if kind == "message":
        return _read(part, known.message or {}, budget), at
    return (_text(part, known) if kind == "text" else part), at


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    number = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise damaged("a file that is cut short")
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            if number >= 2**64:
                break
            return number, at
    raise damaged("a number of more than 64 bits")


def _bytes(data: memoryview, at: int) -> tuple[memoryview, int]:
    size, at = _varint(data, at)
    if size > len(data) - at:
        raise damaged("a file that is cut short")
    return data[at : at + size], at + size


def _packed(part: memoryview, budget: _Budget) -> list[int]:
    numbers, at = [], 0
    while at < len(part):
        budget.take()
        number, at = _varint(part, at)
        numbers.append(number - 2**64 if number >= 2**63 else number)
    return numbers


def _whole(part: memoryview, size: int, known: Field) -> memoryview:
    if len(part) % size:
        raise damaged(f"half a number in {known.name!r}")
    return part


def _text(part: memoryview, known: Field) -> str:
    if len(part) > MOST_TEXT:
        raise damaged(f"more than {MOST_TEXT:,} bytes as {known.name!r}")
    try:
        return str(part, "utf-8")
    except UnicodeDecodeError as error:
        raise damaged(f"no text as {known.name!r}") from error
