"""The files in a checkpoint's folder, read within a limit or refused by name: texts, and weights without torch.

Of weights.safetensors, names and shapes are read from its header alone. Values are checked against the sha256 of the
card and refused if one of them is not a number.
"""

import hashlib
import stat
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load

from ..errors import CardError, CheckpointError

WEIGHTS_FILE = "weights.safetensors"
"""Name in the checkpoint's folder."""

MAX_TEXT_BYTES = 16 * 2**20
"""Largest text file that is read; the logs and tables of the trained checkpoints stay below 1 MB."""

MAX_WEIGHTS_BYTES = 2**30
"""Largest weights.safetensors; a net of the size of ESRGAN's has 67 MB."""

MOST_HEADER = 2**20
"""Largest header in bytes; the longest of the trained checkpoints has 80 kB, and safetensors itself takes 100 MB."""


def read_checkpoint_text(path: Path, *, most: int = MAX_TEXT_BYTES) -> str:
    """Read a text file of a checkpoint's folder.

    Args:
        path: file in the folder of a checkpoint, models/<id>/<file>.
        most: largest size in bytes that is read.

    Raises:
        CardError: naming the checkpoint and the file, if that is missing, no ordinary file, too large or not UTF-8.
    """
    with _ordinary(path, most, CardError):
        try:
            return path.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise CardError(
                f"{path.parent.name}: {path.name} is damaged (expected UTF-8 text); export the checkpoint again"
            ) from error


def read_shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """Read name -> shape of all tensors in a checkpoint's folder; their values stay on disk.

    Raises:
        CheckpointError: naming the checkpoint, if the file is missing, too large, cut short or not safetensors.
    """
    path = folder / WEIGHTS_FILE
    with _ordinary(path, MAX_WEIGHTS_BYTES, CheckpointError):
        try:
            with path.open("rb") as file:
                start = file.read(8)
            if len(start) < 8 or struct.unpack("<Q", start)[0] > MOST_HEADER:
                raise damaged(folder.name)
            with safe_open(str(path), "numpy") as tensors:
                return {name: tuple(tensors.get_slice(name).get_shape()) for name in tensors.keys()}  # noqa: SIM118
        except (SafetensorError, ValueError, OverflowError) as error:
            raise damaged(folder.name) from error


def read_checked(folder: Path, sha256: str) -> bytes:
    """Read weights.safetensors.

    Raises:
        CheckpointError: if it is missing, too large, or has another sha256.
    """
    path = folder / WEIGHTS_FILE
    with _ordinary(path, MAX_WEIGHTS_BYTES, CheckpointError):
        data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise CheckpointError(
            f"{folder.name}: weights do not match card (sha256 starts {found[:4]}, card says {sha256[:4]}); "
            "export the checkpoint again"
        )
    return data


def read_tensors(folder: Path, sha256: str) -> dict[str, np.ndarray]:
    """Read all weights as float32, by their name in PyTorch; see `read_checked` for what may fail."""
    try:
        found = load(read_checked(folder, sha256))
    except (SafetensorError, KeyError, TypeError) as error:  # KeyError: numbers of a type that numpy has not
        raise damaged(folder.name) from error
    refuse_non_numbers(folder.name, {name: bool(np.isfinite(value).all()) for name, value in found.items()})
    return {name: value.astype(np.float32) for name, value in found.items()}


def refuse_non_numbers(checkpoint_id: str, finite: Mapping[str, bool]) -> None:
    """Refuse weights of which one is NaN or infinite: every picture they make would be black.

    Args:
        checkpoint_id: the checkpoint's, for the message.
        finite: name of a tensor -> whether all its values are numbers.

    Raises:
        CheckpointError: naming the first tensor that is not.
    """
    for name, good in finite.items():
        if not good:
            raise CheckpointError(
                f"{checkpoint_id}: expected numbers as weights, found NaN or infinity in {name!r}; export it again"
            )


def damaged(checkpoint_id: str) -> CheckpointError:
    """Return the error for a file whose header is no header or does not fit its bytes."""
    return CheckpointError(
        f"{checkpoint_id}: expected weights in the safetensors format, found a file that is damaged or another kind; "
        "export the checkpoint again"
    )


@contextmanager
def _ordinary(path: Path, most: int, refusal: type[CardError | CheckpointError]) -> Iterator[None]:
    """Let an ordinary file of at most so many bytes be read; all else, and a failure to read it, becomes a refusal."""
    where = f"{path.parent.name}: {path.name}"
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would wait for ever
            raise refusal(f"{where} is damaged (expected a file, found none); export the checkpoint again")
        if found.st_size > most:
            raise refusal(
                f"{where} is damaged (expected at most {most:,} bytes, found {found.st_size:,}); "
                "export the checkpoint again"
            )
        yield
    except OSError as error:
        raise refusal(f"{where} cannot be read ({error.strerror or error}); export the checkpoint again") from error
