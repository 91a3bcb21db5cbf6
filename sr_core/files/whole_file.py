"""Files that appear whole or not at all when they are written."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..errors import EncodeError


def check_place(path: Path) -> None:
    """Refuse a place where no file can be written, before time is spent on its content.

    Raises:
        EncodeError: for a folder that does not exist or may not be written to, or one in the file's place.
    """
    try:
        wrong = f"{path} is a folder" if path.is_dir() else ""
        if not path.parent.is_dir():
            wrong = f"{path.parent} is no folder"
    except OSError as error:
        raise EncodeError(f"{path.name:.80}: cannot be written ({error.args[-1]}); choose another name") from error
    if wrong:
        raise EncodeError(f"{path.name}: needs the name of a file in a folder that exists, but {wrong}")
    if not os.access(path.parent, os.W_OK):
        raise EncodeError(f"{path}: cannot be written (Permission denied); choose another folder")


class OpenFile:
    """A `Sink` on disk."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        """Write to an empty file that is open; `path` is what messages call it."""
        self._file, self._path = file, path

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            EncodeError: if the disk does not take them.
        """
        with _naming(self._path):
            self._file.write(data)

    def rewrite(self, offset: int, data: bytes) -> None:
        """Replace bytes.

        Raises:
            EncodeError: if the disk does not take them.
        """
        with _naming(self._path):
            self._file.seek(offset)
            self._file.write(data)
            self._file.seek(0, os.SEEK_END)


@contextmanager
def whole_file(path: Path) -> Iterator[OpenFile]:
    """Write a file beside its place, and move it there when the block ends without an error.

    Raises:
        EncodeError: if that fails; nothing is left behind, and a file of that name stays as it was.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    with _naming(path):
        file = part.open("xb")
    try:
        yield OpenFile(file, path)
        with _naming(path):
            file.close()
            os.replace(part, path)
    finally:
        with suppress(OSError):  # what is left in the buffer of a file that is given up need not be written
            file.close()
        part.unlink(missing_ok=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        raise EncodeError(f"{path}: cannot be written ({error.args[-1]})") from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whose bytes are at hand; see `whole_file`."""
    with whole_file(path) as file:
        file.write(content)
