"""The rank of a network among those that can be compared with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from .card import ModelCard, Result


@dataclass(frozen=True, slots=True)
class Rank:
    """Place of a network among its peers: the networks of its purpose and scale, measured on the same pictures."""

    place: int
    """Place by PSNR, from 1; equal figures share a place."""
    of: int
    """Number of networks, this one included."""
    set: str
    """Pictures that all were measured on."""
    behind: float
    """PSNR below that of the best one, dB."""
    best: ModelCard
    """Network with the highest PSNR."""
    rival: ModelCard | None
    """Network with the highest PSNR among the others; None if there is none."""


def rank(card: ModelCard, cards: Iterable[ModelCard]) -> Rank | None:
    """Rank a checkpoint by the PSNR of its main result; None where nothing was measured."""
    own = card.result
    if own is None:
        return None
    peers = [
        (result.psnr, peer)
        for peer in cards
        if (peer.purpose, peer.scale) == (card.purpose, card.scale) and (result := _on(peer, own.set, own.protocol))
    ]
    peers.sort(key=lambda pair: -pair[0])
    others = [peer for _, peer in peers if peer.id != card.id]
    place = 1 + sum(psnr > own.psnr for psnr, _ in peers)
    return Rank(place, len(peers), own.set, peers[0][0] - own.psnr, peers[0][1], others[0] if others else None)


def _on(card: ModelCard, name: str, protocol: str) -> Result | None:
    """Return a card's result on a set of pictures under a protocol."""
    return next((result for result in card.results if (result.set, result.protocol) == (name, protocol)), None)
