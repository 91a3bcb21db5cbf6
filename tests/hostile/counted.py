"""Counting what a parser does: bytecode instructions, and bytes copied or searched of the file it reads."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

BYTES_AS_ONE = 16
"""So many bytes copied or searched count as one instruction."""


class CountedBytes(bytes):
    """A file whose slices and searches are counted; slices are plain bytes."""

    work = 0

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if isinstance(found, bytes):
            CountedBytes.work += len(found)
        return found

    def _searched(self, found: int, start: int, end: int | None) -> int:
        stop = len(self) if end is None else min(end, len(self))
        CountedBytes.work += (found - start) if found >= 0 else max(stop - start, 0)
        return found

    def find(self, part: Any, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        return self._searched(super().find(part, start, len(self) if end is None else end), start, end)

    def rfind(self, part: Any, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        CountedBytes.work += len(self) - start
        return super().rfind(part, start, len(self) if end is None else end)

    def count(self, part: Any, *place: Any) -> int:  # type: ignore[override]
        CountedBytes.work += len(self)
        return super().count(part, *place)


def operations(run: Callable[[bytes], object], data: bytes) -> int:
    """Run a parser, whatever it raises; return its instructions and the bytes it moved."""
    counted = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal counted
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        counted += event == "opcode"
        return trace

    CountedBytes.work = 0
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run(CountedBytes(data))
    except Exception:
        pass
    finally:
        sys.settrace(before)
    return counted + CountedBytes.work // BYTES_AS_ONE
