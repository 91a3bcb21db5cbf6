"""How long an enlargement will take on this machine, estimated before it starts and without torch."""

import time
from functools import lru_cache

import numpy as np

from ..checkpoints.card import ModelCard
from ..types import UpscaleOptions
from .ensemble import TRANSFORMS
from .tiles import plan_tiles
from .upscale import tile_overlap

NET_SHARE = 0.4
"""Share of the matrix-product speed that a whole net reaches; measured with EDSR-baseline in PyTorch eager."""

# Short rounds, of which the best counts: on a shared machine a long one is sure to be interrupted.
_SIDE, _ROUNDS = 384, 40


@lru_cache(maxsize=1)
def machine_rate() -> float:
    """Measure this machine's float32 matrix product once: multiply-accumulates per second, all cores."""
    a = np.random.default_rng(0).random((_SIDE, _SIDE), np.float32)
    best = float("inf")
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - started)
    return _SIDE**3 / best


def estimate_seconds(card: ModelCard, height: int, width: int, options: UpscaleOptions | None = None) -> float:
    """Estimate the wall time of an upscale of height x width LR pixels, margins of the tiles included.

    The card's multiplications over `NET_SHARE` of `machine_rate()`: right within a factor of about 1.5 on an idle
    machine.
    """
    if not height or not width:
        return 0.0
    options = options or UpscaleOptions()
    overlap = tile_overlap(card, options)
    read = sum(
        (t.rows.read_stop - t.rows.read_start) * (t.cols.read_stop - t.cols.read_start)
        for t in plan_tiles(height, width, tile_size=options.tile_size, overlap=overlap)
    )
    runs = len(TRANSFORMS) if options.self_ensemble else 1
    return runs * read * card.multiplications / (NET_SHARE * machine_rate())
