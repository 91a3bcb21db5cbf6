"""Run a visitor's network on the windows of all tiles, within its own process."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ...errors import EngineError
from ...worker.message import Message
from ..net import TRANSFORMS, enlarge_window
from ..tiles import Span, Tile
from .network import Network, as_used


def run_all(
    network: Network, words: Mapping[str, Any], arrays: Mapping[str, np.ndarray], tell: Callable[[Message], None]
) -> None:
    """Run the network on each window and tell what its tile writes.

    Args:
        network: the network.
        words: `tiles`, two spans of four numbers for each; `scale`, `channels` of the answer, `peak`, `multiple`,
            `enlarged` and `ensemble`; see `as_used`.
        arrays: the windows "0", "1" ..., (1, C, h, w) float32 in [0, 1].
        tell: gets after each run its number and the seconds so far, compiling excluded, and with the last run of a
            tile, in their order, the pixels "sr" of the tile, (1, C, scale * height, scale * width).
    """
    scale, channels = words["scale"], words["channels"]
    used = as_used(network, peak=words["peak"], multiple=words["multiple"], enlarged=words["enlarged"])
    runs = TRANSFORMS if words["ensemble"] else TRANSFORMS[:1]

    def net(lr: np.ndarray) -> np.ndarray:
        sr = used(lr)
        count, _, height, width = lr.shape
        if sr.shape != (count, channels, height * scale, width * scale):
            raise EngineError(
                f"your network: expected {width * scale} x {height * scale} pixels from {width} x {height}, found an "
                f"answer of the shape {' x '.join(map(str, sr.shape))}; it may need other sides of its input"
            )
        if not np.isfinite(sr).all():
            raise EngineError("your network: expected numbers, found NaN or infinity in its answer; train it again")
        return np.asarray(sr, np.float32)

    tiles = [Tile(Span(*rows), Span(*cols)) for rows, cols in words["tiles"]]
    started, done = time.perf_counter(), 0

    def state() -> dict[str, Any]:
        return {"done": done, "seconds": time.perf_counter() - started - network.preparing}

    def tick() -> None:
        nonlocal done
        done += 1
        if done % len(runs):
            tell(Message(state()))

    for number, tile in enumerate(tiles):
        sr = enlarge_window(net, arrays[str(number)], tile, scale, runs, tick)
        tell(Message(state(), {"sr": np.ascontiguousarray(sr)}))
