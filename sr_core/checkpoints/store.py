"""Find and write the cards of the checkpoints in models/."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tomli_w

from ..errors import CardError, CheckpointError, SRError
from ..files.limits import check_limits
from ..files.whole_file import write_whole
from ..worker.memory import workers_allowed
from .card import CARD_FILE, ModelCard, card_table, read_card
from .folder import WEIGHTS_FILE, read_shapes
from .graph import check_form, has_graph

_models = Path(os.environ.get("SR_MODELS") or Path(__file__).resolve().parents[2] / "models")


@dataclass(frozen=True, slots=True)
class DamagedCheckpoint:
    """A folder in models/ that holds a card and cannot be used; the others can."""

    id: str
    """Name of the folder."""
    error: SRError
    """Reason, in one sentence that names the checkpoint."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The checkpoints in the models folder, sound and damaged."""

    cards: tuple[ModelCard, ...]
    """Cards that can be read, sorted by architecture and id."""
    damaged: tuple[DamagedCheckpoint, ...]
    """Checkpoints whose card, weights or graph is damaged, sorted by id; the card may be sound."""


def models_folder() -> Path:
    """Return the folder of all checkpoints: models/ in the repository, that of SR_MODELS, or that of `use_models`."""
    return _models


def use_models(folder: Path) -> None:
    """Find and write the checkpoints of the whole process in another folder from now on, which need not exist yet."""
    global _models
    _models = folder


def check_environment() -> None:
    """Refuse to go on with other checkpoints or limits than somebody meant to set.

    Raises:
        SRError: naming the first environment variable that names no folder or sets no limit.
    """
    check_limits()
    workers_allowed()
    named = os.environ.get("SR_MODELS")
    if named and not os.path.isdir(named):
        raise SRError(
            "SR_MODELS: expected the folder of the checkpoints, found no folder of that name; "
            "correct this environment variable, or remove it for the default"
        )


def checkpoints() -> tuple[ModelCard, ...]:
    """List the cards of all checkpoints that can be used, sorted by architecture and scale; empty without any.

    A checkpoint whose card, graph or header of the weights is damaged is left out; see `damaged_checkpoints`.
    """
    shelf = _read_cards(_models)
    out = {found.id for found in shelf.damaged}
    return tuple(card for card in shelf.cards if card.id not in out)


def all_cards() -> tuple[ModelCard, ...]:
    """List every sound card, also of checkpoints whose weights or graph are damaged: networks may descend from them."""
    return _read_cards(_models).cards


def damaged_checkpoints() -> tuple[DamagedCheckpoint, ...]:
    """List the checkpoints that cannot be used, and why, sorted by id."""
    return _read_cards(_models).damaged


@lru_cache(maxsize=4)
def _read_cards(models: Path) -> _Shelf:
    cards, damaged = [], []
    for folder in _folders(models):
        try:
            card = read_card(folder)
            if card.id != folder.name:
                raise CardError(f"{folder.name}: the card's id {card.id!r} must equal its folder's name")
            cards.append(card)
            _check_files(card)
        except SRError as error:
            damaged.append(DamagedCheckpoint(folder.name, error))
    return _Shelf(tuple(sorted(cards, key=lambda card: (card.architecture, card.id))), tuple(damaged))


def _folders(models: Path) -> list[Path]:
    """List the folders that hold a card, or something by its name."""
    try:
        return sorted(folder for folder in models.iterdir() if os.path.lexists(folder / CARD_FILE))
    except OSError:  # the folder is not there
        return []


def _check_files(card: ModelCard) -> None:
    """Refuse weights without a sound header and a graph that does not fit them; values are checked when loaded.

    A card alone can be read and shown; to enlarge with it is refused.
    """
    if os.path.lexists(card.folder / WEIGHTS_FILE) or has_graph(card.folder):
        shapes = read_shapes(card.folder)
        if has_graph(card.folder):
            check_form(card.folder, shapes, card.scale)


def find_card(checkpoint_id: str) -> ModelCard:
    """Return the card of a checkpoint.

    Raises:
        CheckpointError: for an unknown id, naming the known ones.
        CardError: for a damaged card.
    """
    shelf = _read_cards(_models)
    for card in shelf.cards:
        if card.id == checkpoint_id:
            return card
    for found in shelf.damaged:
        if found.id == checkpoint_id:
            raise type(found.error)(str(found.error))
    known = ", ".join(["bicubic", "lanczos", *(card.id for card in checkpoints())])
    raise CheckpointError(f"unknown checkpoint {checkpoint_id!r:.80}; known: {known}")


def write_card(card: ModelCard) -> None:
    """Write a card to its folder, and forget the cards read before; raises EncodeError if that fails."""
    write_whole(card.folder / CARD_FILE, tomli_w.dumps(card_table(card), multiline_strings=False).encode())
    forget_cards()


def forget_cards() -> None:
    """Read the cards anew at the next call, since folders have changed."""
    _read_cards.cache_clear()
