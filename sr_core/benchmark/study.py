"""The six networks of the EDSR study in one table, though not every one of them has every scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..checkpoints.card import ModelCard, Result
from ..checkpoints.path_results import path_results
from ..engine.path import method_multiplications, method_parameters

STUDY = ("srcnn", "vdsr", "edsr", "srgan", "esrgan", "autoencoder")
"""Families of the networks, in the order of the study."""


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One network of the study at one scale."""

    card: ModelCard
    """Card of the network that runs; where none has the scale, of one at another scale."""
    method: str
    """Method that reaches the scale: a checkpoint id, or the same one twice joined by "+"; empty if there is none."""
    result: Result | None
    """Measured result; None where nothing was measured."""
    parameters: int
    """Number of parameters."""
    multiplications: int
    """Multiply-accumulates per pixel of the input; 0 if no method reaches the scale."""


def study(cards: Sequence[ModelCard], scale: int, set_name: str) -> tuple[StudyRow, ...]:
    """List the networks of the study at a scale, on one set of pictures.

    A network that has the scale runs once. Where only x2 exists, x4 is x2 twice.

    Raises:
        CardError: if models/paths.toml is damaged.
    """
    rows = []
    for family in STUDY:
        own = {card.scale: card for card in cards if card.id == f"{family}-x{card.scale}"}
        steps: tuple[ModelCard, ...] = ()
        if scale in own:
            steps = (own[scale],)
        elif scale == 4 and 2 in own:
            steps = (own[2], own[2])
        elif not own:
            continue
        card = steps[0] if steps else next(iter(own.values()))
        results = path_results(steps) if len(steps) > 1 else card.results if steps else ()
        method = "+".join(step.id for step in steps)
        found = next((result for result in results if result.set == set_name), None)
        work = method_multiplications(method) if method else 0
        parameters = method_parameters(method) if method else card.parameters
        rows.append(StudyRow(card, method, found, parameters, work))
    return tuple(rows)
