"""A path: checkpoints that run one after the other, each on what the one before it drew.

Written as checkpoint ids joined by "+": "edsr-x4+edsr-x2" enlarges by 8. The idea is as old as the networks: the
regularised DCNN reached x4 and x8 by repeating x2. Detail that a later step sharpens was drawn by an earlier one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, prod

import numpy as np

from ..checkpoints.card import ModelCard
from ..checkpoints.graph import Speed, Timing, read_speed
from ..checkpoints.store import checkpoints, find_card
from ..errors import EngineError
from ..guest.guest import Guest, Method
from ..types import SCALES, UpscaleOptions
from .engines import choose_engine
from .memory import feature_bytes
from .net import TRANSFORMS
from .tiles import Tile, fit_tiles, fixed_tiles, nearest_first, plan_tiles, read_pixels

INTERPOLATIONS = ("bicubic", "lanczos")
"""Methods without a net, for every scale."""
INTERPOLATION_REACH = 4
"""LR pixels beyond a part that an interpolation reads, the alpha of a network's result included; Lanczos reads 3."""

TORCH = Speed(load=0.0, timings=(Timing(1, share=0.4, setup=0.0),))
"""Speed of a net in PyTorch, measured with EDSR-baseline."""

MAX_STEPS = 3
"""Largest number of networks in a path: x2 three times is x8."""

THIN = 16
"""LR pixels of a side below which a picture is mirrored as far as its tiles overlap: it sees the zeros beyond both its
edges at once, and what each of them may change adds up to 6 grey levels."""

TILE_WORK = 250_000_000_000
"""Multiply-accumulates of a tile: two to five seconds on two cores, within which a run can be stopped.

Margins are computed twice: with half as many, 256 x 256 took 8 to 38 % more."""

TORCH_FEATURES = 800
"""Approximate bytes per SR pixel of a tile in PyTorch: three times 64 features."""

TILE_BYTES = 240_000_000
"""Bytes of features of a tile alive at once; a run needs about as much beside the picture and the result."""


@dataclass(frozen=True, slots=True)
class Step:
    """One network of a path, planned for a picture."""

    card: ModelCard
    """The network."""
    tiles: list[Tile]
    """Windows of this step's own LR, in the order in which they run."""
    engine: str
    """Engine that runs it, a key of `ENGINES`."""
    note: str
    """Reason why that is not the fast engine although nobody asked for another; empty otherwise."""
    speed: Speed
    """Speed of the network in that engine."""
    work: int
    """Multiply-accumulates of the step, margins of the tiles and self-ensemble included; at least 1."""


def path_cards(method: Method) -> tuple[ModelCard, ...]:
    """List the checkpoints a method runs, in order: one for a checkpoint id, none for bicubic and lanczos.

    A network of a visitor is its own card.

    Raises:
        CheckpointError: for an unknown id.
        EngineError: for more than MAX_STEPS, an interpolation in a path, or a product that is not in SCALES.
    """
    if isinstance(method, Guest):
        return (method,)
    if method in INTERPOLATIONS:
        return ()
    ids = [part.strip() for part in method.split("+")]
    # An interpolation draws nothing that a step could build on, and blurs the picture in a way no network was trained
    # on.
    mixed = next((name for name in ids if name in INTERPOLATIONS), None)
    if mixed is not None:
        raise EngineError(f"a path joins networks only, found {mixed!r} in {method!r}; leave it out")
    if len(ids) > MAX_STEPS:
        raise EngineError(f"a path has at most {MAX_STEPS} steps, found {len(ids)} in {method!r}; use fewer")
    cards = tuple(find_card(name) for name in ids)
    scale = prod(card.scale for card in cards)
    if scale not in SCALES:
        known = ", ".join(map(str, SCALES))
        raise EngineError(f"{method!r} enlarges by {scale}, the scales offered are {known}; choose other steps")
    return cards


def path_id(cards: tuple[ModelCard, ...]) -> str:
    """Write a path as a method string."""
    return "+".join(card.id for card in cards)


def method_steps(method: Method) -> tuple[tuple[str, int], ...]:
    """Name the part of a path up to each step but the last, with its scale: ("edsr-x2", 2), ("edsr-x2+edsr-x2", 4).

    The result is empty for a single net.
    """
    cards = path_cards(method)
    return tuple((path_id(cards[:n]), prod(card.scale for card in cards[:n])) for n in range(1, len(cards)))


def method_parameters(method: Method) -> int:
    """Count the parameters of all nets of a method, each net once."""
    return sum({card.id: card.parameters for card in path_cards(method)}.values())


