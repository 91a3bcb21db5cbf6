"""Training pictures are refused in benchmarks: figures on pictures that a net remembers say nothing about others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..checkpoints.card import ModelCard
from ..checkpoints.store import all_cards
from ..engine.path import path_cards
from ..errors import SRError
from ..guest.guest import Guest, Method
from ..types import DecodedImage
from .training_data import TrainingData, read_training_data

_Item = TypeVar("_Item", bytes, DecodedImage)


@dataclass(frozen=True, slots=True)
class Leak:
    """A picture that a checkpoint was trained on."""

    picture: str
    """Name of the picture."""
    checkpoint: str
    """Id of the checkpoint."""
    data: str
    """Name of the training data on the card."""
    seen_as: str
    """Way in which it was recognised: "the same file" or "the same picture"."""

    def __str__(self) -> str:
        return f"{self.picture} is a training picture of {self.checkpoint} ({self.data}, {self.seen_as})"


def find_leaks(pictures: Sequence[DecodedImage], methods: Sequence[Method]) -> tuple[Leak, ...]:
    """List the pictures that a method's checkpoints were trained on, re-encoded, shrunk or turned ones included.

    Raises:
        CheckpointError: for an unknown id.
    """
    return _find([(p.name, p) for p in pictures], methods, TrainingData.has_picture, "the same picture")


def find_file_leaks(files: Iterable[tuple[str, bytes]], methods: Sequence[Method]) -> tuple[Leak, ...]:
    """List the files, as (name, content), that a method's checkpoints were trained on; needs no decoding.

    Raises:
        CheckpointError: for an unknown id.
    """
    return _find(files, methods, TrainingData.has_file, "the same file")


def refuse_leaks(leaks: Sequence[Leak]) -> None:
    """Raise SRError naming the first picture and its checkpoint, if there is one."""
    if leaks:
        first, others = leaks[0], len({leak.picture for leak in leaks}) - 1
        more = f", and {others} more of these pictures" if others else ""
        raise SRError(
            f"{first}{more}: figures on training pictures are not valid; "
            f"take {'them' if others else 'it'} out of the benchmark, or leave {first.checkpoint} out"
        )


def unchecked_notes(methods: Sequence[Method]) -> tuple[str, ...]:
    """Name the checkpoints without fingerprints of their training data, in one sentence each."""
    missing = {
        (card.id, name): None
        for card, name in _training_names(methods)
        if read_training_data(name) is None
    }  # fmt: skip
    own = ("your network was not checked for training pictures, since nothing is known of its training",)
    return (own if any(isinstance(method, Guest) for method in methods) else ()) + tuple(
        f"{checkpoint} was not checked for training pictures, since its training data {name!r} have no fingerprints"
        for checkpoint, name in missing
    )


def _find(
    named: Iterable[tuple[str, _Item]],
    methods: Sequence[Method],
    has: Callable[[TrainingData, _Item], bool],
    seen_as: str,
) -> tuple[Leak, ...]:
    trained: dict[str, list[str]] = {}
    for card, name in _training_names(methods):
        trained.setdefault(name, []).append(card.id)
    known = {name: data for name in trained if (data := read_training_data(name)) is not None}
    return tuple(
        Leak(label, checkpoint, name, seen_as)
        for label, item in named
        for name, data in known.items()
        if has(data, item)
        for checkpoint in dict.fromkeys(trained[name])
    )


def _training_names(methods: Sequence[Method]) -> Iterator[tuple[ModelCard, str]]:
    """Yield (checkpoint, data) of all nets of the methods, data of their starts and teachers included."""
    known = {card.id: card for card in all_cards()}
    for method in methods:
        for card in path_cards(method):
            pending, seen = [card.id], set[str]()
            while pending:
                ancestor = known.get(pending.pop())
                if ancestor is None or ancestor.id in seen:
                    continue
                seen.add(ancestor.id)
                yield card, ancestor.training.data
                pending += [ancestor.training.start, ancestor.training.teacher]
