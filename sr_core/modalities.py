"""Kinds of pictures, as data: methods for each kind, their order, the one that is proposed, and limits."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .checkpoints.card import ModelCard
from .checkpoints.store import checkpoints
from .engine.path import INTERPOLATIONS, path_cards, paths
from .guest.guest import Method
from .types import SCALES, DecodedImage


@dataclass(frozen=True, slots=True)
class Modality:
    """Settings for one kind of picture."""

    name: str
    """Name of one such picture: "thermogram"."""
    purpose: str
    """Purpose on the cards of the networks that were trained on it."""
    scales: tuple[int, ...]
    """Enlargements per side that are offered."""
    scale: int
    """Enlargement per side that is proposed."""
    smallest: int
    """Fewest pixels of a side of the input."""
    slow: float
    """Seconds from which a lighter network is proposed."""
    compare: tuple[str, ...]
    """Interpolations that every result is compared with."""
    keep: float | None
    """Difference within which agreement with the input is forced unless the user says otherwise, in the unit of the
    values; None where the result is left as the method drew it."""


PHOTOGRAPH = Modality("photograph", "Photographs", SCALES, 4, 1, 20.0, ("bicubic",), None)
THERMOGRAM = Modality("thermogram", "Thermograms", (2, 4), 2, 8, 20.0, INTERPOLATIONS, 0.05)
"""0.05 degC is the temperature noise (NETD) of a usual camera."""
RADIOGRAPH = Modality("radiograph", "Chest X-ray", (2, 4), 4, 8, 60.0, INTERPOLATIONS, None)
"""Any grey picture of a DICOM file; networks for photographs come last, since they were trained on other pictures."""
MODALITIES = (PHOTOGRAPH, THERMOGRAM, RADIOGRAPH)


def modality_of(image: DecodedImage) -> Modality:
    """Tell the kind of a picture by what it holds: temperatures, values of a DICOM file, or colours and grey levels."""
    if image.unit == "degC":
        return THERMOGRAM
    return RADIOGRAPH if image.unit else PHOTOGRAPH


def methods_for(modality: Modality, scale: int, *, generated: bool = True) -> list[str]:
    """List the methods for a picture of this kind, best first, interpolations last.

    Networks trained on such pictures come first, then all others. Among photographs, paths follow the networks of the
    very scale, since gains of different scales cannot be compared. Networks trained to look sharp come behind those
    that are accurate; they are never offered for a thermogram, since they invent temperatures.

    Args:
        modality: the kind of picture.
        scale: enlargement per side.
        generated: False to leave out networks that were trained to look sharp.
    """
    known = {card.id: card for card in checkpoints()}
    found = [m for m in _picture_methods(scale) if generated or not is_generated(m)]
    if modality is THERMOGRAM:
        own = [c for c in known.values() if c.scale == scale and c.unit and c.objective == "accuracy"]
        own.sort(key=lambda card: (-reduction(card), -card.multiplications))
        others = [m for m in found if m in known and not is_generated(m)]
        return [*(card.id for card in own), *others, *INTERPOLATIONS]
    if modality is RADIOGRAPH:
        found = [m for m in found if m in known]
        found.sort(key=lambda m: (known[m].purpose != modality.purpose, is_generated(m), -_gain(known[m])))
    return [*found, *INTERPOLATIONS]


def network_scales(modality: Modality) -> tuple[int, ...]:
    """List the scales at which a network enlarges such pictures; all that are offered where there is no network."""
    found = tuple(s for s in modality.scales if methods_for(modality, s) != list(INTERPOLATIONS))
    return found or modality.scales


def propose(modality: Modality, methods: Sequence[str], seconds: Callable[[str], float]) -> str:
    """Choose the first accurate network for this kind of picture that is not slow, else the fastest of them.

    Args:
        modality: the kind of picture.
        methods: methods from `methods_for`.
        seconds: returns the seconds that a method takes on the picture.

    Returns:
        One of `methods`; bicubic where no network was trained on temperatures, else the first of `methods`.
    """
    cards = {card.id: card for card in checkpoints()}
    own = [m for m in methods if m in cards and cards[m].objective == "accuracy" and _suits(cards[m], modality)]
    times = {method: seconds(method) for method in own}
    quick = [method for method in own if times[method] <= modality.slow]
    if quick:
        return quick[0]
    return min(own, key=times.__getitem__, default="bicubic" if modality is THERMOGRAM else methods[0])


def quick_first(methods: Sequence[str]) -> list[str]:
    """Put the distilled networks of the first one's purpose before all others: for large pictures."""
    cards = {card.id: card for card in checkpoints()}
    first = cards.get(methods[0])
    quick = [
        m
        for m in methods
        if first is not None
        and (card := cards.get(m)) is not None
        and card.training.teacher
        and (card.purpose, card.objective) == (first.purpose, "accuracy")
    ]
    return [*quick, *(method for method in methods if method not in quick)]


def is_made_for(method: Method, modality: Modality) -> bool:
    """True if all networks of the method were trained on such pictures; an interpolation is for every kind."""
    return all(_suits(card, modality) for card in path_cards(method))


def is_generated(method: Method) -> bool:
    """True if a network of the method was trained to look sharp rather than to be close to the original."""
    return any(card.objective == "appearance" for card in path_cards(method))


def family(method: Method) -> str:
    """Return the name of a method without its scale, by which a choice outlives a change of scale."""
    cards = path_cards(method)
    return cards[0].id.removesuffix(f"-x{cards[0].scale}") if cards else str(method)


def reduction(card: ModelCard) -> float:
    """Return the measured share of Lanczos' mean error in degC that a network takes away; 0 if nothing was measured."""
    found = next((result.temperatures for result in card.results if result.temperatures), None)
    return found.reduction if found else 0.0


def _suits(card: ModelCard, modality: Modality) -> bool:
    return bool(card.unit) if modality is THERMOGRAM else card.purpose == modality.purpose


def _picture_methods(scale: int) -> list[str]:
    """List networks and paths for pictures without a unit by purpose; the purpose with most networks comes first."""
    singles = [card.id for card in checkpoints() if card.scale == scale and not card.unit]
    known = {family(method) for method in singles}
    joined = [path for path in paths(scale) if family(path) not in known and not path_cards(path)[0].unit]
    networks = Counter(card.purpose for card in checkpoints())

    def rank(method: str) -> tuple[int, str, bool, bool, float, int, list[str]]:
        cards = path_cards(method)
        last, purpose = cards[-1].result, cards[0].purpose
        gain = last.gain if last else float("-inf")
        titles = [card.title for card in cards]
        return -networks[purpose], purpose, is_generated(method), len(cards) > 1, -gain, len(cards), titles

    return sorted([*singles, *joined], key=rank)


def _gain(card: ModelCard) -> float:
    """Return the measured gain; before the benchmark has run, the validation of the training gives the order."""
    return card.result.gain if card.result else (card.training.validation_psnr or 0.0) - 100.0
