"""The card of a classifier of digits: what is known about it, as data, in models/classifiers/<id>/card.toml."""

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from ..checkpoints.card import CARD_FILE, checked_table, read_card_toml
from ..checkpoints.store import models_folder
from ..errors import CardError
from ..files.whole_file import write_whole


@dataclass(frozen=True, slots=True)
class ClassifierTraining:
    """The training that the weights come from."""

    data: str
    """Name of the training digits."""
    digits: int
    """Number of training digits."""
    steps: int
    """Optimiser steps done."""
    seconds: float
    """Seconds of computing."""
    hardware: str
    """Machine that it ran on."""
    validation_accuracy: float
    """Share of the held-out training digits that are read correctly, 0..1."""


@dataclass(frozen=True, slots=True)
class ClassifierCard:
    """One classifier: what its card.toml says, and the folder of its files.

    It is no checkpoint: it enlarges nothing, so that it stands in no list of methods.
    """

    folder: Path
    """Folder of the classifier; not part of card.toml."""
    id: str
    """Name of the folder."""
    architecture: str
    """Key of CLASSIFIERS."""
    title: str
    """Name for people."""
    summary: str
    """Use of the classifier, in one line."""
    paper: str
    """Authors, title, venue, year."""
    licence: str
    """Terms of the weights."""
    parameters: int
    """Number of parameters."""
    multiplications: int
    """Multiply-accumulates per digit."""
    sha256: str
    """Checksum of weights.safetensors, hexadecimal."""
    limits: tuple[str, ...]
    """Weaknesses, one sentence each."""
    attribution: tuple[str, ...]
    """Credits the data's licence asks for."""
    training: ClassifierTraining
    """The training that the weights come from."""
    config: dict[str, Any] = field(default_factory=dict, hash=False)
    """Keyword arguments of the architecture."""


def classifiers_folder() -> Path:
    """Return the folder of all classifiers, inside that of the checkpoints."""
    return models_folder() / "classifiers"


def has_classifier(classifier_id: str = "mnist") -> bool:
    """Tell whether there is a classifier of this id, sound or damaged."""
    return os.path.lexists(classifiers_folder() / classifier_id / CARD_FILE)


def find_classifier(classifier_id: str = "mnist") -> ClassifierCard:
    """Read the card of a classifier.

    Raises:
        CardError: if there is none of this id, or its card is damaged.
    """
    folder = classifiers_folder() / classifier_id
    if not has_classifier(classifier_id):
        raise CardError(f"{classifier_id!r:.80}: expected a classifier of this id, found none; train and export it")
    table = read_card_toml(folder)
    where = f"{folder.name}/{CARD_FILE}"
    table["training"] = checked_table(ClassifierTraining, table.get("training"), f"{where} [training]")
    card: ClassifierCard = checked_table(ClassifierCard, table, where, folder=folder)
    if card.id != folder.name:
        raise CardError(f"{folder.name}: the card's id {card.id!r} must equal its folder's name")
    return card


def write_classifier_card(card: ClassifierCard) -> None:
    """Write a card to its folder; raises EncodeError if that fails."""
    table = asdict(card)
    del table["folder"]
    write_whole(card.folder / CARD_FILE, tomli_w.dumps(table, multiline_strings=False).encode())
