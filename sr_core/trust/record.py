"""A record as text: JSON read back into the frozen type that it was written from, or refused in one sentence."""

import json
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from ..errors import DecodeError, SRError

MAX_JSON = 2**20
"""Largest text that is parsed, in bytes: records have about two thousand."""
_MAX_ENTRIES = 1000

T = TypeVar("T")


def read_json(data: bytes, what: str) -> Any:
    """Parse a text as JSON.

    Raises:
        DecodeError: for one that is too long, too deep or no JSON, or holds a number that is none.
    """
    if len(data) > MAX_JSON:
        raise DecodeError(
            f"{what}: expected at most {MAX_JSON >> 10} KB, found {len(data) >> 10} KB; take another file"
        )
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise DecodeError(
            f"{what}: expected a record in JSON, found something else; take the file as written"
        ) from error


def read_record(data: bytes, kind: type[T], what: str) -> T:
    """Read a record of a frozen type.

    Args:
        data: JSON in UTF-8.
        kind: dataclass of plain values, tuples, dicts of texts and other dataclasses.
        what: name of the text for messages.

    Raises:
        DecodeError: for a text that is no such record.
    """
    table = read_json(data, what)
    try:
        built: T = _build(kind, table)
    except (_MisfitError, SRError, ValueError, TypeError) as error:
        said = f" ({error})" if str(error) else ""
        raise DecodeError(
            f"{what}: expected a record of Honest Pixels, found one that does not fit{said:.200}; take the file as "
            "written"
        ) from error
    return built


class _MisfitError(Exception):
    """A value of another type than its field."""


def _refuse(text: str) -> None:
    raise ValueError(text)


def _build(kind: Any, value: Any) -> Any:
    """Turn what JSON holds into a value of this type."""
    if isinstance(kind, UnionType):
        return _build_union(kind, value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)]
        if not isinstance(value, dict) or set(value) != set(names):
            raise _MisfitError
        return kind(**{name: _build(hints[name], value[name]) for name in names})
    if get_origin(kind) is tuple:
        return _build_tuple(get_args(kind), value)
    if get_origin(kind) is dict:
        if not isinstance(value, dict) or len(value) > _MAX_ENTRIES:
            raise _MisfitError
        return {key: _build(get_args(kind)[1], each) for key, each in value.items()}
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise _MisfitError
    return value


def _build_union(kind: UnionType, value: Any) -> Any:
    if value is None and NoneType in get_args(kind):
        return None
    for one in get_args(kind):
        try:
            return _build(one, value)
        except _MisfitError:
            continue
    raise _MisfitError


def _build_tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > _MAX_ENTRIES:
        raise _MisfitError
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_build(kinds[0], each) for each in value)
    if len(value) != len(kinds):
        raise _MisfitError
    return tuple(_build(kind, each) for kind, each in zip(kinds, value, strict=True))
