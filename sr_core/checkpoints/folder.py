"""The text files in a checkpoint's folder: read within a limit, or refused by name."""

import stat
from pathlib import Path

from ..errors import CardError

MAX_TEXT_BYTES = 16 * 2**20
"""Largest text file that is read; the logs and tables of the trained checkpoints stay below 1 MB."""


def read_checkpoint_text(path: Path, *, most: int = MAX_TEXT_BYTES) -> str:
    """Read a text file of a checkpoint's folder.

    Args:
        path: file in the folder of a checkpoint, models/<id>/<file>.
        most: largest size in bytes that is read.

    Raises:
        CardError: naming the checkpoint and the file, if that is missing, no ordinary file, too large or not UTF-8.
    """
    where = f"{path.parent.name}: {path.name}"
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would wait for ever
            raise CardError(f"{where} is damaged (expected a file, found none); export the checkpoint again")
        if found.st_size > most:
            raise CardError(
                f"{where} is damaged (expected at most {most:,} bytes, found {found.st_size:,}); "
                "export the checkpoint again"
            )
        return path.read_text("utf-8")
    except OSError as error:
        raise CardError(f"{where} cannot be read ({error.strerror}); export the checkpoint again") from error
    except UnicodeDecodeError as error:
        raise CardError(f"{where} is damaged (expected UTF-8 text); export the checkpoint again") from error
