"""Steps and cost of a method, which a benchmark must know before it runs."""

from math import prod

from ..engine.path import path_cards, path_id
from ..errors import EngineError


def check_scale(method: str, scale: int) -> None:
    """Refuse a method that does not enlarge by `scale`; bicubic and lanczos have every scale.

    Raises:
        CheckpointError: for an unknown id.
        EngineError: for another scale, or a path that cannot be run.
    """
    cards = path_cards(method)
    found = prod(card.scale for card in cards)
    if cards and found != scale:
        raise EngineError(
            f"{method} enlarges by {found}, the benchmark by {scale}; choose a checkpoint of that scale or join "
            'several with "+" (edsr-x4+edsr-x2 enlarges by 8)'
        )


def method_steps(method: str) -> tuple[tuple[str, int], ...]:
    """Name the part of a path up to each step but the last, with its scale: ("edsr-x2", 2), ("edsr-x2+edsr-x2", 4).

    The result is empty for a single net.
    """
    cards = path_cards(method)
    return tuple((path_id(cards[:n]), prod(card.scale for card in cards[:n])) for n in range(1, len(cards)))


def method_parameters(method: str) -> int:
    """Count the parameters of all nets of a method, each net once."""
    return sum({card.id: card.parameters for card in path_cards(method)}.values())


def method_multiplications(method: str) -> int:
    """Count multiply-accumulates per pixel of the first LR: a net that follows an x2 runs on 4 times the pixels."""
    total, pixels = 0, 1
    for card in path_cards(method):
        total += card.multiplications * pixels
        pixels *= card.scale**2
    return total
