"""What a benchmark must know of a method before it runs: its nets, its steps, its cost."""

from itertools import accumulate
from math import prod

from ..checkpoints.card import ModelCard
from ..checkpoints.store import find_card
from ..engine.upscale import INTERPOLATIONS
from ..errors import EngineError


def method_cards(method: str) -> tuple[ModelCard, ...]:
    """List the checkpoints a method runs, in order: one, several of a path ("edsr-x4+edsr-x2"), none for bicubic.

    Raises:
        CheckpointError: for an unknown id.
    """
    if method in INTERPOLATIONS:
        return ()
    return tuple(find_card(part.strip()) for part in method.split("+"))


def check_scale(method: str, scale: int) -> None:
    """Refuse a method that does not enlarge by `scale`; bicubic and lanczos have every scale.

    Raises:
        CheckpointError: for an unknown id.
        EngineError: for another scale.
    """
    cards = method_cards(method)
    found = prod(card.scale for card in cards)
    if cards and found != scale:
        raise EngineError(
            f"{method} enlarges by {found}, the benchmark by {scale}; choose a checkpoint of that scale or join "
            'several with "+" (edsr-x4+edsr-x2 enlarges by 8)'
        )


def method_steps(method: str) -> tuple[tuple[str, int], ...]:
    """Name what a path has done after each step but the last, with its scale: ("edsr-x2", 2), ("edsr-x2+edsr-x2", 4).

    Empty for a single net.
    """
    cards = method_cards(method)
    scales = accumulate((card.scale for card in cards), int.__mul__)
    names = accumulate((card.id for card in cards), "{}+{}".format)
    return tuple(zip(names, scales, strict=True))[:-1]


def method_parameters(method: str) -> int:
    """Count the weights of all nets of a method, each net once."""
    return sum(card.parameters for card in set_of(method_cards(method)))


def method_multiplications(method: str) -> int:
    """Count multiply-accumulates per pixel of the first LR: a net that follows an x2 runs on 4 times the pixels."""
    total, pixels = 0, 1
    for card in method_cards(method):
        total += card.multiplications * pixels
        pixels *= card.scale**2
    return total


def set_of(cards: tuple[ModelCard, ...]) -> tuple[ModelCard, ...]:
    """Drop cards that occur again, by id."""
    return tuple({card.id: card for card in cards}.values())
