"""The weights of a checkpoint without torch: names and shapes from the header of weights.safetensors, and the values.

Values are checked against the card's sha256 and refused if one of them is not a number.
"""

import hashlib
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load

from ..errors import CheckpointError
from .card import ModelCard

WEIGHTS_FILE = "weights.safetensors"
"""Name in the checkpoint's folder."""

MAX_BYTES = 2**30
"""Largest weights.safetensors; a net of the size of ESRGAN's has 67 MB."""

_MAX_HEADER = 2**20
"""Largest header in bytes; the longest of the trained checkpoints has 80 kB, and safetensors itself takes 100 MB."""


def read_shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """Read name -> shape of all tensors in a checkpoint's folder; their values stay on disk.

    Raises:
        CheckpointError: naming the checkpoint, if the file is missing, too large, cut short or not safetensors.
    """
    path = folder / WEIGHTS_FILE
    _check_size(path)
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if len(start) < 8 or struct.unpack("<Q", start)[0] > _MAX_HEADER:
            raise damaged(folder.name)
        with safe_open(str(path), "numpy") as tensors:
            return {name: tuple(tensors.get_slice(name).get_shape()) for name in tensors.keys()}  # noqa: SIM118
    except OSError as error:
        raise CheckpointError(f"{folder.name}: {WEIGHTS_FILE} cannot be read ({error.strerror or error})") from error
    except (SafetensorError, ValueError, OverflowError) as error:
        raise damaged(folder.name) from error


def read_checked(card: ModelCard) -> bytes:
    """Read weights.safetensors.

    Raises:
        CheckpointError: if it is missing, too large, or not what the card's sha256 says.
    """
    path = card.folder / WEIGHTS_FILE
    _check_size(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{card.id}: {WEIGHTS_FILE} cannot be read ({error.strerror})") from error
    found = hashlib.sha256(data).hexdigest()
    if found != card.sha256:
        raise CheckpointError(
            f"{card.id}: weights do not match card (sha256 starts {found[:4]}, card says {card.sha256[:4]}); "
            "export the checkpoint again"
        )
    return data


def read_tensors(card: ModelCard) -> dict[str, np.ndarray]:
    """Read all weights as float32, by their name in PyTorch; see `read_checked` for what may fail."""
    try:
        found = load(read_checked(card))
    except (SafetensorError, KeyError, TypeError) as error:  # KeyError: numbers of a type that numpy has not
        raise damaged(card.id) from error
    refuse_non_numbers(card, {name: bool(np.isfinite(value).all()) for name, value in found.items()})
    return {name: value.astype(np.float32) for name, value in found.items()}


def refuse_non_numbers(card: ModelCard, finite: Mapping[str, bool]) -> None:
    """Refuse weights of which one is NaN or infinite: every picture they make would be black.

    Args:
        card: the checkpoint's, for the message.
        finite: name of a tensor -> whether all its values are numbers.

    Raises:
        CheckpointError: naming the first tensor that is not.
    """
    for name, good in finite.items():
        if not good:
            raise CheckpointError(
                f"{card.id}: expected numbers as weights, found NaN or infinity in {name!r}; export it again"
            )


def damaged(checkpoint_id: str) -> CheckpointError:
    """Return the error for a file whose header is no header or does not fit its bytes."""
    return CheckpointError(
        f"{checkpoint_id}: expected weights in the safetensors format, found a file that is damaged or another kind; "
        "export the checkpoint again"
    )


def _check_size(path: Path) -> None:
    """Refuse weights that are no file or larger than MAX_BYTES, with a CheckpointError that names the checkpoint."""
    name = path.parent.name
    try:
        size = path.stat().st_size
    except OSError as error:
        raise CheckpointError(f"{name}: {WEIGHTS_FILE} cannot be read ({error.strerror})") from error
    if not path.is_file():  # a pipe would wait for ever
        raise CheckpointError(f"{name}: {WEIGHTS_FILE} cannot be read (it is no file); export the checkpoint again")
    if size > MAX_BYTES:
        raise CheckpointError(
            f"{name}: expected {WEIGHTS_FILE} of at most {MAX_BYTES >> 20:,} MB, found {size >> 20:,} MB; "
            "export it again"
        )
