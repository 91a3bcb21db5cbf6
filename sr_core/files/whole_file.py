"""Files that appear whole or not at all when they are written."""

import os
import secrets
from pathlib import Path

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


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, then move it there.

    Raises:
        EncodeError: if that fails; nothing is left behind, and a file of that name stays as it was.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            part.write_bytes(content)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        raise EncodeError(f"{path}: cannot be written ({error.args[-1]})") from error
