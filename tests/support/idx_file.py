"""IDX files and small classifiers, made without the code that reads them."""

import hashlib
import struct
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save

from sr_core.architectures.digit_cnn import DigitCNN
from sr_core.digits.card import ClassifierCard, ClassifierTraining, write_classifier_card


def idx_bytes(array: np.ndarray, kind: int = 0x08) -> bytes:
    """Write an array as an IDX file of bytes."""
    head = struct.pack(f">HBB{array.ndim}I", 0, kind, array.ndim, *array.shape)
    return head + array.astype(np.uint8).tobytes()


def write_digits(folder: Path, part: str, pixels: np.ndarray, labels: np.ndarray) -> None:
    """Write the two IDX files of a part of a set."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{part}-images-idx3-ubyte").write_bytes(idx_bytes(pixels))
    (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx_bytes(labels))


def write_tiny_classifier(models: Path) -> ClassifierCard:
    """Write a random classifier of 4 hidden units into models/classifiers/mnist."""
    torch.manual_seed(0)
    blob = save({name: value.contiguous() for name, value in DigitCNN(n_hidden=4).state_dict().items()})
    folder = models / "classifiers" / "mnist"
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(blob)
    card = ClassifierCard(
        folder=folder,
        id="mnist",
        architecture="digit-cnn",
        title="Tiny reader",
        summary="For tests.",
        paper="none",
        licence="none",
        parameters=1,
        multiplications=1,
        sha256=hashlib.sha256(blob).hexdigest(),
        limits=(),
        attribution=("Digits of nobody",),
        training=ClassifierTraining("none", 1, 1, 1.0, "none", 0.5),
        config={"n_hidden": 4},
    )
    write_classifier_card(card)
    return card
