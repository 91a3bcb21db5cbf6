"""Read the weights of a checkpoint as arrays, checked against its card; no torch."""

import hashlib

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from ..errors import CheckpointError
from . import store
from .card import ModelCard


def read_checked(card: ModelCard) -> bytes:
    """Read weights.safetensors.

    Raises:
        CheckpointError: if it is missing or not what the card's sha256 says.
    """
    try:
        data = (store.MODELS / card.id / "weights.safetensors").read_bytes()
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
        return {name: value.astype(np.float32) for name, value in load(read_checked(card)).items()}
    except SafetensorError as error:
        raise CheckpointError(f"{card.id}: weights.safetensors cannot be read ({error})") from error
