"""The header of weights.safetensors: names and shapes of the tensors, without reading their values."""

import struct
from pathlib import Path

from safetensors import SafetensorError, safe_open

from ..errors import CheckpointError

FILE = "weights.safetensors"
"""Name in the checkpoint's folder."""

MAX_BYTES = 2**30
"""Largest weights.safetensors; a net of the size of ESRGAN's has 67 MB."""

_MAX_HEADER = 2**20
"""Bytes; the longest header of the trained checkpoints has 80 kB, and safetensors itself would take 100 MB."""


def read_shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """Read name -> shape of all tensors in a checkpoint's folder; their values stay on disk.

    Raises:
        CheckpointError: naming the checkpoint, if the file is missing, too large, cut short or not safetensors.
    """
    path = folder / FILE
    check_size(path, MAX_BYTES)
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if len(start) < 8 or struct.unpack("<Q", start)[0] > _MAX_HEADER:
            raise damaged(folder.name)
        with safe_open(str(path), "numpy") as tensors:
            return {name: tuple(tensors.get_slice(name).get_shape()) for name in tensors.keys()}  # noqa: SIM118
    except OSError as error:
        raise CheckpointError(f"{folder.name}: {FILE} cannot be read ({error.strerror or error})") from error
    except (SafetensorError, ValueError, OverflowError) as error:
        raise damaged(folder.name) from error


def check_size(path: Path, most: int) -> None:
    """Refuse weights that are no file or larger than `most` bytes.

    Raises:
        CheckpointError: naming the checkpoint.
    """
    name = path.parent.name
    try:
        size = path.stat().st_size
    except OSError as error:
        raise CheckpointError(f"{name}: {FILE} cannot be read ({error.strerror})") from error
    if not path.is_file():  # a pipe would wait for ever
        raise CheckpointError(f"{name}: {FILE} cannot be read (it is no file); export the checkpoint again")
    if size > most:
        raise CheckpointError(
            f"{name}: expected {FILE} of at most {most >> 20:,} MB, found {size >> 20:,} MB; export it again"
        )


def damaged(checkpoint_id: str) -> CheckpointError:
    """Return the error for a file whose header is no header or does not fit its bytes."""
    return CheckpointError(
        f"{checkpoint_id}: expected weights in the safetensors format, found a file that is damaged or another kind; "
        "export the checkpoint again"
    )