def method_multiplications(method: Method) -> int:
    """Count multiply-accumulates per pixel of the first LR: a net that follows an x2 runs on 4 times the pixels."""
    total, pixels = 0, 1
    for card in path_cards(method):
        total += card.multiplications * pixels
        pixels *= card.scale**2
    return total


def paths(scale: int) -> tuple[str, ...]:
    """List the paths of at least two steps to a scale whose steps belong to one family, fewest steps first.

    A family is a group of checkpoints that differ in their scale only: id up to "-x<scale>" and channels are the same.
    Large steps come first, since the first one sees real pixels: "edsr-x4+edsr-x2", not the reverse.

    Args:
        scale: enlargement per side.

    Returns:
        Method strings, ordered by family as `checkpoints()` is; empty if there is none.
    """
    families: dict[tuple[str, str], dict[int, ModelCard]] = {}
    for card in checkpoints():
        families.setdefault((card.id.removesuffix(f"-x{card.scale}"), card.channels), {})[card.scale] = card
    found = []
    for family in families.values():
        for scales in sorted(_products(scale, max(family)), key=len):
            if len(scales) > 1 and set(scales) <= set(family):
                found.append(path_id(tuple(family[s] for s in scales)))
    return tuple(found)


def _products(scale: int, largest: int, steps: int = MAX_STEPS) -> Iterator[tuple[int, ...]]:
    """Yield the ways to write `scale` as at most `steps` factors from 2 to `largest`, large ones first."""
    if scale == 1:
        yield ()
    elif steps:
        for first in range(min(scale, largest), 1, -1):
            if scale % first == 0:
                yield from ((first, *rest) for rest in _products(scale // first, first, steps - 1))


def plan_steps(cards: tuple[ModelCard, ...], height: int, width: int, options: UpscaleOptions) -> tuple[Step, ...]:
    """Plan the steps of a path on height x width LR pixels; each step cuts its own LR into tiles."""
    runs = len(TRANSFORMS) if options.self_ensemble else 1
    steps = []
    for card in cards:
        engine, note = choose_engine(card, options.engine)
        speed = _speed(card, engine)
        tiles = _tiles(card, engine, speed, height, width, options)
        if options.first is not None:
            tiles = nearest_first(tiles, *options.first)
        work = max(1, runs * read_pixels(tiles) * card.multiplications)
        steps.append(Step(card, tiles, engine, note, speed, work))
        height, width = height * card.scale, width * card.scale
    return tuple(steps)


def _speed(card: ModelCard, engine: str) -> Speed:
    if isinstance(card, Guest):
        return card.speed
    return _recorded(card) if engine == "openvino" else TORCH


@lru_cache(maxsize=64)
def _recorded(card: ModelCard) -> Speed:
    return read_speed(card.folder)


def _tiles(card: ModelCard, engine: str, speed: Speed, height: int, width: int, options: UpscaleOptions) -> list[Tile]:
    overlap, margin = tile_overlap(card, options), card.inference.margin
    if isinstance(card, Guest) and card.lr_window is not None:
        return fixed_tiles(height, width, card.lr_window, overlap=overlap)
    if min(height, width) < THIN:
        margin = max(margin, card.inference.tile_overlap)
    if not isinstance(options.tile_size, str):
        return plan_tiles(height, width, tile_size=options.tile_size, overlap=overlap, margin=margin)

    def time(pixels: np.ndarray) -> np.ndarray:
        return pixels / speed.share(pixels)

    largest = largest_window(card, engine)
    return fit_tiles(height, width, largest=largest, overlap=overlap, margin=margin, time=time)


def path_reach(method: Method, options: UpscaleOptions) -> int:
    """Return how many LR pixels a method reads beyond a part of a picture, so that it is as it is in the whole."""
    reach, scale = Fraction(0), 1
    for card in path_cards(method):
        reach += Fraction(tile_overlap(card, options), scale)
        scale *= card.scale
    return max(ceil(reach), INTERPOLATION_REACH)


def largest_window(card: ModelCard, engine: str) -> int:
    """Return the LR pixels that a tile may read, so that runs can be stopped and features stay small on any machine."""
    pixels = TILE_WORK // card.multiplications
    return min(pixels, TILE_BYTES // features(card, engine))


def features(card: ModelCard, engine: str) -> int:
    """Return the bytes of features alive at once per LR pixel of a tile; see `feature_bytes`."""
    if isinstance(card, Guest):
        return card.feature_bytes
    if engine == "torch":
        return TORCH_FEATURES * card.scale**2
    return feature_bytes(card)


def tile_overlap(card: ModelCard, options: UpscaleOptions) -> int:
    """Return the margin of tiles in LR pixels: that of the options if given, else that of the card."""
    return card.inference.tile_overlap if options.tile_overlap is None else options.tile_overlap
