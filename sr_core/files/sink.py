"""Sink: where the bytes of a file go while it is made, so that it need not stand in memory as a whole."""

import io
from typing import Protocol


class Sink(Protocol):
    """A place for the bytes of one file. What its functions raise stops the run that writes the file."""

    def write(self, data: bytes) -> None:
        """Append bytes to the end."""

    def rewrite(self, offset: int, data: bytes) -> None:
        """Replace bytes that were written already, from `offset` on; the file keeps its length."""


class Memory:
    """A file in memory."""

    def __init__(self) -> None:
        """Begin an empty file."""
        self._file = io.BytesIO()

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._file.write(data)

    def rewrite(self, offset: int, data: bytes) -> None:
        """Replace bytes."""
        self._file.seek(offset)
        self._file.write(data)
        self._file.seek(0, io.SEEK_END)

    def content(self) -> bytes:
        """Return the whole file."""
        return self._file.getvalue()
