"""Find and write the cards of the checkpoints in models/."""

import os
from functools import lru_cache
from pathlib import Path

import tomli_w

from ..errors import CardError, CheckpointError
from .card import ModelCard, card_table, read_card

MODELS = Path(os.environ.get("SR_MODELS") or Path(__file__).resolve().parents[2] / "models")
"""Folder of the checkpoints; the environment variable SR_MODELS names another."""


def checkpoints() -> tuple[ModelCard, ...]:
    """List the cards of all checkpoints, sorted by architecture and scale; empty without any."""
    return _read_cards(MODELS)


@lru_cache(maxsize=4)
def _read_cards(models: Path) -> tuple[ModelCard, ...]:
    cards = []
    for path in models.glob("*/card.toml"):
        card = read_card(path)
        if card.id != path.parent.name:
            raise CardError(f"{path}: id {card.id!r} must equal its folder's name {path.parent.name!r}")
        cards.append(card)
    return tuple(sorted(cards, key=lambda card: (card.architecture, card.id)))


def find_card(checkpoint_id: str) -> ModelCard:
    """Return the card of a checkpoint; raises CheckpointError naming the known ones."""
    for card in checkpoints():
        if card.id == checkpoint_id:
            return card
    known = ", ".join(["bicubic", "lanczos", *(card.id for card in checkpoints())])
    raise CheckpointError(f"unknown checkpoint {checkpoint_id!r}; known: {known}")


def write_card(card: ModelCard) -> None:
    """Write a card to its folder, atomically, and forget the cards read before."""
    path = MODELS / card.id / "card.toml"
    part = path.with_name("card.toml.tmp")
    part.write_text(tomli_w.dumps(card_table(card), multiline_strings=False), "utf-8")
    os.replace(part, path)
    _read_cards.cache_clear()
