"""Read the weights of a checkpoint as arrays, checked against its card; no torch."""

import hashlib
from collections.abc import Mapping

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from ..errors import CheckpointError
from . import header, store
from .card import ModelCard

MAX_BYTES = header.MAX_BYTES
"""Largest weights.safetensors."""


def read_checked(card: ModelCard) -> bytes:
    """Read weights.safetensors.

    Raises:
        CheckpointError: if it is missing or not what the card's sha256 says.
    """
    path = store.MODELS / card.id / header.FILE
    header.check_size(path, MAX_BYTES)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{card.id}: weights.safetensors cannot be read ({error.strerror})") from error
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
        raise header.damaged(card.id) from error
    refuse_non_numbers(card, {name: bool(np.isfinite(value).all()) for name, value in found.items()})
    return {name: value.astype(np.float32) for name, value in found.items()}


def refuse_non_numbers(card: ModelCard, finite: Mapping[str, bool]) -> None:
    """Refuse weights of which one is NaN or infinite: every picture they make would be black.

    Args:
        card: of the checkpoint, for the message.
        finite: name of a tensor -> whether all its values are numbers.

    Raises:
        CheckpointError: naming the first tensor that is not.
    """
    for name, good in finite.items():
        if not good:
            raise CheckpointError(
                f"{card.id}: expected numbers as weights, found NaN or infinity in {name!r}; export it again"
            )
